internal import Files
internal import Records

/// Reads the file that `--valid-rows` names.
public enum RowNumbers {
  /// Returns the numbers in `path`, one a line.
  ///
  /// - Parameters:
  ///   - path: A path; `-` is standard input.
  ///   - count: How many rows there are.
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a line that is not the number of a row.
  public static func read(_ path: String, count: Int) throws -> [Int] {
    var lines = try LineReader(path)
    var rows: [Int] = []
    while let line = try lines.next() {
      let words = line.split { $0 <= 0x20 }
      if words.isEmpty { continue }
      guard words.count == 1, let row = Int(String(decoding: words[0], as: UTF8.self)), row >= 0 else {
        let text = String(decoding: line, as: UTF8.self)
        throw RecordError(path: path, line: lines.lineNumber, reason: "'\(text)' is not a whole number from 0")
      }
      guard row < count else {
        throw RecordError(
          path: path, line: lines.lineNumber, reason: "no row \(row): there are \(count), counted from 0")
      }
      rows.append(row)
    }
    return rows
  }
}
