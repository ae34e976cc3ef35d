internal import Files

extension Drawing {
  /// Which colours a terminal shows.
  public enum TerminalColours: Sendable {
    /// None: letters and blocks only.
    case none
    /// The 256 of xterm.
    case palette
    /// All 24 bits.
    case all

    /// The escape sequence for a style; empty for the usual one.
    func sequence(ink: Colour?, ground: Colour?, isBold: Bool) -> String {
      guard self != .none else { return "" }
      let parts = [
        isBold ? "1" : nil, ink.map { "38;" + code($0) }, ground.map { "48;" + code($0) },
      ].compactMap { $0 }
      return parts.isEmpty ? "" : "\u{1B}[" + parts.joined(separator: ";") + "m"
    }

    private func code(_ colour: Colour) -> String {
      let parts = [colour.red, colour.green, colour.blue]
      if self == .all { return "2;" + parts.map { String(Int(($0 * 255).rounded())) }.joined(separator: ";") }
      // A cube of six levels a side; the lowest is black and the next one rather light.
      let levels = parts.map { $0 < 0.19 ? 0 : $0 < 0.45 ? 1 : Int((($0 * 255 - 35) / 40).rounded(.down)) }
      return "5;\(16 + 36 * levels[0] + 6 * levels[1] + levels[2])"
    }
  }

  /// How wide and high a character of a terminal is on a drawing.
  public static var cellSize: (width: Double, height: Double) { (Ruler.cellWidth, Ruler.cellHeight) }

  /// Draws it in characters; it must have been laid out for a terminal.
  ///
  /// - Parameters:
  ///   - theme: The colours of lines and areas; text has the terminal's own colour.
  ///   - colours: Which of them the terminal shows.
  public func terminalText(_ theme: Theme, _ colours: TerminalColours) -> String {
    var screen = TerminalScreen(
      columns: Int(width / Ruler.cellWidth), rows: Int(height / Ruler.cellHeight))
    func cells(_ point: Point) -> Point { Point(x: point.x / Ruler.cellWidth, y: point.y / Ruler.cellHeight) }
    for mark in marks {
      let colour = theme.colour(of: mark.paint)
      switch mark.shape {
      case .rectangle(let area):
        // The ground is the terminal's.
        guard mark.paint != .paper else { continue }
        let corner = cells(Point(x: area.x, y: area.y))
        let side = cells(Point(x: area.width, y: area.height))
        screen.fill(
          Rectangle(x: corner.x, y: corner.y, width: side.x, height: side.y), colour, shade: mark.paint.shade)
      case .line(let points, _, _):
        // Lines behind the data would hide it: a character has one colour for all of its dots.
        guard mark.paint != .grid else { continue }
        for (start, end) in zip(points, points.dropFirst()) { screen.line(from: cells(start), to: cells(end), colour) }
      case .symbol(_, let centre, _):
        let place = cells(centre)
        screen.dot(Int(place.x * 2), Int(place.y * 4), colour)
      case .text(let caption):
        let place = cells(caption.place)
        let width = caption.text.columnCount
        let start =
          switch caption.anchor {
          case .start: place.x.rounded(.down)
          case .middle: (place.x - Double(width) / 2).rounded()
          case .end: place.x.rounded() - Double(width)
          }
        let isUsual = mark.paint == .ink || mark.paint == .quietInk
        screen.write(
          caption.text, column: Int(start), row: Int(place.y.rounded(.down)), isUsual ? nil : colour,
          isBold: caption.isBold)
      }
    }
    return screen.text(colours)
  }
}

extension Paint {
  /// A character that is as dark as the paint, where there are no colours.
  fileprivate var shade: Character {
    let shades: [Character] = [" ", "░", "▒", "▓", "█"]
    switch self {
    case .scale(let part): return shades[min(Int(part * 4.99), 4)]
    case .series(let number): return [shades[4], shades[2], shades[1]][number % 3]
    default: return shades[4]
    }
  }
}
