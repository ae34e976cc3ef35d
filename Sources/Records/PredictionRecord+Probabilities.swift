internal import Glibc

/// How classes are predicted from their probabilities.
public enum Decision: Equatable, Sendable {
  /// The one with the largest.
  case mostProbable
  /// All that are above a threshold.
  case above(Double)

  /// The threshold, if there is one.
  public var threshold: Double? {
    if case .above(let threshold) = self { threshold } else { nil }
  }
}

extension PredictionRecord {
  /// Makes the prediction that follows from the probabilities of all classes.
  ///
  /// - Parameters:
  ///   - path: The path of the image.
  ///   - split: Its split, if it has one.
  ///   - actual: What it shows, if it is known.
  ///   - classes: The names of the classes.
  ///   - probabilities: The probability of each; of equal ones the first counts as the larger.
  ///   - decision: How classes are predicted.
  ///   - top: How many probabilities to keep: the most probable ones, or all in the order of the classes.
  ///   - loss: The loss, where it is known more exactly than these probabilities tell; `nil` computes it from them.
  public init(
    path: String, split: Split?, actual: ClassNames?, classes: Vocabulary, probabilities: [Double], decision: Decision,
    top: Int = .max, loss: Float? = nil
  ) {
    precondition(probabilities.count == classes.classes.count && !probabilities.isEmpty)
    var order = Array(probabilities.indices)
    let best = order.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
    let predicted: ClassNames =
      switch decision {
      case .mostProbable: .one(classes.classes[best])
      case .above(let threshold): .several(order.filter { probabilities[$0] > threshold }.map { classes.classes[$0] })
      }
    if top < order.count {
      order.sort { probabilities[$0] == probabilities[$1] ? $0 < $1 : probabilities[$0] > probabilities[$1] }
      order = Array(order.prefix(top))
    }
    self.init(
      path: path, split: split, actual: actual, predicted: predicted, threshold: decision.threshold,
      confidence: Float(probabilities[best]),
      loss: loss ?? actual.flatMap { PredictionRecord.loss(of: $0, classes, probabilities) },
      probabilities: order.map { .init(name: classes.classes[$0], value: Float(probabilities[$0])) },
      // Of one class an image, the sum of the probabilities tells; of several, nothing else does.
      classCount: decision == .mostProbable || order.count == probabilities.count ? nil : probabilities.count)
  }

  /// The cross-entropy, or the mean of the binary ones; `nil` where a name is no class.
  private static func loss(of actual: ClassNames, _ classes: Vocabulary, _ probabilities: [Double]) -> Float? {
    // A probability that has become zero is taken for the smallest number above it, so that the loss is a number; one that
    // has become one, for the smallest that float32 rounds to it.
    func information(_ probability: Double) -> Double { -log(max(probability, Double(Float.leastNonzeroMagnitude))) }
    func complementInformation(_ probability: Double) -> Double { -log(max(1 - probability, 0x1p-25)) }
    switch actual {
    case .one(let label): return classes.index(of: label).map { Float(information(probabilities[$0])) }
    case .several(let labels):
      var isThere = [Bool](repeating: false, count: probabilities.count)
      for label in labels {
        guard let index = classes.index(of: label) else { return nil }
        isThere[index] = true
      }
      let losses = zip(probabilities, isThere).map { $1 ? information($0) : complementInformation($0) }
      return Float(losses.reduce(0, +) / Double(losses.count))
    }
  }
}
