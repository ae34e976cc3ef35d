/// The F2 score of sets of tags, averaged over images, at each of the lesson's thresholds.
///
/// Of an image: 5 · tp / (5 · tp + 4 · fn + fp), and 0 when nothing was predicted and nothing is there, as
/// `sklearn.metrics.fbeta_score(beta=2, average="samples")`; the thresholds are those of `courses/dl1/planet.py`, `f2`. A tag
/// is predicted when its probability is above the threshold.
public struct FBeta: Equatable, Sendable {
  /// From 0.17 to 0.23.
  public static let thresholds = (17...23).map { Double($0) / 100 }
  private var sums: [Double]
  /// The number of images so far.
  public private(set) var count = 0

  /// Begins without an image.
  public init() { sums = [Double](repeating: 0, count: FBeta.thresholds.count) }

  /// Takes in an image: the probability of each tag, and which of them it has.
  public mutating func add(probabilities: [Double], labels: [Int]) {
    for (place, threshold) in FBeta.thresholds.enumerated() {
      let predicted = probabilities.indices.filter { probabilities[$0] > threshold }
      sums[place] += FBeta.score(
        truePositives: predicted.count(where: labels.contains), predicted: predicted.count, actual: labels.count)
    }
    count += 1
  }

  /// Takes in what another has taken in.
  public mutating func add(_ other: FBeta) {
    for place in sums.indices { sums[place] += other.sums[place] }
    count += other.count
  }

  /// The best score and the lowest threshold that reaches it; `nil` without an image.
  public var best: (score: Double, threshold: Double)? {
    guard count > 0, let largest = sums.max(), let place = sums.firstIndex(of: largest) else { return nil }
    return (largest / Double(count), FBeta.thresholds[place])
  }

  /// F2 from counts: of the tags that were predicted and are there, of all predicted, of all there.
  public static func score(truePositives: Int, predicted: Int, actual: Int) -> Double {
    let divisor = 4 * actual + predicted
    return divisor == 0 ? 0 : 5 * Double(truePositives) / Double(divisor)
  }
}
