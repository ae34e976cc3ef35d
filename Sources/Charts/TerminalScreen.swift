internal import Files

/// A grid of characters: text as text, lines as dots of Braille, eight to a character, areas as blocks.
struct TerminalScreen {
  /// What a character's place holds.
  private struct Cell {
    var character: Character = " "
    /// The dots of Braille that are set, when there is no other character.
    var dots: UInt32 = 0
    var ink: Colour?
    var ground: Colour?
    var isBold = false
    var shade: Character = " "
  }

  let columns: Int
  let rows: Int
  private var cells: [Cell]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Cell(), count: columns * rows)
  }

  /// Changes the cell at a place, if there is one.
  private mutating func change(_ column: Int, _ row: Int, _ body: (inout Cell) -> Void) {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
    body(&cells[row * columns + column])
  }

  // The bit of each dot of a character, row by row (Unicode, block "Braille patterns").
  private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot, of which a character has two beside and four below each other.
  mutating func dot(_ x: Int, _ y: Int, _ colour: Colour?) {
    guard x >= 0, y >= 0 else { return }
    change(x / 2, y / 4) { cell in
      guard cell.character == " ", cell.ground == nil else { return }
      cell.dots |= TerminalScreen.bits[y % 4][x % 2]
      cell.ink = colour
    }
  }

  /// Sets the dots between two places, which are counted in characters.
  mutating func line(from start: Point, to end: Point, _ colour: Colour?) {
    let (dx, dy) = ((end.x - start.x) * 2, (end.y - start.y) * 4)
    let steps = Int(max(abs(dx), abs(dy)).rounded(.up))
    guard steps <= 100_000 else { return }
    for step in 0...max(steps, 1) {
      let part = Double(step) / Double(max(steps, 1))
      dot(Int((start.x * 2 + dx * part).rounded(.down)), Int((start.y * 4 + dy * part).rounded(.down)), colour)
    }
  }

  /// Fills a rectangle whose sides are counted in characters, to an eighth of one at its right or at its top.
  ///
  /// - Parameter shade: The character that stands for the colour where there are no colours.
  mutating func fill(_ area: Rectangle, _ colour: Colour, shade: Character) {
    let (right, bottom) = (area.x + area.width, area.y + area.height)
    for row in Int(area.y)..<max(Int(area.y) + 1, Int(bottom.rounded(.up))) {
      let high = min(bottom, Double(row) + 1) - max(area.y, Double(row))
      for column in Int(area.x)..<max(Int(area.x) + 1, Int(right.rounded(.up))) {
        let wide = min(right, Double(column) + 1) - max(area.x, Double(column))
        let (eighthsHigh, eighthsWide) = (Int((high * 8).rounded()), Int((wide * 8).rounded()))
        change(column, row) { cell in
          switch (eighthsWide, eighthsHigh) {
          // What begins inside a character fills it or not.
          case (4..., 8...) where eighthsWide == 8 || Double(column) < area.x:
            cell = Cell(ground: colour, shade: shade)
          case _ where Double(column) < area.x: break
          case (1..., 8...):
            cell = Cell(character: TerminalScreen.block(0x2590 - UInt32(eighthsWide)), ink: colour)
          case (4..., 1...):
            // Only what ends at the top can be drawn to an eighth.
            cell = Cell(character: TerminalScreen.block(0x2580 + UInt32(eighthsHigh)), ink: colour)
          default: break
          }
        }
      }
    }
  }

  private static func block(_ value: UInt32) -> Character { Unicode.Scalar(value).map(Character.init) ?? "█" }

  /// Writes a line of text, which begins at a column.
  mutating func write(_ text: String, column: Int, row: Int, _ colour: Colour?, isBold: Bool) {
    var column = column
    for character in text.drawable(shortening: .end) {
      let width = String(character).columnCount
      change(column, row) { cell in
        cell.character = character
        cell.dots = 0
        cell.ink = colour
        cell.isBold = isBold
      }
      // The second half of a wide character belongs to it.
      if width == 2 { change(column + 1, row) { $0.character = "\u{0}" } }
      column += width
    }
  }

  /// The lines, with the escape sequences of ECMA-48 for their colours where these are wanted.
  func text(_ colours: Drawing.TerminalColours) -> String {
    var text = ""
    for row in 0..<rows {
      var line = ""
      var style = ""
      for cell in cells[row * columns..<(row + 1) * columns] where cell.character != "\u{0}" {
        let wanted = colours.sequence(ink: cell.ink, ground: cell.ground, isBold: cell.isBold)
        if wanted != style {
          line += style.isEmpty ? wanted : "\u{1B}[0m" + wanted
          style = wanted
        }
        if cell.dots > 0, let dots = Unicode.Scalar(0x2800 + cell.dots) {
          line.unicodeScalars.append(dots)
        } else if cell.ground != nil, cell.character == " ", colours == .none {
          // Without colours, an area needs a character of its own.
          line.append(cell.shade)
        } else {
          line.append(cell.character)
        }
      }
      while line.last == " " { line.removeLast() }
      text += line + (style.isEmpty ? "" : "\u{1B}[0m") + "\n"
    }
    return text
  }
}
