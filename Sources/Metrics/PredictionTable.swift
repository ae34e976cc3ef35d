internal import Files
internal import Records

/// The predictions of one file, with the probabilities of all classes.
public struct PredictionTable: Sendable {
  /// One image and its probabilities, in the order of the classes.
  struct Row: Sendable {
    let path: String
    let split: Split?
    let actual: ClassNames?
    let probabilities: [Float]
  }

  /// The path of the file, for messages.
  let name: String
  /// The classes, in the order of the first record.
  let classes: Vocabulary
  /// How classes were predicted.
  let decision: Decision
  /// The images, in order.
  let rows: [Row]
  /// The row of each image.
  let places: [ExactText: Int]

  /// The sum of the probabilities may differ from 1 by this much; a file with only the most probable ones differs more.
  private static let tolerance = 1e-4
  private static let advice = "all classes are needed: give 'predict --top' their number"

  /// Reads predictions.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - name: How messages call it.
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a line that is not a prediction with the
  ///   probabilities of all classes, or names an image again; `UnfitPredictions` when it is empty.
  public init(reading path: String, named name: String) throws {
    var reader = try RecordReader(path)
    var classes: Vocabulary?
    var decision: Decision?
    var rows: [Row] = []
    var places: [ExactText: Int] = [:]
    while let prediction = try reader.nextPrediction() {
      let names = classes ?? Vocabulary(prediction.probabilities.map(\.name))
      classes = names
      guard !prediction.probabilities.isEmpty else { throw reader.failure("no probabilities") }
      guard let probabilities = prediction.probabilities(of: names) else {
        throw reader.failure("probabilities of other classes than in the first record; \(PredictionTable.advice)")
      }
      guard !prediction.lacksProbabilities else {
        throw reader.failure("the probabilities of some classes were left out; \(PredictionTable.advice)")
      }
      let own = prediction.threshold.map(Decision.above) ?? .mostProbable
      guard decision ?? own == own else { throw reader.failure("another threshold than in the first record") }
      decision = own
      let sum = probabilities.reduce(0) { $0 + Double($1) }
      guard own != .mostProbable || abs(sum - 1) <= PredictionTable.tolerance else {
        let count = "\(probabilities.count) class\(probabilities.count == 1 ? "" : "es")"
        throw reader.failure(
          "the probabilities of \(count) add up to \(Float(sum)), not to 1; \(PredictionTable.advice)")
      }
      guard places.updateValue(rows.count, forKey: ExactText(prediction.path)) == nil else {
        throw reader.failure("'\(prediction.path)' occurs twice")
      }
      rows.append(
        Row(path: prediction.path, split: prediction.split, actual: prediction.actual, probabilities: probabilities))
    }
    guard let classes, let decision else { throw UnfitPredictions(description: "no prediction in \(name)") }
    self.name = name
    self.classes = classes
    self.decision = decision
    self.rows = rows
    self.places = places
  }
}

extension PredictionRecord {
  /// The probabilities in the order of `classes`; `nil` when they are of other classes.
  fileprivate func probabilities(of classes: Vocabulary) -> [Float]? {
    guard probabilities.count == classes.classes.count else { return nil }
    if zip(probabilities, classes.classes).allSatisfy({ $0.name.isExactly($1) }) { return probabilities.map(\.value) }
    var values = [Float](repeating: .nan, count: probabilities.count)
    for probability in probabilities {
      guard let index = classes.index(of: probability.name) else { return nil }
      values[index] = probability.value
    }
    return values
  }
}

/// Predictions that cannot be put together.
public struct UnfitPredictions: Error, Equatable, Sendable, CustomStringConvertible {
  /// Names both sides.
  public let description: String
}
