extension String {
  /// How many columns a terminal gives the text: two for a character of East Asian writing or a pictograph, else one.
  ///
  /// Source: the ranges of wide and full-width characters in Unicode Standard Annex #11, roughly.
  package var columnCount: Int {
    // Names in plain letters are the rule; in a table of numbers, everything is.
    if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
    return reduce(0) { sum, character in
      let scalar = character.unicodeScalars.first?.value ?? 0
      return sum + (String.wideRanges.contains { $0.contains(scalar) } ? 2 : 1)
    }
  }

  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
