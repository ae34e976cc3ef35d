public import Files

/// Reads comma-separated values row by row, as RFC 4180 describes them, so that a table of any length fits in memory.
public struct CSVReader: ~Copyable {
  /// A row and the line it begins on, from 1.
  public struct Row: Equatable, Sendable {
    /// The fields, without their quotes.
    public let fields: [String]
    /// The line in the file on which the row begins.
    public let line: Int
  }

  /// The longest row: a quote that is not closed must not fill the memory.
  private static let longestRow = 1 << 20

  private var lines: LineReader
  private var line: [UInt8] = []
  private var position = 0
  private var lineNumber = 1
  private var isAtStart = true

  /// Opens `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` when it cannot be opened.
  public init(_ path: String) throws(FileError) { lines = try LineReader(path) }

  /// Returns the next row, or `nil` after the last one; empty lines are no rows.
  ///
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a quote that is not closed, a row of more than 1 MiB,
  ///   or what is not UTF-8.
  public mutating func next() throws -> Row? {
    let quote = UInt8(ascii: "\"")
    var fields: [String] = []
    var field: [UInt8] = []
    var firstLine = lineNumber
    var length = 0
    var isQuoted = false
    var wasQuoted = false

    while let byte = try nextByte() {
      length += 1
      if length > CSVReader.longestRow {
        throw failure("a row is longer than \(CSVReader.longestRow) bytes", line: firstLine)
      }
      if isQuoted {
        if byte != quote {
          field.append(byte)
          if byte == 0x0A { lineNumber += 1 }
        } else if following == quote {
          field.append(quote)
          position += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case quote where field.isEmpty && !wasQuoted:
        isQuoted = true
        wasQuoted = true
      case UInt8(ascii: ","):
        fields.append(try text(field))
        field.removeAll(keepingCapacity: true)
        wasQuoted = false
      case 0x0D where following == 0x0A: break
      case 0x0A, 0x0D:
        if fields.isEmpty, field.isEmpty, !wasQuoted {
          lineNumber += 1
          firstLine = lineNumber
          length = 0
          continue
        }
        fields.append(try text(field))
        lineNumber += 1
        return Row(fields: fields, line: firstLine)
      default: field.append(byte)
      }
    }
    // The last line has an end, too: only a quote goes on.
    if isQuoted { throw failure("a quote is not closed", line: firstLine) }
    return nil
  }

  private func text(_ field: [UInt8]) throws(RecordError) -> String {
    guard let text = String(validating: field, as: UTF8.self) else { throw failure("not UTF-8", line: lineNumber) }
    return text
  }

  private func failure(_ reason: String, line: Int) -> RecordError {
    RecordError(path: lines.path, line: line, reason: reason)
  }

  /// The byte that `nextByte` will return, within the line and its end.
  private var following: UInt8 { position < line.count ? line[position] : 0x0A }

  /// Returns the next byte; every line has an end, even if the last one lacks it in the file.
  private mutating func nextByte() throws(FileError) -> UInt8? {
    if position > line.count || isAtStart {
      guard let next = try lines.next() else { return nil }
      line = next
      position = 0
      isAtStart = false
    }
    defer { position += 1 }
    return following
  }
}
