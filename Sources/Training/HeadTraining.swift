public import Networks
internal import Workers

/// Trains a head on rows of features that the backbone computed once.
///
/// The same data, settings and seed give the same head to the last bit, for any number of workers.
public struct HeadTraining: Sendable {
  /// Rates, rule, loss, and which epoch's head is kept.
  public var hyperparameters: Hyperparameters

  /// Prepares a training.
  public init(_ hyperparameters: Hyperparameters) { self.hyperparameters = hyperparameters }

  /// Returns `head` trained on `data`.
  ///
  /// - Parameters:
  ///   - head: Where to start from.
  ///   - data: Rows of as many features as the head takes, of as many classes as it gives.
  ///   - onBatch: Called after each batch and after each epoch; what it throws ends the training.
  ///   - onEpoch: Called after each epoch; what it throws ends the training.
  /// - Throws: `TrainingError` when the loss is no longer finite, and what `onBatch` and `onEpoch` throw.
  public func fit(
    _ head: Head, on data: LabelledFeatures, onBatch: (TrainingPosition) throws -> Void = { _ in },
    onEpoch: (TrainingEpoch) throws -> Void
  ) throws -> Head {
    try withLearner(head, on: data) { learner in
      try TrainingLoop(hyperparameters: hyperparameters).fit(
        learner, onBatch: { position, _ in try onBatch(position) }, onEpoch: onEpoch)
      return learner.result
    }
  }

  /// Trains a copy of `head` with a growing learning rate and returns how the loss went.
  ///
  /// - Parameters:
  ///   - head: Where to start from.
  ///   - data: Rows of as many features as the head takes, of as many classes as it gives.
  ///   - range: The rates to try; the training's own rate and schedule are not looked at.
  ///   - onPoint: Called after each batch; what it throws ends the search.
  public func searchLearningRate(
    _ head: Head, on data: LabelledFeatures, range: LearningRateRange = LearningRateRange(),
    onPoint: (LearningRateCurve.Point) throws -> Void
  ) throws -> LearningRateCurve {
    try withLearner(head, on: data) { learner in try range.search(learner, onPoint: onPoint) }
  }

  private func withLearner<Result>(
    _ head: Head, on data: LabelledFeatures, _ body: (HeadLearner) throws -> Result
  ) throws -> Result {
    precondition(
      head.inputs == data.featureCount && head.outputs == data.images.classCount, "the head does not fit the data")
    return try WorkerTeam.run(workers: hyperparameters.workers) { team in
      try body(HeadLearner(head, on: data, hyperparameters, team: team))
    }
  }
}
