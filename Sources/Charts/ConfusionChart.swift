public import Metrics

/// A confusion matrix: a row a label, a column a prediction.
public struct ConfusionChart: Chart {
  private let matrix: ConfusionMatrix
  private let isNormalized: Bool
  private let link: (@Sendable (_ actual: Int, _ predicted: Int) -> String?)?

  /// More classes than this are not told apart.
  public static let classLimit = 1_000

  /// Takes a matrix.
  ///
  /// - Parameters:
  ///   - matrix: The counts.
  ///   - isNormalized: Whether cells say which part of their row they are, and not how many images.
  ///   - link: Where a cell leads.
  public init(
    _ matrix: ConfusionMatrix, isNormalized: Bool = false,
    link: (@Sendable (_ actual: Int, _ predicted: Int) -> String?)? = nil
  ) {
    self.matrix = matrix
    self.isNormalized = isNormalized
    self.link = link
  }

  private var count: Int { matrix.classes.count }

  /// The side of a cell where the picture may be as large as it likes: classes must be told apart, and few be no wall.
  private var usualCell: Double {
    switch count {
    case ...3: 96
    case ...6: 64
    case ...12: 48
    case ...30: 30
    case ...60: 18
    case ...150: 13
    default: max(2, (1_950 / Double(count)).rounded(.down))
    }
  }

  /// Lays the picture out; the colour of a cell is always its part of the row, so that rare classes are seen, too.
  public func drawing(_ frame: Frame) -> Drawing {
    let ruler = frame.ruler
    let detail =
      "\(NumberText.grouped(String(matrix.correct))) of \(NumberText.grouped(String(matrix.total))) right; colour"
      + (isNormalized ? " and number: part of the row" : ": part of the row")
    let cell = usualCell
    let size = min(Axes.labelSize, max(8, cell * 0.8))
    let widest = matrix.classes.map { ruler.width($0.drawable(shortening: .middle), size: size) }.max() ?? 0
    let names = min(widest, 180) + 8
    let usual = names + cell * Double(count) + 80
    let detailWidth = ruler.width(detail, size: Axes.labelSize) + 40
    var (drawing, rest) = frame.begin(
      "Confusion matrix", detail: detail, usualWidth: max(usual, detailWidth),
      usualHeight: names + cell * Double(count) + 130)
    let line = ruler.lineHeight(Axes.labelSize)
    // As much room as there is, but cells stay as wide as high.
    let columnNames = matrix.classes.map {
      ruler.fitted($0, into: frame.height == nil ? 180 : min(180, rest.height / 4), size: size)
    }
    let rowNames = matrix.classes.map {
      ruler.fitted($0, into: frame.width == nil ? 180 : min(180, rest.width / 4), size: size)
    }
    let left = (rowNames.map { ruler.width($0, size: size) }.max() ?? 0) + 8
    let columnWidest = columnNames.map { ruler.width($0, size: size) }.max() ?? 0
    let width = max(rest.width - left, 10) / Double(max(count, 1))
    func height(_ bottom: Double) -> Double { max(rest.height - bottom - 2 * line, 10) / Double(max(count, 1)) }
    let isUpright = !ruler.isTerminal && columnWidest + 6 > min(width, height(columnWidest + 8))
    let bottom = (isUpright ? columnWidest : ruler.lineHeight(size)) + 8
    let height = height(bottom)
    let side = min(width, height)
    var grid = Grid(x: rest.x + left, y: rest.y + line + 4, width: side, height: side, size: size)
    if ruler.isTerminal {
      guard height >= Ruler.cellHeight, width >= 2 * Ruler.cellWidth else {
        let sentence = "\(count) classes are too many for this window; -o draws a picture"
        drawing.add(.text(Caption(sentence, at: Point(x: rest.x, y: rest.y + line), size: size)), .ink)
        return drawing
      }
      grid = Grid(
        x: rest.x + left, y: rest.y + line, width: min(12, (width / Ruler.cellWidth).rounded(.down)) * Ruler.cellWidth,
        height: min(3, (height / Ruler.cellHeight).rounded(.down)) * Ruler.cellHeight, size: size)
    }
    drawing.add(
      .text(Caption("label", at: Point(x: rest.x, y: rest.y + line / 2), size: Axes.labelSize, isBold: true)), .ink)
    drawCells(grid, ruler, on: &drawing)
    drawNames(rowNames, columnNames, grid, isUpright: isUpright, ruler, on: &drawing)
    let foot = Point(
      x: grid.x + grid.width * Double(count) / 2, y: grid.y + grid.height * Double(count) + bottom + line / 2)
    drawing.add(.text(Caption("prediction", at: foot, size: Axes.labelSize, isBold: true, anchor: .middle)), .ink)
    return drawing
  }

