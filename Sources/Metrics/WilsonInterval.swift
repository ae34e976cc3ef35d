/// The 95 % interval of a proportion: where the true one lies, as far as so few observations can tell.
///
/// Wilson's score interval without continuity correction (E. B. Wilson, JASA 22, 1927), which stays inside 0...1 and
/// holds for few observations and for proportions near 1.
public struct WilsonInterval: Equatable, Sendable {
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  /// The 97.5 % point of the normal distribution.
  private static let z = 1.959963984540054

  /// Computes the interval for `successes` of `count` observations; 0...1 for none.
  public init(successes: Int, count: Int) {
    guard count > 0 else {
      (lower, upper) = (0, 1)
      return
    }
    let n = Double(count)
    let p = Double(successes) / n
    let z2 = WilsonInterval.z * WilsonInterval.z
    let centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    let half = WilsonInterval.z / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)).squareRoot()
    lower = successes == 0 ? 0 : centre - half
    upper = successes == count ? 1 : centre + half
  }

  /// The length of the interval.
  public var width: Double { upper - lower }
}
