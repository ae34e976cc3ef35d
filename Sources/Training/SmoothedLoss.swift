/// A running mean of the batches' losses that forgets slowly, without the bias of its start at zero.
///
/// a = m · a + (1 − m) · loss, shown as a / (1 − mᵏ) after k losses (fastai 0.7, `model.py`, `fit`, where m = 0.98).
public struct SmoothedLoss: Equatable, Sendable {
  private let memory: Double
  // What a training that is gone on with needs to know.
  var average = 0.0
  var remainder = 1.0

  /// Starts without a loss; the mean looks back over about 1 / (1 − memory) of them.
  public init(memory: Double = 0.98) { self.memory = memory }

  /// The mean of the losses so far; not a number before the first one.
  public var value: Double { average / (1 - remainder) }

  /// Takes in the next loss.
  public mutating func add(_ loss: Double) {
    average = memory * average + (1 - memory) * loss
    remainder *= memory
  }
}
