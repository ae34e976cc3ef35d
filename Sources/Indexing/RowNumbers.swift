internal import Files
internal import Records

/// Reads the file that `--valid-rows` names.
public enum RowNumbers {
  /// Returns the numbers in `path`, one a line.
  ///
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a line that is not a whole number from 0.
  public static func read(_ path: String) throws -> [Int] {
    var lines = try LineReader(path)
    var rows: [Int] = []
    while let line = try lines.next() {
      let text = String(decoding: line.filter { $0 != 0x0D && $0 != 0x20 }, as: UTF8.self)
      if text.isEmpty { continue }
      guard let row = Int(text), row >= 0 else {
        throw RecordError(path: path, line: lines.lineNumber, reason: "'\(text)' is not a whole number from 0")
      }
      rows.append(row)
    }
    return rows
  }
}
