internal import Files
public import Indexing
internal import Records

/// How many images each class has, split by split.
public struct ClassChart: Chart {
  private struct Row {
    let name: String
    let counts: [Int]
    var total: Int { counts.reduce(0, +) }
  }

  private let rows: [Row]
  private let splits: [String]
  private let imageCount: Int

  /// More classes than this are not told apart.
  public static let classLimit = 1_000

  /// Takes what was counted; the classes come in the order of their code points.
  public init(_ index: IndexSummary) {
    let splits = Split.allCases.filter { index.totals[$0] != nil }
    rows = index.counts.sorted { Vocabulary.precedes($0.key.text, $1.key.text) }.map { name, counts in
      Row(name: name.text.isEmpty ? "(no label)" : name.text, counts: splits.map { counts[$0] ?? 0 })
    }
    self.splits = splits.map(\.rawValue)
    imageCount = index.totals.values.reduce(0, +)
  }

  /// Lays the picture out: a bar a class, cut by split.
  public func drawing(_ frame: Frame) -> Drawing {
    let ruler = frame.ruler
    let size = rows.count > 40 ? 9.0 : Axes.tickSize
    let line = ruler.isTerminal ? Ruler.cellHeight : rows.count > 40 ? 13.0 : 22
    let least = rows.map(\.total).min() ?? 0, most = rows.map(\.total).max() ?? 0
    let detail =
      "\(count(imageCount, "image", "images")), \(count(rows.count, "class", "classes")), "
      + "\(NumberText.grouped(String(least))) to \(NumberText.grouped(String(most))) a class"
    var (drawing, rest) = frame.begin(
      "Images a class", detail: detail, usualWidth: 720, usualHeight: 130 + line * Double(rows.count))
    drawLegend(&rest, ruler, on: &drawing)
    let limit = rest.width * 0.4
    let names = rows.map { ruler.fitted($0.name, into: limit, size: size) }
    let left = (names.map { ruler.width($0, size: size) }.max() ?? 0) + 8
    let counts = rows.map { numbers($0) }
    let right = (counts.map { ruler.width($0, size: size) }.max() ?? 0) + 16
    let area = Rectangle(x: rest.x + left, y: rest.y, width: max(rest.width - left - right, 10), height: rest.height)
    var step = area.height / Double(max(rows.count, 1))
    var shown = rows.count
    if ruler.isTerminal {
      // Whole lines of characters, the last of them perhaps for how many did not fit.
      step = Ruler.cellHeight * max(1, min(2, (step / Ruler.cellHeight).rounded(.down)))
      shown = min(shown, Int(area.height / step))
      if shown < rows.count { shown -= 1 }
    }
    let unit = most == 0 ? 0 : area.width / Double(most)
    for (number, row) in rows.prefix(shown).enumerated() {
      let middle =
        area.y + (ruler.isTerminal ? Double(number) * step + Ruler.cellHeight / 2 : (Double(number) + 0.5) * step)
      let thickness = ruler.isTerminal ? Ruler.cellHeight : max(1, step * 0.72)
      let place = Point(x: area.x - 6, y: middle)
      let isWritten = step >= size || number % max(1, Int((size / step).rounded(.up))) == 0
      if isWritten {
        drawing.add(.text(Caption(names[number], at: place, size: size, anchor: .end)), .ink, title: row.name)
      }
      var x = area.x
      for (split, count) in row.counts.enumerated() where count > 0 {
        let bar = Rectangle(x: x, y: middle - thickness / 2, width: Double(count) * unit, height: thickness)
        drawing.add(
          .rectangle(bar), .series(split), title: "\(row.name), \(splits[split]): \(count)",
          data: [.init("class", row.name), .init("split", splits[split]), .init("count", count)])
        x += bar.width
      }
      if isWritten {
        drawing.add(
          .text(
            Caption(counts[number], at: Point(x: x + (ruler.isTerminal ? Ruler.cellWidth : 6), y: middle), size: size)),
          .quietInk)
      }
    }
    if shown < rows.count {
      let place = Point(x: area.x, y: area.y + (Double(shown) + 0.5) * step)
      drawing.add(.text(Caption("and \(rows.count - shown) more", at: place, size: size)), .quietInk)
    }
    return drawing
  }

  private func numbers(_ row: Row) -> String {
    splits.count < 2 ? String(row.total) : row.counts.map(String.init).joined(separator: " + ")
  }

  private func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(NumberText.grouped(String(number))) \(number == 1 ? one : many)"
  }

  private func drawLegend(_ rest: inout Rectangle, _ ruler: Ruler, on drawing: inout Drawing) {
    guard splits.count > 1 else { return }
    let line = ruler.lineHeight(Axes.labelSize)
    var x = rest.x
    for (number, name) in splits.enumerated() {
      let side = ruler.isTerminal ? Ruler.cellWidth : 10
      let height = ruler.isTerminal ? Ruler.cellHeight : side
      drawing.add(
        .rectangle(Rectangle(x: x, y: rest.y + (line - height) / 2, width: side, height: height)), .series(number))
      x += side + (ruler.isTerminal ? Ruler.cellWidth : 5)
      drawing.add(.text(Caption(name, at: Point(x: x, y: rest.y + line / 2), size: Axes.labelSize)), .ink)
      x += ruler.width(name, size: Axes.labelSize) + (ruler.isTerminal ? 2 * Ruler.cellWidth : 18)
    }
    let gap = ruler.isTerminal ? 0.0 : 8
    rest.y += line + gap
    rest.height -= line + gap
  }
}
