public import Files

/// What is wrong with one record, and where it stands.
public struct RecordError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file; `-` is standard input.
  public let path: String
  /// The line, from 1.
  public let line: Int
  /// What is wrong.
  public let reason: String

  /// Says what is wrong with the record on `line` of `path`.
  public init(path: String, line: Int, reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  /// File, line and reason, as compilers write them.
  public var description: String {
    "\(path == StandardStream.path ? "standard input" : path):\(line): \(reason)"
  }
}

/// Reads records, one JSON object a line; empty lines are passed over.
public struct RecordReader: ~Copyable {
  private var lines: LineReader

  /// Opens `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` when it cannot be opened.
  public init(_ path: String) throws(FileError) { lines = try LineReader(path) }

  /// Returns the next record, or `nil` after the last one.
  ///
  /// - Throws: `FileError` when it cannot be read; `RecordError` when a line is not a JSON object.
  public mutating func next() throws -> JSONObject? {
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
      do {
        guard case .object(let object) = try JSONValue(parsing: line) else { throw failure("not a record") }
        return object
      } catch let error as JSONError {
        throw failure("not a record: \(error)")
      }
    }
    return nil
  }

  /// Says what is wrong with the record that was read last.
  public func failure(_ reason: String) -> RecordError {
    RecordError(path: lines.path, line: lines.lineNumber, reason: reason)
  }
}

/// Writes records, one JSON object a line.
public struct RecordWriter: ~Copyable {
  private var output: OutputFile
  private var line: [UInt8] = []

  /// Begins the file `path`; `-` is standard output.
  ///
  /// - Throws: `FileError` when it cannot be made.
  public init(_ path: String = StandardStream.path) throws(FileError) { output = try OutputFile(path) }

  /// Writes one record.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public mutating func write(_ object: JSONObject) throws(FileError) {
    line.removeAll(keepingCapacity: true)
    object.append(to: &line)
    line.append(UInt8(ascii: "\n"))
    try output.write(line)
  }

  /// Hands what was written to the system, so that the next tool in a pipe sees it now.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public mutating func flush() throws(FileError) { try output.flush() }

  /// Writes what is left and makes the file appear.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public consuming func commit() throws(FileError) { try output.commit() }
}
