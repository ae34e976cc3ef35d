extension PredictionRecord {
  /// The line of a submission table: the file's name without folder and suffix, and the probability of each class in the
  /// order of the classes; or the predicted ones of several, with spaces between them.
  public var submissionLine: String {
    switch predicted {
    case .one: CSV.line([identifier] + probabilities.map { $0.value.description })
    case .several(let names): CSV.line([identifier, names.joined(separator: " ")])
    }
  }

  /// The heading of a submission table.
  public static func submissionHeading(_ classes: [String], _ decision: Decision) -> String {
    CSV.line(["id"] + (decision == .mostProbable ? classes : ["tags"]))
  }

  private var identifier: String {
    let name = ImageName.last(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
