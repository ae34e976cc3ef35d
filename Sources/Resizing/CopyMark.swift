internal import Files
internal import Images

/// The comment inside a copy that says what it was made of and how: what a later run knows it by.
///
/// Nothing is remembered anywhere else, so a copy can be moved, deleted or damaged, and a run knows what to do.
struct CopyMark {
  /// Raised when the same settings begin to give other bytes.
  private static let version = 2
  private static let prefix = "finetools ds-resize "

  private let beginning: String

  /// Describes the copy of an image with the digest `source`.
  init(source: Digest, format: ImageFormat, work: CopyWork, quality: Int) {
    let how =
      switch work {
      case .keep: "as it was"
      case .encode(let size) where format == .jpeg: "\(size.width)x\(size.height) quality \(quality)"
      case .encode(let size): "\(size.width)x\(size.height)"
      }
    beginning = "\(CopyMark.prefix)\(CopyMark.version): \(how), from \(source)"
  }

  /// Returns `file` with this mark, which also tells whether the rest of it is whole.
  func applied(to file: [UInt8]) -> [UInt8] {
    var bare = file
    while let mark = CopyMark.find(in: bare) { bare = mark.removed(from: bare) }
    return ImageComment.adding("\(beginning), content \(Digest(of: bare))", to: bare)
  }

  /// Whether `file` has this mark and is whole.
  func fits(_ file: [UInt8]) -> Bool {
    guard let mark = CopyMark.find(in: file) else { return false }
    var hasher = DigestHasher()
    hasher.update(file[..<mark.range.lowerBound])
    hasher.update(file[mark.range.upperBound...])
    return mark.text == "\(beginning), content \(hasher.finalize())"
  }

  /// Whether `file` is a copy, of whatever.
  static func isOn(_ file: [UInt8]) -> Bool { find(in: file) != nil }

  private static func find(in file: [UInt8]) -> ImageComment? { ImageComment(beginning: prefix, in: file) }
}
