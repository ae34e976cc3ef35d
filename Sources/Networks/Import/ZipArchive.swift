internal import Files

/// The members of a zip archive in which nothing is compressed, which is what `torch.save` writes.
///
/// Source: PKWARE's APPNOTE 6.3.10; the sizes of zip64 are read, deflate and encryption are refused by name.
struct ZipArchive {
  /// Where each member's bytes are in the file.
  private(set) var members: [String: Range<Int>] = [:]
  private var checksums: [String: UInt32] = [:]

  static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  private static let memberLimit = 100_000

  /// Reads the list of members.
  init(_ bytes: UnsafeRawBufferPointer) throws(FormatError) {
    let directory = try ZipArchive.directory(of: bytes)
    guard directory.count <= ZipArchive.memberLimit else {
      throw FormatError("\(directory.count) members are too many")
    }
    var cursor = ByteCursor(bytes, at: directory.start)
    for _ in 0..<directory.count { try readMember(&cursor) }
  }

  /// Checks the bytes of `name` against their checksum and returns where they are.
  ///
  /// A recorded zero means that none was computed (`torch.serialization.set_crc32_options(False)`).
  func checkedRange(of name: String, in bytes: UnsafeRawBufferPointer) throws(FormatError) -> Range<Int>? {
    guard let range = members[name] else { return nil }
    let recorded = checksums[name] ?? 0
    let computed = CyclicRedundancyCheck.checksum(UnsafeRawBufferPointer(rebasing: bytes[range]))
    guard recorded == 0 || recorded == computed else {
      throw FormatError("damaged: the checksum of its member '\(name)' differs")
    }
    return range
  }

  // Finds the central directory from the record at the end of the file.
  private static func directory(of bytes: UnsafeRawBufferPointer) throws(FormatError) -> (start: Int, count: Int) {
    let endSize = 22
    let earliest = max(0, bytes.count - endSize - 0xFFFF)
    var position = bytes.count - endSize
    while position >= earliest, !hasSignature(0x0605_4B50, bytes, at: position) { position -= 1 }
    guard position >= earliest else { throw FormatError("torn: the zip archive has no directory") }
    var end = ByteCursor(bytes, at: position + 10)
    var count = Int(try end.integer(UInt16.self))
    _ = try end.integer(UInt32.self)
    var start = Int(try end.integer(UInt32.self))
    if count == 0xFFFF || start == 0xFFFF_FFFF, position >= 20, hasSignature(0x0706_4B50, bytes, at: position - 20) {
      var locator = ByteCursor(bytes, at: position - 12)
      let longEnd = try locator.length(UInt64.self)
      guard longEnd <= bytes.count, hasSignature(0x0606_4B50, bytes, at: longEnd) else { throw .torn }
      var cursor = ByteCursor(bytes, at: longEnd)
      _ = try cursor.take(32)
      count = try cursor.length(UInt64.self)
      _ = try cursor.integer(UInt64.self)
      start = try cursor.length(UInt64.self)
    }
    guard start <= bytes.count else { throw .torn }
    return (start, count)
  }

  private static func hasSignature(_ signature: UInt32, _ bytes: UnsafeRawBufferPointer, at position: Int) -> Bool {
    guard position >= 0, position <= bytes.count - 4 else { return false }
    return bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian == signature
  }

  // Reads one entry of the central directory and the local header that it points to.
  private mutating func readMember(_ cursor: inout ByteCursor) throws(FormatError) {
    guard try cursor.integer(UInt32.self) == 0x0201_4B50 else { throw FormatError("damaged: a zip entry is not one") }
    _ = try cursor.take(4)
    let flags = try cursor.integer(UInt16.self)
    let method = try cursor.integer(UInt16.self)
    _ = try cursor.take(4)
    let checksum = try cursor.integer(UInt32.self)
    var compressedSize = Int(try cursor.integer(UInt32.self))
    var size = Int(try cursor.integer(UInt32.self))
    let nameLength = Int(try cursor.integer(UInt16.self))
    let extraLength = Int(try cursor.integer(UInt16.self))
    let commentLength = Int(try cursor.integer(UInt16.self))
    _ = try cursor.take(8)
    var offset = Int(try cursor.integer(UInt32.self))
    let name = String(decoding: try cursor.take(nameLength), as: UTF8.self)
    try ZipArchive.readLongSizes(try cursor.take(extraLength), &size, &compressedSize, &offset)
    _ = try cursor.take(commentLength)

    guard flags & 1 == 0 else { throw FormatError("its member '\(name)' is encrypted") }
    guard method == 0, compressedSize == size else {
      throw FormatError("its member '\(name)' is compressed, which torch.save never does: unzip it and save it again")
    }
    guard members[name] == nil else { throw FormatError("damaged: it has two members '\(name)'") }
    guard offset <= cursor.bytes.count, ZipArchive.hasSignature(0x0403_4B50, cursor.bytes, at: offset) else {
      throw FormatError("damaged: its member '\(name)' is not where the zip directory says")
    }
    var local = ByteCursor(cursor.bytes, at: offset)
    _ = try local.take(26)
    let localLengths = Int(try local.integer(UInt16.self)) + Int(try local.integer(UInt16.self))
    _ = try local.take(localLengths)
    let start = local.position
    _ = try local.take(size)
    members[name] = start..<start + size
    checksums[name] = checksum
  }

  // Extra field 1 of zip64 holds, in this order, those sizes that did not fit in 32 bits.
  private static func readLongSizes(
    _ extra: UnsafeRawBufferPointer, _ size: inout Int, _ compressedSize: inout Int, _ offset: inout Int
  ) throws(FormatError) {
    var fields = ByteCursor(extra)
    while fields.remaining >= 4 {
      let identifier = try fields.integer(UInt16.self)
      var field = ByteCursor(try fields.take(Int(try fields.integer(UInt16.self))))
      guard identifier == 1 else { continue }
      if size == 0xFFFF_FFFF { size = try field.length(UInt64.self) }
      if compressedSize == 0xFFFF_FFFF { compressedSize = try field.length(UInt64.self) }
      if offset == 0xFFFF_FFFF { offset = try field.length(UInt64.self) }
    }
  }
}
