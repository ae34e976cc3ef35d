internal import Glibc

/// Lines between a pair of axes, each with its name at its end.
struct LinePanel {
  /// One line.
  struct Line {
    var name: String
    /// The numbers, from left to right; the line is broken where one is not finite.
    var points: [Point]
    /// Its colour, dashes and symbols.
    var style: Int
    /// Whether it goes on as it was until the next number, and then jumps.
    var isStepped = false
    /// What the numbers are called in what is said of a point: `epoch 3, validation 0.25`.
    var unit = ""
  }

  /// A number that deserves a line of its own.
  struct Highlight {
    var x: Double
    var text: String
    var isMain = true
  }

  var x: Axes.Axis
  var y: Axes.Axis
  var lines: [Line]
  var highlights: [Highlight] = []
  var emptyText = "nothing to draw"

  // More symbols than this hide the line.
  private static let mostSymbols = 60
  // More points than this are not told apart when they are pointed at.
  private static let mostTitles = 400
  private static let gap = 8.0

  /// The room that names at the ends of lines need.
  static func right(_ lines: [Line], ruler: Ruler, limit: Double) -> Double {
    lines.count < 2 ? 12 : min(limit, (lines.map { ruler.width($0.name, size: Axes.labelSize) }.max() ?? 0) + gap + 4)
  }

  /// Draws it into `frame`.
  func draw(in frame: Rectangle, left: Double = 0, right: Double? = nil, ruler: Ruler, on drawing: inout Drawing) {
    let shown = lines.filter { $0.points.contains { $0.isFinite } }
    let room = right ?? LinePanel.right(shown, ruler: ruler, limit: frame.width / 3)
    let axes = Axes(x, y, in: frame, right: room, left: left, ruler: ruler, on: &drawing)
    guard !shown.isEmpty else {
      let middle = Point(x: axes.area.x + axes.area.width / 2, y: axes.area.y + axes.area.height / 2)
      drawing.add(.text(Caption(emptyText, at: middle, size: Axes.labelSize, anchor: .middle)), .quietInk)
      return
    }
    drawHighlights(axes, ruler, on: &drawing)
    for line in shown { draw(line, axes, on: &drawing) }
    if shown.count > 1 { drawNames(shown, axes, room: room, ruler, on: &drawing) }
  }

  private func draw(_ line: Line, _ axes: Axes, on drawing: inout Drawing) {
    let paint = Paint.series(line.style)
    let dash: Mark.Dash = line.style == 0 ? .none : line.style == 1 ? .dashed : .dotted
    let pieces = line.points.split { !$0.isFinite }
    for piece in pieces {
      let kept = LineThinning.kept(Array(piece), columns: Int(axes.area.width * 2)) { axes.x.part(of: $0) }
      var places: [Point] = []
      for point in kept {
        let place = axes.place(point.x, point.y)
        if line.isStepped, let last = places.last { places.append(Point(x: place.x, y: last.y)) }
        places.append(place)
      }
      let data = [
        Mark.Datum("series", line.name), Mark.Datum("x", kept.map(\.x)), Mark.Datum("y", kept.map(\.y)),
      ]
      drawing.add(.line(places, width: 2, dash), paint, data: data)
    }
    let finite = line.points.filter(\.isFinite)
    let hasSymbols = finite.count <= LinePanel.mostSymbols
    guard finite.count <= LinePanel.mostTitles else { return }
    let symbols: [Mark.Symbol] = [.circle, .square, .triangle]
    for point in finite {
      let title = "\(x.title) \(NumberText.short(point.x)): \(line.name) \(NumberText.short(point.y))"
      // Without symbols, what can be pointed at is hidden by the line.
      drawing.add(
        .symbol(symbols[line.style % symbols.count], axes.place(point.x, point.y), size: hasSymbols ? 6 : 2), paint,
        title: title)
    }
  }

