extension Double {
  /// The number with exactly `count` digits behind the point: `0.940`.
  public func text(decimals count: Int) -> String {
    let scale = (0..<count).reduce(1) { product, _ in product * 10 }
    let scaled = (self * Double(scale)).rounded()
    guard let whole = Int(exactly: scaled) else { return description }
    let digits = String(whole.magnitude % UInt(scale))
    let fraction = count == 0 ? "" : "." + String(repeating: "0", count: count - digits.count) + digits
    return (whole < 0 ? "-" : "") + String(whole.magnitude / UInt(scale)) + fraction
  }
}
