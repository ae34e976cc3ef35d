internal import Files

/// Comma-separated values as RFC 4180 describes them: quoted fields may hold commas, quotes and line ends.
public struct CSV: Equatable, Sendable {
  /// A row and the line it begins on, from 1.
  public struct Row: Equatable, Sendable {
    /// The fields, without their quotes.
    public let fields: [String]
    /// The line in the file on which the row begins.
    public let line: Int
  }

  /// The rows, first to last; empty lines are no rows.
  public let rows: [Row]

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a quote that is not closed, or what is not UTF-8.
  public init(reading path: String) throws {
    try self.init(parsing: InputFile.bytes(of: path), path: path)
  }

  /// Parses `bytes`, which came from `path`.
  ///
  /// - Throws: `RecordError` for a quote that is not closed, or what is not UTF-8.
  public init(parsing bytes: [UInt8], path: String) throws(RecordError) {
    let quote = UInt8(ascii: "\"")
    var rows: [Row] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var line = 1
    var firstLine = 1
    var isQuoted = false
    var wasQuoted = false

    func endField() throws(RecordError) {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw RecordError(path: path, line: line, reason: "not UTF-8")
      }
      fields.append(text)
      field.removeAll(keepingCapacity: true)
      wasQuoted = false
    }
    func endRow() throws(RecordError) {
      if fields.isEmpty, field.isEmpty, !wasQuoted { return }
      try endField()
      rows.append(Row(fields: fields, line: firstLine))
      fields.removeAll(keepingCapacity: true)
    }

    // Spreadsheets put a byte-order mark in front.
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isQuoted {
        if byte != quote {
          field.append(byte)
          if byte == 0x0A { line += 1 }
        } else if index < bytes.count, bytes[index] == quote {
          field.append(quote)
          index += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case quote where field.isEmpty && !wasQuoted:
        isQuoted = true
        wasQuoted = true
      case UInt8(ascii: ","): try endField()
      case 0x0D where index < bytes.count && bytes[index] == 0x0A: break
      case 0x0A, 0x0D:
        try endRow()
        line += 1
        firstLine = line
      default: field.append(byte)
      }
    }
    guard !isQuoted else { throw RecordError(path: path, line: firstLine, reason: "a quote is not closed") }
    try endRow()
    self.rows = rows
  }

  /// Returns the line of `fields`, with quotes where they are needed.
  public static func line(_ fields: [String]) -> String {
    fields.map { field in
      let isPlain = !field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      // By scalars: a quote with an accent on it is another character, but still a quote to those who read the line.
      return isPlain ? field : "\"" + field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }.joined(separator: ",") + "\n"
  }
}
