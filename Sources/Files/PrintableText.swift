extension String {
  /// The text with a question mark for each character that would move the cursor, colour the terminal or begin a line.
  ///
  /// - Parameter keepingLines: Whether line ends stay.
  public func printable(keepingLines: Bool = false) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && !(keepingLines && scalar == "\n")
      scalars.append(isControl ? "?" : scalar)
    }
    return String(scalars)
  }

  /// A sentence that quotes something endless without its middle; the others as they are.
  public var withoutEndlessMiddle: String {
    let (longest, start, end) = (8_192, 1_000, 200)
    guard utf8.count > longest else { return self }
    return String(unicodeScalars.prefix(start)) + " … " + String(unicodeScalars.suffix(end))
  }

  /// The text, printable, and shortened when a hostile file made it long.
  public var printableStart: String {
    let limit = 200
    let start = String(String.UnicodeScalarView(unicodeScalars.prefix(limit))).printable()
    return unicodeScalars.count > limit ? start + "…" : start
  }
}
