internal import Glibc
public import Networks
internal import Workers

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

extension HeadTraining {
  // The search ends when the loss is this many times its best, which is counted from this batch on.
  private static let explosion = 4.0
  private static let settledBatch = 11

  /// Trains a copy of `head` with a growing learning rate and returns how the loss went.
  ///
  /// An epoch of batches, or 100 when it has fewer, going round the data again. It ends early when the smoothed loss is
  /// not finite or more than four times its best (fastai 0.7, `sgdr.py`, `LR_Finder`). Nothing of it stays: neither
  /// weights nor random draws of a later `fit` depend on it.
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
    precondition(head.inputs == data.featureCount && head.outputs == data.classCount, "the head does not fit the data")
    return try WorkerTeam.run(workers: workers) { team in
      var feed = HeadBatches(of: data, for: self, trainer: trainer(of: head, on: data, team: team))
      let count = max(LearningRateRange.fewestBatches, feed.countPerEpoch)
      var batches = feed.batches(ofEpoch: 0)
      var smoothed = SmoothedLoss(memory: LearningRateRange.memory(of: count))
      var best = Double.infinity
      var points: [LearningRateCurve.Point] = []
      for number in 0..<count {
        let (epoch, place) = number.quotientAndRemainder(dividingBy: feed.countPerEpoch)
        if place == 0 { batches = feed.batches(ofEpoch: epoch) }
        let rate = range.rate(batch: number, of: count)
        smoothed.add(feed.step(on: batches[place], epoch: epoch, learningRate: rate))
        let loss = smoothed.value
        if !loss.isFinite || loss > HeadTraining.explosion * best { break }
        if number >= HeadTraining.settledBatch { best = min(best, loss) }
        let point = LearningRateCurve.Point(batch: number, learningRate: rate, loss: loss)
        points.append(point)
        try onPoint(point)
      }
      return LearningRateCurve(points: points, plannedCount: count)
    }
  }
}
