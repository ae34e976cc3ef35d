public import Files

/// The records of an index that one run works on, and what it knows of all others.
///
/// The index is read as a stream: of the records that are not selected nothing is kept but their labels.
public struct ImageIndex: Sendable {
  /// The selected records, in order.
  public private(set) var records: [ImageRecord] = []
  /// The labels of all records, sorted by code point.
  public let vocabulary: Vocabulary
  /// The digest of all records.
  public let digest: Digest

  /// Every so-manieth record.
  public struct Shard: Equatable, Sendable {
    /// Which one, from 1.
    public let number: Int
    /// Of how many.
    public let count: Int

    /// Names a shard; `nil` when there is no such.
    public init?(number: Int, of count: Int) {
      guard count >= 1, (1...count).contains(number) else { return nil }
      self.number = number
      self.count = count
    }
  }

  /// Reads the index at `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - split: The split to select; `nil` selects all.
  ///   - shard: Of these, which to select; `nil` selects all.
  ///   - looksAtLabels: Whether it matters that either all images have one label or all have several.
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a line that is not an image record, or has several
  ///   labels where others have one.
  public init(reading path: String, split: Split? = nil, shard: Shard? = nil, looksAtLabels: Bool = true) throws {
    var reader = try RecordReader(path)
    var hasher = DigestHasher()
    var labels: Set<ExactText> = []
    var form = LabelForm()
    var seen = 0
    while let record = try reader.nextImage() {
      do {
        if looksAtLabels { try form.add(record) }
      } catch {
        throw reader.failure(error.description)
      }
      ImageIndex.add(record, to: &hasher)
      labels.formUnion((record.classNames?.names ?? []).map(ExactText.init))
      guard split == nil || record.split == split else { continue }
      if shard.map({ seen % $0.count == $0.number - 1 }) ?? true { records.append(record) }
      seen += 1
    }
    vocabulary = Vocabulary(sorting: labels)
    digest = hasher.finalize()
  }

  /// Returns the digest of records, as they would be written.
  public static func digest(of records: [ImageRecord]) -> Digest {
    var hasher = DigestHasher()
    for record in records { add(record, to: &hasher) }
    return hasher.finalize()
  }

  private static func add(_ record: ImageRecord, to hasher: inout DigestHasher) {
    var line: [UInt8] = []
    record.object.append(to: &line)
    line.append(UInt8(ascii: "\n"))
    hasher.update(line)
  }
}
