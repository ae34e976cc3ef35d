/// The upper half of a float32.
public struct BFloat16 {
  /// The upper half.
  public let bits: UInt16

  /// Rounds to the nearest, halves to even ones.
  public init(_ value: Float) {
    let lower = value.bitPattern & 0xffff
    let upper = value.bitPattern >> 16
    bits = UInt16(truncatingIfNeeded: upper + (lower > 0x8000 || lower == 0x8000 && upper & 1 == 1 ? 1 : 0))
  }

  /// Takes the upper half.
  public init(bits: UInt16) { self.bits = bits }

  /// The number.
  public var value: Float { Float(bitPattern: UInt32(bits) << 16) }
}
