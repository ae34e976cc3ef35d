/// Reads numbers and pieces from bytes, one after the other, and never past their end.
struct ByteCursor {
  let bytes: UnsafeRawBufferPointer
  /// The offset of the next byte.
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = min(max(position, 0), bytes.count)
  }

  /// The number of bytes that are left.
  var remaining: Int { bytes.count - position }

  /// Takes `count` bytes.
  mutating func take(_ count: Int) throws(FormatError) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw .torn }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  /// Takes one byte.
  mutating func byte() throws(FormatError) -> UInt8 { try take(1)[0] }

  /// Takes a little-endian integer.
  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(FormatError) -> Value {
    let piece = try take(Value.bitWidth / 8)
    var value: Value = 0
    for (index, byte) in piece.enumerated() { value |= Value(truncatingIfNeeded: byte) << (8 * index) }
    return value
  }

  /// Takes a little-endian unsigned number of bytes or of entries, that must fit what is left.
  mutating func length<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type) throws(FormatError) -> Int {
    guard let value = Int(exactly: try integer(type)) else { throw .torn }
    return value
  }

  /// Takes the bytes up to the next line feed, and the line feed.
  mutating func line() throws(FormatError) -> String {
    guard let end = bytes[position...].firstIndex(of: 10) else { throw .torn }
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    position = end + 1
    return text
  }
}
