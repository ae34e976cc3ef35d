internal import Glibc

/// Which learning rates to try: from `lowest` towards `highest`, each a fixed multiple of the one before.
public struct LearningRateRange: Equatable, Sendable {
  /// The first rate.
  public var lowest: Double
  /// The rate that the last one comes near.
  public var highest: Double

  /// The fewest batches a search takes, however few an epoch has.
  public static let fewestBatches = 100

  /// Chooses the ends; the defaults are the lesson's.
  public init(lowest: Double = 1e-5, highest: Double = 10) {
    precondition(lowest > 0 && lowest < highest, "the rates of a search grow")
    self.lowest = lowest
    self.highest = highest
  }

  /// Returns the rate of a batch: lowest · (highest / lowest)^(batch / count).
  public func rate(batch: Int, of count: Int) -> Double {
    lowest * pow(highest / lowest, Double(batch) / Double(count))
  }

  /// Returns the memory of the smoothed loss in a search of `count` batches: a fifteenth of them, at most the lesson's.
  ///
  /// A mean lags behind. The lesson's looks back over 50 batches, which of a hundred is half the search: the smallest
  /// loss then seems to lie a decade of rates too high, and a tenth of that rate trained measurably worse.
  static func memory(of count: Int) -> Double { min(0.98, 1 - 15 / Double(count)) }
}

extension LearningRateRange {
  // The search ends when the loss is this many times its best, which is counted from this batch on.
  private static let explosion = 4.0
  private static let settledBatch = 11

  /// Trains `learner` with a growing learning rate and returns how the loss went.
  ///
  /// An epoch of batches, or 100 when it has fewer, going round the data again. It ends early when the smoothed loss is
  /// not finite or more than four times its best (fastai 0.7, `sgdr.py`, `LR_Finder`). Nothing of it may stay: the learner
  /// is to be thrown away. Neither weights nor random draws of a later training depend on it.
  ///
  /// - Parameter onPoint: Called after each batch; what it throws ends the search.
  func search(
    _ learner: some Learner, onPoint: (LearningRateCurve.Point) throws -> Void
  ) throws -> LearningRateCurve {
    let count = max(LearningRateRange.fewestBatches, learner.batchesPerEpoch)
    var smoothed = SmoothedLoss(memory: LearningRateRange.memory(of: count))
    var best = Double.infinity
    var points: [LearningRateCurve.Point] = []
    for number in 0..<count {
      let (epoch, batch) = number.quotientAndRemainder(dividingBy: learner.batchesPerEpoch)
      let rate = rate(batch: number, of: count)
      smoothed.add(try learner.step(epoch: epoch, batch: batch, learningRate: rate, momentum: nil))
      let loss = smoothed.value
      if !loss.isFinite || loss > LearningRateRange.explosion * best { break }
      if number >= LearningRateRange.settledBatch { best = min(best, loss) }
      let point = LearningRateCurve.Point(batch: number, learningRate: rate, loss: loss)
      points.append(point)
      try onPoint(point)
    }
    return LearningRateCurve(points: points, plannedCount: count)
  }
}
