internal import Glibc

/// The logistic function: the probability of a tag, from its logit.
public enum Sigmoid {
  /// 1 / (1 + e^−x), in double precision.
  public static func probability(_ logit: Float) -> Double {
    let x = Double(logit)
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }
}
