/// Where a text that is too long loses letters.
public enum TextShortening: Sendable { case middle, end }

extension String {
  /// The text as one line, read in the order in which it is written: a question mark stands for each line end and control
  /// character, and for those that would turn what follows round.
  ///
  /// - Parameters:
  ///   - shortening: Where a very long text loses letters.
  ///   - limit: How many characters it keeps, `nil` for all: more than fits into the widest line of a sheet, and yet a name of
  ///     megabytes is laid out at once.
  public func drawable(shortening: TextShortening, limit: Int? = 2_000) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in shortened(shortening, limit: limit).unicodeScalars {
      let isReplaced =
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069: true
        // Not characters at all; a file in XML cannot hold them.
        case 0xFFFE, 0xFFFF: true
        default: [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
      scalars.append(isReplaced ? "?" : scalar)
    }
    return String(scalars)
  }

  private func shortened(_ shortening: TextShortening, limit: Int?) -> String {
    guard let limit, utf8.count > limit, unicodeScalars.count > limit else { return self }
    switch shortening {
    case .end: return String(unicodeScalars.prefix(limit)) + "…"
    case .middle: return String(unicodeScalars.prefix(limit / 2)) + "…" + String(unicodeScalars.suffix(limit / 2))
    }
  }
}
