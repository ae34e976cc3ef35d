internal import Records

/// A line of a submission table.
enum SubmissionRow {
  /// The file's name without folder and suffix, and the probability of each class in the order of the classes.
  static func line(_ prediction: PredictionRecord) -> String {
    CSV.line([identifier(of: prediction.path)] + prediction.probabilities.map { $0.value.description })
  }

  private static func identifier(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
