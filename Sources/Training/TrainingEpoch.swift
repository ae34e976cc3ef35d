/// What an epoch came to.
public struct TrainingEpoch: Sendable {
  /// Its number, from 0.
  public let number: Int
  /// The number of the learning rate's cycle, from 0.
  public let cycle: Int
  /// Whether the cycle ends with it.
  public let endsCycle: Bool
  /// The smoothed loss of the batches so far, over all epochs.
  public let trainingLoss: Double
  /// Loss and metrics on the validation images; `nil` when there are none.
  public let validation: Evaluation?
  /// Whether it is the best one so far, where one is selected.
  public let isBest: Bool
  /// The learning rate of the last batch; where layer groups differ, that of the last one.
  public let learningRate: Double
  /// What training and validation took.
  public let seconds: Double
  /// Training images a second of training.
  public let imagesPerSecond: Double
}