  private struct Grid {
    let x, y, width, height, size: Double
  }

  private func drawCells(_ grid: Grid, _ ruler: Ruler, on drawing: inout Drawing) {
    let (width, height) = (grid.width * Double(count), grid.height * Double(count))
    let gap = grid.width > 6 && !ruler.isTerminal ? 1.0 : 0
    drawing.add(.rectangle(Rectangle(x: grid.x, y: grid.y, width: width, height: height)), .scale(0.06))
    if gap > 0 {
      for number in 0...count {
        let (x, y) = (grid.x + Double(number) * grid.width, grid.y + Double(number) * grid.height)
        drawing.add(.line([Point(x: x, y: grid.y), Point(x: x, y: grid.y + height)], width: gap), .paper)
        drawing.add(.line([Point(x: grid.x, y: y), Point(x: grid.x + width, y: y)], width: gap), .paper)
      }
    }
    for actual in matrix.classes.indices {
      let total = matrix.classes.indices.reduce(0) { $0 + matrix[actual, $1] }
      for predicted in matrix.classes.indices {
        let images = matrix[actual, predicted]
        // Of many cells those with nothing in them are the ground; of few, each has its number.
        guard images > 0 || count <= 12 else { continue }
        draw(actual, predicted, images, of: total, grid, gap: gap, ruler, on: &drawing)
      }
    }
  }

  private func draw(
    _ actual: Int, _ predicted: Int, _ images: Int, of total: Int, _ grid: Grid, gap: Double, _ ruler: Ruler,
    on drawing: inout Drawing
  ) {
    let part = total == 0 ? 0 : Double(images) / Double(total)
    // One image among hundreds must be seen, too.
    let shade = images == 0 ? 0.06 : 0.16 + 0.84 * part
    let (label, prediction) = (matrix.classes[actual], matrix.classes[predicted])
    let rectangle = Rectangle(
      x: grid.x + Double(predicted) * grid.width + gap / 2, y: grid.y + Double(actual) * grid.height + gap / 2,
      width: grid.width - gap, height: grid.height - gap)
    let what = actual == predicted ? "\(label) taken for itself" : "\(label) taken for \(prediction)"
    drawing.add(
      .rectangle(rectangle), .scale(shade),
      title: "\(what): \(images) of \(total), \(NumberText.percent(part))",
      link: images > 0 ? link?(actual, predicted) : nil,
      data: [
        .init("label", label), .init("predicted", prediction), .init("count", images), .init("part", part),
      ])
    let text =
      isNormalized ? (count > 12 ? String(Int((part * 100).rounded())) : NumberText.percent(part)) : String(images)
    let size = ruler.isTerminal ? grid.size : min(15, max(7, grid.height * 0.42))
    guard ruler.width(text, size: size) <= grid.width - gap, ruler.lineHeight(size) * 0.75 <= grid.height else {
      return
    }
    let middle = Point(x: rectangle.x + rectangle.width / 2, y: rectangle.y + rectangle.height / 2)
    drawing.add(
      .text(Caption(text, at: middle, size: size, isBold: actual == predicted, anchor: .middle)), .onScale(shade))
  }

  private func drawNames(
    _ rows: [String], _ columns: [String], _ grid: Grid, isUpright: Bool, _ ruler: Ruler, on drawing: inout Drawing
  ) {
    // Where cells are smaller than letters, every second, third … class has its name.
    let every = max(1, Int((ruler.lineHeight(grid.size) * 0.8 / max(grid.height, 0.1)).rounded(.up)))
    for (number, name) in rows.enumerated() where number % every == 0 {
      let place = Point(x: grid.x - 5, y: grid.y + (Double(number) + 0.5) * grid.height)
      drawing.add(
        .text(Caption(name, at: place, size: grid.size, anchor: .end)), .ink, title: matrix.classes[number])
    }
    let bottom = grid.y + grid.height * Double(count)
    for (number, name) in columns.enumerated() where number % every == 0 {
      let x = grid.x + (Double(number) + 0.5) * grid.width
      let line = ruler.lineHeight(grid.size)
      if ruler.isTerminal {
        // Letters of a terminal cannot be turned: as much of the name as fits below its column.
        let text = ruler.fitted(name, into: grid.width - Ruler.cellWidth, size: grid.size)
        drawing.add(.text(Caption(text, at: Point(x: x, y: bottom + line / 2), size: grid.size, anchor: .middle)), .ink)
      } else {
        let place = Point(x: x, y: bottom + (isUpright ? 5 : 4 + line / 2))
        drawing.add(
          .text(
            Caption(name, at: place, size: grid.size, anchor: isUpright ? .end : .middle, angle: isUpright ? -90 : 0)),
          .ink, title: matrix.classes[number])
      }
    }
  }
}
