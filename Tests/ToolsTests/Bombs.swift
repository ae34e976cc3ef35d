import Files

/// Small files that claim to be large, or that unpack to something large.
enum Bombs {
  /// A PNG image of 8-bit red, green and blue, with `chunks` before its pixels.
  static func png(
    width: UInt32, height: UInt32, pixels: [UInt8], isInterlaced: Bool = false, chunks: [(name: String, [UInt8])] = []
  ) -> [UInt8] {
    let header = bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, isInterlaced ? 1 : 0]
    let all = [("IHDR", header)] + chunks + [("IDAT", pixels), ("IEND", [])]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + all.flatMap(chunk)
  }

  /// What PNG calls a chunk: length, name, content, checksum.
  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + content
    let checksum = checked.withUnsafeBytes { CyclicRedundancyCheck.checksum($0) }
    return bigEndian(UInt32(content.count)) + checked + bigEndian(checksum)
  }

  /// The pixels of a PNG image of 1 × 1, in a zlib stream of one stored block.
  static let onePixel: [UInt8] = [0x78, 1, 1, 4, 0, 0xFB, 0xFF, 0, 97, 98, 99, 0x02, 0x4E, 0x01, 0x27]

  /// A zlib stream without its checksum that unpacks to 158 times as many bytes, all of them `a` (RFC 1951, 3.2.6).
  static func zlib(count: Int) -> [UInt8] {
    var bits = Bits()
    bits.append(0b011, count: 3)  // the last block, of fixed codes
    bits.append(0b1000_1001, count: 8)  // the letter, its code from the highest bit
    for _ in 0..<count / 258 {
      bits.append(0b1010_0011, count: 8)  // 258 bytes
      bits.append(0, count: 5)  // from 1 byte before
    }
    bits.append(0, count: 7)
    return [0x78, 0x01] + bits.bytes
  }

  /// A JPEG image of one component with two codes of one bit: a difference of nothing, and the end of a block.
  static func jpeg(frame: UInt8, width: UInt16, height: UInt16, data: [UInt8] = []) -> [UInt8] {
    let isProgressive = frame == 0xC2
    let code: [UInt8] = [1] + [UInt8](repeating: 0, count: 15) + [0]
    return [0xFF, 0xD8]
      + segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
      + segment(frame, [8] + bigEndian(height) + bigEndian(width) + [1, 1, 0x11, 0])
      + segment(0xC4, [0x00] + code) + segment(0xC4, [0x10] + code)
      + segment(0xDA, [1, 1, 0, 0, isProgressive ? 0 : 63, 0]) + data + [0xFF, 0xD9]
  }

  /// What JPEG calls a segment: marker, length, content.
  static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    [0xFF, marker] + bigEndian(UInt16(content.count + 2)) + content
  }

  /// A zip archive that says of one member that it is compressed, from 2 MB to 2 GB.
  static func zip(member: String) -> [UInt8] {
    let name = Array(member.utf8)
    let sizes = littleEndian(2 << 20 as UInt32) + littleEndian(2 << 30 as UInt32) + littleEndian(UInt16(name.count))
    let about: [UInt8] = [20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0] + sizes + [0, 0]
    let local = Array("PK".utf8) + [3, 4] + about + name
    let entry = Array("PK".utf8) + [1, 2, 20, 0] + about + [UInt8](repeating: 0, count: 14) + name
    let end: [UInt8] = [0, 0, 0, 0, 1, 0, 1, 0] + littleEndian(UInt32(entry.count)) + littleEndian(UInt32(local.count))
    return local + entry + Array("PK".utf8) + [5, 6] + end + [0, 0]
  }

  /// The old container of `torch.save` with `pickle` as its state dictionary.
  static func torch(_ pickle: [UInt8]) -> [UInt8] {
    let magic: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
    return magic + [0x80, 2, 0x4D, 0xE9, 3, 0x2E, 0x80, 2, 0x7D, 0x2E] + pickle + [0x80, 2, 0x5D, 0x2E]
  }

  static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// Bits in the order of deflate: the lowest of each byte first.
  private struct Bits {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    mutating func append(_ value: Int, count: Int) {
      for bit in 0..<count {
        if self.count.isMultiple(of: 8) { bytes.append(0) }
        bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << UInt8(self.count % 8)
        self.count += 1
      }
    }
  }
}
