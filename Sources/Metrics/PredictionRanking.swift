internal import Files
internal import Glibc
public import Records

/// Which predictions are worth looking at, as the lesson chooses them (fastai 0.7, `plots.py`, `ImageModelResults`).
public enum PredictionRanking: Equatable, Sendable {
  /// Wrong ones, that which gave its true class the smallest probability first.
  case mostIncorrect
  /// Right ones, the surest first.
  case mostCorrect
  /// Those whose largest probability is the smallest: of two classes, the nearest to one half. Of several classes an image,
  /// those with a probability nearest to the threshold.
  case mostUncertain
  /// Any, in an order that depends on the seed and the paths only.
  case random(seed: UInt64)

  /// Whether it needs to know what the images show.
  public var needsLabels: Bool { self == .mostIncorrect || self == .mostCorrect }

  /// Returns the first `count` of `predictions` in this order; equal ones stay in theirs.
  ///
  /// Of several classes an image, a prediction is right when all are, and the order is that of the loss.
  public func choose(_ count: Int, of predictions: [PredictionRecord]) -> [PredictionRecord] {
    func sorted(_ keys: [(record: PredictionRecord, key: Double)]) -> [PredictionRecord] {
      let order = keys.indices.sorted { (keys[$0].key, $0) < (keys[$1].key, $1) }
      return order.prefix(count).map { keys[$0].record }
    }
    switch self {
    case .mostIncorrect:
      return sorted(predictions.filter { $0.isRight == false }.map { ($0, $0.knownLoss.map { -$0 } ?? .infinity) })
    case .mostCorrect:
      return sorted(predictions.filter { $0.isRight == true }.map { ($0, $0.knownLoss ?? .infinity) })
    case .mostUncertain:
      return sorted(predictions.map { ($0, $0.certainty) })
    case .random(let seed):
      return sorted(predictions.map { ($0, PredictionRanking.draw(seed: seed, path: $0.path)) })
    }
  }

  // FNV-1a of seed and path, finished as SplitMix64 is: no stream that another image could shift.
  private static func draw(seed: UInt64, path: String) -> Double {
    var word: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
    for byte in path.utf8 { word = (word ^ UInt64(byte)) &* 0x100_0000_01B3 }
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((word ^ (word >> 31)) >> 11)
  }
}

extension PredictionRecord {
  /// Whether what was predicted is what the image shows; `nil` when that is not known.
  public var isRight: Bool? { actual.map { $0.keys == predicted.keys } }

  /// The probability that the true class was given; `nil` when it is not known, or there are several.
  public var probabilityOfActual: Double? {
    guard case .one(let label)? = actual else { return nil }
    return probabilities.first { $0.name.isExactly(label) }.map { Double($0.value) } ?? loss.map { exp(-Double($0)) }
  }

  /// The class whose probability is nearest to the threshold, the first of equal ones; `nil` where there is no threshold.
  public var nearestToThreshold: Probability? {
    guard let threshold else { return nil }
    return probabilities.min { abs(Double($0.value) - threshold) < abs(Double($1.value) - threshold) }
  }

  /// What the most uncertain prediction has least of; infinite when nothing is known of it.
  fileprivate var certainty: Double {
    guard case .several = predicted else { return confidence.isNaN ? .infinity : Double(confidence) }
    guard let threshold, let nearest = nearestToThreshold else { return .infinity }
    return abs(Double(nearest.value) - threshold)
  }

  /// The loss, or what the probability of the true class says of it.
  fileprivate var knownLoss: Double? {
    loss.map { Double($0) } ?? probabilityOfActual.map { -log(max($0, Double(Float.leastNonzeroMagnitude))) }
  }
}
