public import Files
public import Records

/// The file that a record means: its bytes, and their digest.
public struct ImageFile: Sendable {
  /// All of them.
  public let bytes: [UInt8]
  /// The digest of the bytes; that of the record, if it has one.
  public let digest: Digest

  /// Reads the file of `record`.
  ///
  /// - Parameters:
  ///   - record: The photograph.
  ///   - root: Where relative paths start; `nil` is the working directory.
  /// - Throws: `FileError` when it cannot be read; `ChangedImage` when it is not what the record says.
  public init(of record: ImageRecord, under root: String?) throws {
    bytes = try InputFile.bytes(ofOrdinaryFile: record.path(under: root), limit: ImageHeader.byteLimit)
    digest = Digest(of: bytes)
    try record.check(digest)
  }
}
