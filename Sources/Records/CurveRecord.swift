/// One batch of a search for a learning rate.
public struct CurveRecord: Equatable, Sendable {
  /// Its number, from 0.
  public var batch: Int
  /// The learning rate of its step.
  public var learningRate: Double
  /// The smoothed loss of the training batches so far; not a number where it was none.
  public var loss: Double

  /// Describes a batch.
  public init(batch: Int, learningRate: Double, loss: Double) {
    self.batch = batch
    self.learningRate = learningRate
    self.loss = loss
  }

  /// The batch as a record, with its fields in the order of the format.
  public var object: JSONObject {
    ["batch": .integer(batch), "lr": .double(learningRate), "loss": .double(loss)]
  }

  /// Takes a record as it was read.
  ///
  /// - Throws: `InvalidRecord` when a field is missing or has the wrong type.
  public init(_ object: JSONObject) throws(InvalidRecord) {
    guard let rate = try object.number("lr"), rate > 0 else { throw InvalidRecord("no learning rate above 0") }
    self.init(batch: try object.count("batch"), learningRate: rate, loss: try object.number("loss") ?? .nan)
  }
}

/// The last record of a search for a learning rate: what to make of it.
public struct CurveSummaryRecord: Equatable, Sendable {
  /// A rate to train with.
  public var suggestion: Double
  /// The rate at the smallest loss.
  public var minimum: Double
  /// The rate in the longest fall of the loss; `nil` when it never falls.
  public var valley: Double?

  /// Describes what a search found.
  public init(suggestion: Double, minimum: Double, valley: Double?) {
    self.suggestion = suggestion
    self.minimum = minimum
    self.valley = valley
  }

  /// The summary as a record, with its fields in the order of the format; what is not known is null.
  public var object: JSONObject {
    [
      "suggestion": .double(suggestion), "minimum": .double(minimum), "valley": valley.map { .double($0) } ?? .null,
    ]
  }

  /// Takes a record as it was read.
  ///
  /// - Throws: `InvalidRecord` when a field is missing or has the wrong type.
  public init(_ object: JSONObject) throws(InvalidRecord) {
    guard let suggestion = try object.number("suggestion"), suggestion > 0,
      let minimum = try object.number("minimum"), minimum > 0
    else { throw InvalidRecord("no suggestion and minimum above 0") }
    let valley = try object.number("valley")
    if let valley, valley <= 0 { throw InvalidRecord("the valley is not above 0") }
    self.init(suggestion: suggestion, minimum: minimum, valley: valley)
  }
}
