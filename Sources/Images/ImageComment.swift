internal import Files

/// A line of text inside an image file, beside its pixels: a COM segment of JPEG, a tEXt chunk `Comment` of PNG.
public struct ImageComment: Equatable, Sendable {
  /// The text, in ASCII.
  public let text: String
  /// Where its segment or chunk lies in the file.
  public let range: Range<Int>

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let keyword = Array("Comment".utf8) + [0]

  /// Finds the first comment that begins with `prefix`; `nil` when there is none before the pixels.
  public init?(beginning prefix: String, in file: [UInt8]) {
    var place = ImageComment.start(of: file)
    while let part = ImageComment.part(of: file, at: place) {
      if let content = part.comment, file[content].starts(with: prefix.utf8),
        let text = String(validating: file[content], as: UTF8.self)
      {
        self.text = text
        range = part.range
        return
      }
      place = part.range.upperBound
    }
    return nil
  }

  /// Returns `file`, which is an image, with a comment before its pixels.
  ///
  /// - Parameter text: At most 60,000 bytes of ASCII.
  public static func adding(_ text: String, to file: [UInt8]) -> [UInt8] {
    precondition(text.utf8.count <= 60_000 && text.utf8.allSatisfy { $0 < 0x80 })
    // JFIF, Exif and IHDR must come first.
    let first = part(of: file, at: start(of: file))
    let place = first.map { $0.canBeFirst ? $0.range.upperBound : $0.range.lowerBound } ?? start(of: file)
    let addition = isPNG(file) ? chunk(text) : segment(text)
    return Array(file[..<place]) + addition + Array(file[place...])
  }

  /// Returns `file` without this comment.
  public func removed(from file: [UInt8]) -> [UInt8] { Array(file[..<range.lowerBound] + file[range.upperBound...]) }

  private static func segment(_ text: String) -> [UInt8] {
    let length = text.utf8.count + 2
    return [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 255)] + Array(text.utf8)
  }

  private static func chunk(_ text: String) -> [UInt8] {
    let content = Array("tEXt".utf8) + keyword + Array(text.utf8)
    return bigEndian(UInt32(content.count - 4)) + content
      + bigEndian(content.withUnsafeBytes { CyclicRedundancyCheck.checksum($0) })
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}

/// Walking over a file that may be anything.
extension ImageComment {
  /// A segment of JPEG or a chunk of PNG.
  private struct Part {
    let range: Range<Int>
    /// Where its text lies, if it is a comment.
    let comment: Range<Int>?
    let canBeFirst: Bool
  }

  private static func isPNG(_ file: [UInt8]) -> Bool { file.starts(with: signature) }

  private static func start(of file: [UInt8]) -> Int { min(isPNG(file) ? signature.count : 2, file.count) }

  /// The part that begins at `place`; `nil` where the pixels begin, or what comes is no part.
  private static func part(of file: [UInt8], at place: Int) -> Part? {
    isPNG(file) ? chunk(of: file, at: place) : segment(of: file, at: place)
  }

  private static func segment(of file: [UInt8], at place: Int) -> Part? {
    var start = place
    // A marker may begin with any number of FF.
    while start + 1 < file.count, file[start] == 0xFF, file[start + 1] == 0xFF { start += 1 }
    guard start + 4 <= file.count, file[start] == 0xFF else { return nil }
    let marker = file[start + 1]
    let length = Int(file[start + 2]) << 8 | Int(file[start + 3])
    let end = start + 2 + length
    // Start of scan, and markers without a length.
    let hasContent = marker >= 0xC0 && marker != 0xDA && !(0xD0...0xD9).contains(marker)
    guard hasContent, length >= 2, end <= file.count else { return nil }
    return Part(
      range: place..<end, comment: marker == 0xFE ? start + 4..<end : nil, canBeFirst: marker == 0xE0 || marker == 0xE1)
  }

  private static func chunk(of file: [UInt8], at place: Int) -> Part? {
    guard file.count - place >= 12 else { return nil }
    let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    let content = place + 8
    guard length <= file.count - place - 12 else { return nil }
    let name = file[place + 4..<content]
    guard !name.elementsEqual("IDAT".utf8) else { return nil }
    let isComment = name.elementsEqual("tEXt".utf8) && file[content..<content + length].starts(with: keyword)
    return Part(
      range: place..<content + length + 4, comment: isComment ? content + keyword.count..<content + length : nil,
      canBeFirst: name.elementsEqual("IHDR".utf8))
  }
}
