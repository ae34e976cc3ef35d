/// The rule by which gradients change parameters.
public enum Optimizer: Equatable, Sendable {
  /// Gradient descent with momentum, the lesson's.
  case gradientDescent(GradientDescent)
  /// Adam with decoupled weight decay.
  case adamW(AdamW)
}

/// Adam with decoupled weight decay, as `torch.optim.AdamW` (Loshchilov and Hutter, "Decoupled weight decay
/// regularization", ICLR 2019).
public struct AdamW: Equatable, Sendable {
  /// The part of the mean gradient that stays after a step (β₁).
  public var momentum: Double
  /// The part of the mean squared gradient that stays after a step (β₂).
  public var squareMomentum: Double
  /// Added to the root of the mean squared gradient.
  public var epsilon: Double
  /// The part of each parameter, times the rate, that a step takes away.
  public var weightDecay: Double

  /// Chooses the settings; the defaults are PyTorch's.
  public init(
    momentum: Double = 0.9, squareMomentum: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    self.momentum = momentum
    self.squareMomentum = squareMomentum
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }
}
