/// One batch of a search for a learning rate.
public struct CurveRecord: Equatable, Sendable {
  /// Its number, from 0.
  public var batch: Int
  /// The learning rate of its step.
  public var learningRate: Double
  /// The smoothed loss of the training batches so far.
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
}
