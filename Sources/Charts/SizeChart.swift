public import Indexing

/// How wide and how high the photographs are.
public struct SizeChart: Chart {
  private let widths: [Int]
  private let heights: [Int]

  /// Takes what was counted.
  public init(_ index: IndexSummary) {
    widths = index.widths
    heights = index.heights
  }

  /// Lays the picture out: how many are so wide above, so high below, on one axis.
  public func drawing(_ frame: Frame) -> Drawing {
    let detail =
      "\(NumberText.grouped(String(widths.count))) image\(widths.count == 1 ? "" : "s"); median "
      + "\(SizeChart.median(widths)) × \(SizeChart.median(heights)) pixels"
    var (drawing, rest) = frame.begin("Widths and heights", detail: detail, usualWidth: 720, usualHeight: 480)
    let all = (widths + heights).map(Double.init)
    let bins = Bins(of: all, atMost: 40)
    let height = rest.height / 2
    for (row, (name, values)) in [("width", widths), ("height", heights)].enumerated() {
      let counts = bins.counts(values)
      let place = Rectangle(x: rest.x, y: rest.y + Double(row) * height, width: rest.width, height: height - 4)
      let axes = Axes(
        .init(title: row == 0 ? "" : "pixels", scale: Scale(from: bins.lowest, to: bins.highest), wholeOnly: true),
        .init(
          title: "images, by \(name)", scale: Scale(of: [Double(max(counts.max() ?? 1, 1))], and: [0]), wholeOnly: true),
        in: place, right: 16, left: 48, ruler: frame.ruler, on: &drawing)
      for (number, count) in counts.enumerated() where count > 0 {
        let (from, to) = (bins.edge(number), bins.edge(number + 1))
        let (corner, foot) = (axes.place(from, Double(count)), axes.place(to, 0))
        var bar = Rectangle(
          x: corner.x + 0.5, y: corner.y, width: max(foot.x - corner.x - 1, 0.5), height: foot.y - corner.y)
        if frame.ruler.isTerminal { bar = bar.inWholeCells }
        drawing.add(
          .rectangle(bar), .series(row),
          title: "\(name) \(NumberText.short(from)) to below \(NumberText.short(to)): \(count)",
          data: [.init("series", name), .init("from", from), .init("to", to), .init("count", count)])
      }
    }
    return drawing
  }

  private static func median(_ values: [Int]) -> Int { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
}

/// Equally wide ranges of numbers, each from its lower edge to below its upper one.
struct Bins {
  let lowest: Double
  let step: Double
  let count: Int
  var highest: Double { edge(count) }

  /// Divides the span of `values` at round numbers into no more than `limit` ranges, or a few more.
  init(of values: [Double], atMost limit: Int) {
    var (low, high) = (values.min() ?? 0, values.max() ?? 1)
    // Photographs of one size are a bar, and not a wall.
    if high - low < 10 { (low, high) = (max(low - 10, 0), high + 10) }
    step = max(1, Scale.step(for: max(high - low, 1) / Double(limit)))
    lowest = (low / step).rounded(.down) * step
    count = Int((high - lowest) / step) + 1
  }

  /// The lower edge of a range.
  func edge(_ number: Int) -> Double { lowest + Double(number) * step }

  /// How many of `values` are in each range.
  func counts(_ values: [Int]) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for value in values { counts[min(max(Int((Double(value) - lowest) / step), 0), count - 1)] += 1 }
    return counts
  }
}

extension Rectangle {
  /// The rectangle with its upright sides between the characters of a terminal.
  fileprivate var inWholeCells: Rectangle {
    let (left, right) = ((x / Ruler.cellWidth).rounded(), ((x + width) / Ruler.cellWidth).rounded())
    return Rectangle(
      x: left * Ruler.cellWidth, y: y, width: max(right - left, 1) * Ruler.cellWidth, height: height)
  }
}
