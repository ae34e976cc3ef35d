internal import Images
public import Records

/// What became of one image.
public enum CopyResult: Sendable {
  /// There is a copy.
  case copy(ImageCopy)
  /// A sentence that says why there is none.
  case damaged(String)

  /// Answers `record` with what became of its file.
  ///
  /// - Throws: `ChangedImage` when the record means another file under the same path.
  init(_ file: CopiedFile, of record: ImageRecord) throws(ChangedImage) {
    switch file {
    case .damaged(let sentence): self = .damaged(sentence)
    case .made(let made):
      try record.check(made.source)
      self = .copy(ImageCopy(made, of: record))
    }
  }
}

/// The copy of one image.
public struct ImageCopy: Sendable {
  /// The image's record, with the path, the size and the digest of the copy.
  public let record: ImageRecord
  /// The path, width and height of the image.
  public let original: (path: String, width: Int, height: Int)
  /// Whether the copy was made now; else it was there.
  public let isNew: Bool
  /// Whether its colours are said to be others than sRGB.
  public let hasOtherColours: Bool

  init(_ made: MadeCopy, of record: ImageRecord) {
    self.record = record.with(path: made.path, width: made.size.width, height: made.size.height, digest: made.digest)
    original = (record.path, made.originalSize.width, made.originalSize.height)
    isNew = made.isNew
    hasOtherColours = made.hasOtherColours
  }
}
