/// The smoothed loss of one batch after another while the learning rate grows, and what to make of it.
public struct LearningRateCurve: Equatable, Sendable {
  /// One batch of the search.
  public struct Point: Equatable, Sendable {
    /// Its number, from 0.
    public let batch: Int
    /// The learning rate of its step.
    public let learningRate: Double
    /// The smoothed loss, this batch included.
    public let loss: Double

    /// Describes a batch.
    public init(batch: Int, learningRate: Double, loss: Double) {
      self.batch = batch
      self.learningRate = learningRate
      self.loss = loss
    }
  }

  /// The batches up to the end of the search, in order.
  public let points: [Point]
  /// The number of batches that were planned; fewer points mean that the loss blew up.
  public let plannedCount: Int

  // The last points are part of the explosion, or would be (fastai 2, `callback/schedule.py`, `lr_find`).
  private static let skippedAtEnd = 5
  private static let fewest = 5

  /// Takes the points of a search that was planned to have `plannedCount`.
  public init(points: [Point], plannedCount: Int) {
    self.points = points
    self.plannedCount = plannedCount
  }

  /// The points that are looked at: without the first tenth of those planned and the last five.
  ///
  /// The first ones say more about the first weights than about the rate.
  private var judged: ArraySlice<Point> { points.dropFirst(plannedCount / 10).dropLast(LearningRateCurve.skippedAtEnd) }

  /// The rate at the smallest loss; `nil` when there are too few points.
  public var minimum: Double? {
    let judged = judged
    guard judged.count >= LearningRateCurve.fewest else { return nil }
    return judged.min { $0.loss < $1.loss }?.learningRate
  }

  /// A rate to train with: a tenth of that at the smallest loss, the lesson's rule; `nil` when there are too few points.
  public var suggestion: Double? { minimum.map { $0 / 10 } }

  /// Whether the loss still fell where the rates end, so that the smallest loss may lie beyond.
  public var endsFalling: Bool { points.count == plannedCount && minimum == judged.last?.learningRate }

  /// The rate half-way down the longest fall of the loss; `nil` when there are too few points or it never falls.
  ///
  /// The longest decreasing subsequence is cut into thirds, and the middle of the second one is taken (fastai 2,
  /// `callback/schedule.py`, `valley`).
  public var valley: Double? {
    let judged = Array(judged)
    guard judged.count >= LearningRateCurve.fewest else { return nil }
    let lengths = LearningRateCurve.fallLengths(judged.map(\.loss))
    guard let longest = lengths.max(), longest > 1, let end = lengths.firstIndex(of: longest) else { return nil }
    let start = end - longest
    let section = Double(longest) / 3
    return judged[max(0, start + Int(section) + Int(section / 2))].learningRate
  }

  /// Returns for each loss the length of the longest decreasing subsequence that ends there.
  ///
  /// In n · log n steps by patience sorting (Fredman, "On computing the length of longest increasing subsequences", 1975).
  private static func fallLengths(_ losses: [Double]) -> [Int] {
    // tops[k] is the largest loss that ends a decreasing subsequence of length k + 1; it falls with k.
    var tops: [Double] = []
    return losses.map { loss in
      var (low, high) = (0, tops.count)
      while low < high {
        let middle = (low + high) / 2
        if tops[middle] > loss { low = middle + 1 } else { high = middle }
      }
      if low == tops.count { tops.append(loss) } else { tops[low] = loss }
      return low + 1
    }
  }
}
