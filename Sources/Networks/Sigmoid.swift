internal import Glibc

/// The logistic function: the probability of a tag, from its logit.
public enum Sigmoid {
  /// 1 / (1 + e^−x), in double precision.
  public static func probability(_ logit: Float) -> Double {
    let x = Double(logit)
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }

  /// Returns −target · ln σ(x) − (1 − target) · ln(1 − σ(x)) of a logit x, without overflow:
  /// max(x, 0) − x · target + ln(1 + e^−|x|).
  public static func crossEntropy(of logit: Float, target: Double) -> Double {
    let x = Double(logit)
    return max(x, 0) - x * target + log1p(exp(-abs(x)))
  }

  /// Returns the mean over a row of logits, where the tags at the places `labels` are there and the others are not, as
  /// `torch.nn.functional.binary_cross_entropy_with_logits`.
  public static func crossEntropy(of logits: some Collection<Float>, labels: [Int]) -> Double {
    var targets = [Double](repeating: 0, count: logits.count)
    for label in labels { targets[label] = 1 }
    return zip(logits, targets).reduce(0) { $0 + crossEntropy(of: $1.0, target: $1.1) } / Double(logits.count)
  }
}
