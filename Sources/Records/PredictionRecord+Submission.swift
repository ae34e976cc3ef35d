extension PredictionRecord {
  /// The line of a submission table: the file's name without folder and suffix, and the probability of each class in the
  /// order of the classes.
  public var submissionLine: String { CSV.line([identifier] + probabilities.map { $0.value.description }) }

  /// The heading of a submission table.
  public static func submissionHeading(_ classes: [String]) -> String { CSV.line(["id"] + classes) }

  private var identifier: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
