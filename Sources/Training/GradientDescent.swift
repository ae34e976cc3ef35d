/// Stochastic gradient descent with momentum, as `torch.optim.SGD` without dampening: v = momentum · v + g + decay · p;
/// p −= rate · v.
public struct GradientDescent: Equatable, Sendable {
  /// The part of the last step that goes on.
  public var momentum: Double
  /// Weight decay, coupled: it joins the gradient of every parameter, batch norm and biases too.
  public var weightDecay: Double

  /// Chooses the settings; the defaults are the lesson's.
  public init(momentum: Double = 0.9, weightDecay: Double = 0) {
    self.momentum = momentum
    self.weightDecay = weightDecay
  }
}
