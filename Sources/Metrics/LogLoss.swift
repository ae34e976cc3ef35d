internal import Glibc

/// The mean of −ln p(true class).
///
/// Probabilities are clipped to ε...1 − ε with the ε of float32, 2⁻²³, as `sklearn.metrics.log_loss` (1.9) does for
/// float32; rows are not renormalised.
public struct LogLoss: Equatable, Sendable {
  private static let epsilon = Double(Float.ulpOfOne)
  private var sum = 0.0
  /// The number of probabilities so far.
  public private(set) var count = 0

  /// Begins without a probability.
  public init() {}

  /// Takes in the probability that one image's true class was given.
  public mutating func add(probability: Double) {
    sum -= log(min(max(probability, LogLoss.epsilon), 1 - LogLoss.epsilon))
    count += 1
  }

  /// Takes in the −ln p of one image's true class.
  public mutating func add(loss: Double) { add(probability: exp(-loss)) }

  /// The mean; `nil` without a probability.
  public var value: Double? { count == 0 ? nil : sum / Double(count) }
}
