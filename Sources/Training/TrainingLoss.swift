internal import Glibc
public import Networks
package import Workers

/// What training makes smaller: the cross-entropy of one class an image, or the binary cross-entropies of its tags.
public struct TrainingLoss: Equatable, Sendable {
  /// How many classes an image can be.
  public var kind: LabelKind
  /// The part of each target that is shared out to all classes (Szegedy and others 2016, arXiv:1512.00567).
  public var labelSmoothing: Double
  /// What the loss of each class counts; `nil` for 1.
  public var classWeights: [Double]?

  /// Chooses a loss.
  public init(_ kind: LabelKind = .single, labelSmoothing: Double = 0, classWeights: [Double]? = nil) {
    self.kind = kind
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
  }

  /// Returns the plain loss of one row of logits, without weights or smoothing.
  ///
  /// - Parameter labels: The indexes of its classes.
  public static func value(of logits: some Collection<Float>, labels: [Int], kind: LabelKind) -> Double {
    switch kind {
    case .single: -Softmax.logarithms(of: logits)[labels[0]]
    case .several: Sigmoid.crossEntropy(of: logits, labels: labels)
    }
  }

  /// Replaces logits by the gradient of the mean loss, and returns that mean.
  ///
  /// As `torch.nn.CrossEntropyLoss(weight, label_smoothing)`, whose mean is weighted by the rows' classes, and
  /// `torch.nn.BCEWithLogitsLoss(weight)`, whose mean is over rows and classes.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes], row by row.
  ///   - labels: The classes of each row; of mixed ones each counts its part.
  ///   - team: Shares the rows; the numbers do not depend on it.
  package func replaceByGradient(
    _ logits: UnsafeMutableBufferPointer<Float>, labels: MixedLabels, team: WorkerTeam? = nil
  ) -> Double {
    let classes = logits.count / labels.count
    let weights = classWeights ?? [Double](repeating: 1, count: classes)
    let shares = (0..<labels.count).map { labels.shares(at: $0, classCount: classes) }
    let divisor =
      switch kind {
      case .single: shares.reduce(0) { $0 + zip($1, weights).reduce(0) { $0 + $1.0 * $1.1 } }
      case .several: Double(logits.count)
      }
    func replace(_ row: Int) -> Double {
      let logits = UnsafeMutableBufferPointer(rebasing: logits[row * classes..<(row + 1) * classes])
      return kind == .single
        ? crossEntropy(logits, shares: shares[row], weights: weights, divisor: divisor)
        : binaryCrossEntropy(logits, shares: shares[row], weights: weights, divisor: divisor)
    }
    let losses = team?.map(labels.count, replace) ?? (0..<labels.count).map(replace)
    return losses.reduce(0, +) / divisor
  }

  private func crossEntropy(
    _ logits: UnsafeMutableBufferPointer<Float>, shares: [Double], weights: [Double], divisor: Double
  ) -> Double {
    let logarithms = Softmax.logarithms(of: logits)
    let share = labelSmoothing / Double(logits.count)
    func target(_ index: Int) -> Double { weights[index] * (share + (1 - labelSmoothing) * shares[index]) }
    let sum = logits.indices.reduce(0) { $0 + target($1) }
    var loss = 0.0
    for (index, logarithm) in logarithms.enumerated() {
      let target = target(index)
      if target > 0 { loss -= target * logarithm }
      logits[index] = Float((sum * Softmax.probability(logarithm) - target) / divisor)
    }
    return loss
  }

  private func binaryCrossEntropy(
    _ logits: UnsafeMutableBufferPointer<Float>, shares: [Double], weights: [Double], divisor: Double
  ) -> Double {
    let targets = shares.map { labelSmoothing / 2 + (1 - labelSmoothing) * $0 }
    var loss = 0.0
    for index in logits.indices {
      loss += weights[index] * Sigmoid.crossEntropy(of: logits[index], target: targets[index])
      logits[index] = Float(weights[index] * (Sigmoid.probability(logits[index]) - targets[index]) / divisor)
    }
    return loss
  }
}

/// The weights of classes that make each count the same.
public enum ClassWeights {
  /// rows / (classes · rows of the class), as `sklearn.utils.class_weight.compute_class_weight("balanced")`; a class
  /// without rows, which has no loss, weighs 1.
  public static func balanced(_ counts: [Int], rows: Int) -> [Double] {
    counts.map { $0 == 0 ? 1 : Double(rows) / Double(counts.count * $0) }
  }
}