  /// Writes the names beside the ends, moved apart where they would touch.
  private func drawNames(_ lines: [Line], _ axes: Axes, room: Double, _ ruler: Ruler, on drawing: inout Drawing) {
    let height = ruler.lineHeight(Axes.labelSize)
    var names: [(line: Line, y: Double)] = lines.compactMap { line in
      line.points.last { $0.isFinite }.map { (line, axes.place($0.x, $0.y).y) }
    }
    names.sort { $0.y < $1.y }
    for place in names.indices.dropFirst() {
      names[place].y = max(names[place].y, names[place - 1].y + height)
    }
    let overflow = (names.last?.y ?? 0) - (axes.area.y + axes.area.height - height / 2)
    if overflow > 0, var lowest = names.last.map({ $0.y - overflow }) {
      for place in names.indices.reversed() {
        names[place].y = min(names[place].y, lowest)
        lowest = names[place].y - height
      }
    }
    for (line, y) in names {
      let text = ruler.fitted(line.name, into: room - LinePanel.gap, size: Axes.labelSize)
      let place = Point(x: axes.area.x + axes.area.width + LinePanel.gap, y: y)
      drawing.add(.text(Caption(text, at: place, size: Axes.labelSize)), .series(line.style))
    }
  }

  private func drawHighlights(_ axes: Axes, _ ruler: Ruler, on drawing: inout Drawing) {
    let height = ruler.lineHeight(Axes.labelSize)
    for (row, highlight) in highlights.enumerated() {
      let top = axes.place(highlight.x, axes.y.highest)
      let bottom = Point(x: top.x, y: axes.area.y + axes.area.height)
      let paint: Paint = highlight.isMain ? .accent : .quietInk
      drawing.add(
        .line([top, bottom], width: highlight.isMain ? 2 : 1, .dashed), paint, title: highlight.text,
        data: [Mark.Datum("name", highlight.text), Mark.Datum("x", highlight.x)])
      let width = ruler.width(highlight.text, size: Axes.labelSize, isBold: highlight.isMain)
      // In a small picture they would hide each other.
      guard highlight.isMain || width < axes.area.width / 3, height * Double(row + 1) < axes.area.height else {
        continue
      }
      let fitsRight = top.x + 6 + width < axes.area.x + axes.area.width
      let place = Point(x: top.x + (fitsRight ? 6 : -6), y: axes.area.y + height * (Double(row) + 0.5) + 2)
      // Whatever lies below must not run through the letters.
      let backdrop = Rectangle(
        x: fitsRight ? place.x - 2 : place.x - width - 2, y: place.y - height / 2 + 1, width: width + 4,
        height: height - 2)
      drawing.add(.rectangle(backdrop), .paper)
      drawing.add(
        .text(
          Caption(
            highlight.text, at: place, size: Axes.labelSize, isBold: highlight.isMain, anchor: fitsRight ? .start : .end
          )),
        paint)
    }
  }
}

extension Point {
  /// Whether it can be drawn.
  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// Leaves out points of a line that nobody would see.
package enum LineThinning {
  /// Returns of each column of a picture its first, lowest, highest and last point.
  ///
  /// The picture is the same (Jugel, Jerzak, Hackenbroich and Markl, "M4: a visualization-oriented time series data
  /// aggregation", VLDB 2014).
  ///
  /// - Parameters:
  ///   - points: From left to right.
  ///   - columns: How many columns can be told apart.
  ///   - part: The part of the width at which a number is.
  package static func kept(_ points: [Point], columns: Int, part: (Double) -> Double) -> [Point] {
    guard points.count > 4 * columns, columns > 0 else { return points }
    var kept: [Point] = []
    var start = 0
    func column(_ number: Int) -> Int { min(Int(part(points[number].x) * Double(columns)), columns - 1) }
    while start < points.count {
      var end = start + 1
      let own = column(start)
      while end < points.count, column(end) == own { end += 1 }
      let range = start..<end
      let lowest = range.min { points[$0].y < points[$1].y } ?? start
      let highest = range.max { points[$0].y < points[$1].y } ?? start
      for number in Set([start, lowest, highest, end - 1]).sorted() { kept.append(points[number]) }
      start = end
    }
    return kept
  }
}
