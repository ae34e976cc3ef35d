/// Comma-separated values as RFC 4180 describes them: quoted fields may hold commas, quotes and line ends.
public enum CSV {
  /// Returns the line of `fields`, with quotes where they are needed.
  public static func line(_ fields: [String]) -> String {
    fields.map { field in
      let isPlain = !field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      // By scalars: a quote with an accent on it is another character, but still a quote to those who read the line.
      return isPlain ? field : "\"" + field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }.joined(separator: ",") + "\n"
  }
}
