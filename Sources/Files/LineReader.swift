/// Reads a file line by line, in pieces, so that a pipe of any length fits in memory.
public struct LineReader: ~Copyable {
  /// The number of the line that was read last, from 1.
  public private(set) var lineNumber = 0
  /// The path that is read; `-` is standard input.
  public let path: String
  private let descriptor: FileDescriptor
  private let separator: UInt8
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private static let pieceSize = 1 << 16
  private static let longestLine = 1 << 26

  /// Opens `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: A path, or `-`.
  ///   - separator: The byte that ends a line.
  /// - Throws: `FileError` when it cannot be opened.
  public init(_ path: String, separator: UInt8 = UInt8(ascii: "\n")) throws(FileError) {
    self.path = path
    self.separator = separator
    descriptor = try FileDescriptor.reading(path)
  }

  /// Returns the next line without its end, the first one without a byte order mark, or `nil` after the last one.
  ///
  /// - Throws: `FileError` when it cannot be read, or a line is longer than 64 MiB.
  public mutating func next() throws(FileError) -> [UInt8]? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: separator) {
        defer { position = end + 1 }
        return line(end: end)
      }
      if isAtEnd {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        return line(end: buffer.count)
      }
      buffer.removeFirst(position)
      position = 0
      searched = buffer.count
      guard searched <= LineReader.longestLine else {
        throw FileError("read", path, reason: "line \(lineNumber + 1) is longer than \(LineReader.longestLine) bytes")
      }
      try readPiece()
    }
  }

  /// Returns the line that ends here; the first one without a byte order mark, which is no part of a text.
  private mutating func line(end: Int) -> [UInt8] {
    lineNumber += 1
    let mark = InputFile.byteOrderMark
    let isMarked = lineNumber == 1 && separator != 0 && buffer[position..<end].starts(with: mark)
    return Array(buffer[position + (isMarked ? mark.count : 0)..<end])
  }

  private mutating func readPiece() throws(FileError) {
    var failure: FileError?
    let piece = [UInt8](unsafeUninitializedCapacity: LineReader.pieceSize) { free, count in
      do throws(FileError) {
        count = try descriptor.read(into: UnsafeMutableRawBufferPointer(free))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    isAtEnd = piece.isEmpty
    buffer.append(contentsOf: piece)
  }
}
