/// Random numbers that are the same in every run.
///
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014).
public struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Starts at `seed`.
  public init(seed: UInt64) { state = seed }

  /// Returns the next word.
  public mutating func next() -> UInt64 {
    state &+= SplitMix.step
    return SplitMix.mix(state)
  }

  private static func mix(_ state: UInt64) -> UInt64 {
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// Returns number `index` of stream `stream`, in -1 ..< 1 with 24 bits: a formula that scripts have too.
  public static func uniform(_ stream: UInt64, at index: Int) -> Double {
    Double(mix((stream << 32 &+ UInt64(index) &+ 1) &* step) >> 40) / 0x1p23 - 1
  }
}
