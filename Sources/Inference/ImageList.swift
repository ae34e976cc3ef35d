internal import Files
public import Records

/// Reads what is to be predicted: records, or plain paths.
public enum ImageList {
  /// Returns the images that `path` lists, in order; `-` is standard input.
  ///
  /// A line that begins with `{` is a record of an index; any other line is the path of an image. With `separator`
  /// zero, as `find -print0` writes, paths may hold line ends.
  ///
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a line that is neither.
  public static func read(_ path: String, separator: UInt8 = UInt8(ascii: "\n")) throws -> [ImageRecord] {
    var lines = try LineReader(path, separator: separator)
    var records: [ImageRecord] = []
    while var line = try lines.next() {
      func failure(_ reason: String) -> RecordError { RecordError(path: path, line: lines.lineNumber, reason: reason) }
      if separator != 0, line.last == 0x0D { line.removeLast() }
      if line.isEmpty { continue }
      if line[0] == UInt8(ascii: "{") {
        do {
          guard case .object(let object) = try JSONValue(parsing: line) else { throw InvalidRecord("not a record") }
          records.append(try ImageRecord(object))
        } catch let error as JSONError {
          throw failure("not a record: \(error)")
        } catch let error as InvalidRecord {
          throw failure(error.description)
        }
      } else if let name = String(validating: line, as: UTF8.self), !line.contains(0) {
        records.append(ImageRecord(path: name, split: nil))
      } else {
        throw failure("a path that is not UTF-8: '\(String(decoding: line.prefix(200), as: UTF8.self))'")
      }
    }
    return records
  }
}
