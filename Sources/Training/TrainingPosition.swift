/// How far a training has come: all that a loop knows besides what was learned.
public struct TrainingPosition: Equatable, Sendable {
  /// The number of the current epoch, from 0.
  public internal(set) var epoch = 0
  /// The number of its batches that were learned from.
  public internal(set) var batch = 0
  /// The smoothed loss of the batches so far; not a number before the first one.
  public var trainingLoss: Double { smoothed.value }
  var smoothed = SmoothedLoss()
  /// The best epoch so far.
  var best = BestEpoch()
}
