/// A running mean of the batches' losses that forgets slowly, without the bias of its start at zero.
///
/// a = 0.98 · a + 0.02 · loss, shown as a / (1 − 0.98ᵏ) after k losses (fastai 0.7, `model.py`, `fit`).
public struct SmoothedLoss: Sendable {
  private static let memory = 0.98
  private var average = 0.0
  private var remainder = 1.0

  /// Starts without a loss.
  public init() {}

  /// The mean of the losses so far; not a number before the first one.
  public var value: Double { average / (1 - remainder) }

  /// Takes in the next loss.
  public mutating func add(_ loss: Double) {
    average = SmoothedLoss.memory * average + (1 - SmoothedLoss.memory) * loss
    remainder *= SmoothedLoss.memory
  }
}
