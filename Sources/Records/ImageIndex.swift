public import Files

/// Reads a whole index.
public enum ImageIndex {
  /// Returns the records of `path` that are of `split`, in order; `-` is standard input.
  ///
  /// - Parameter split: The split to keep; `nil` keeps everything.
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a line that is not an image record.
  public static func read(_ path: String, split: Split? = nil) throws -> [ImageRecord] {
    var reader = try RecordReader(path)
    var records: [ImageRecord] = []
    while let record = try reader.nextImage() {
      if split == nil || record.split == split { records.append(record) }
    }
    return records
  }

  /// Returns the digest of records, as they would be written.
  public static func digest(of records: [ImageRecord]) -> Digest {
    var hasher = DigestHasher()
    var line: [UInt8] = []
    for record in records {
      line.removeAll(keepingCapacity: true)
      record.object.append(to: &line)
      line.append(UInt8(ascii: "\n"))
      hasher.update(line)
    }
    return hasher.finalize()
  }
}
