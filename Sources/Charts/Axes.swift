/// A pair of axes on a drawing, and the places of numbers between them.
struct Axes {
  /// What one axis shows.
  struct Axis {
    var title: String
    var scale: Scale
    var wholeOnly = false
    /// Names at places in place of numbers.
    var ticks: [Tick]?
  }

  /// The sizes of letters, in pixels.
  static let titleSize = 15.0
  static let labelSize = 12.0
  static let tickSize = 11.0

  /// The rectangle between the axes.
  let area: Rectangle
  let x: Scale
  let y: Scale

  /// Draws axes with their titles and numbers into `frame`, and lines behind what comes.
  ///
  /// - Parameters:
  ///   - frame: Where axes and all their text must be.
  ///   - right: How much of it stays free at the right, for names of lines.
  ///   - left: How wide the numbers of the upright axis are at least, so that axes above each other agree.
  init(
    _ x: Axis, _ y: Axis, in frame: Rectangle, right: Double = 0, left: Double = 0, ruler: Ruler,
    on drawing: inout Drawing
  ) {
    let (labels, ticks) = (ruler.lineHeight(Axes.labelSize), ruler.lineHeight(Axes.tickSize))
    let gap = ruler.isTerminal ? 0.0 : 4
    var top = frame.y + (y.title.isEmpty ? gap * 2 : labels + gap)
    var bottom = frame.y + frame.height - ticks - gap - (x.title.isEmpty ? 0 : labels + gap / 2)
    if ruler.isTerminal {
      // The axis is the last dots of a line of characters, and its numbers are in the next.
      top = (top / Ruler.cellHeight).rounded(.up) * Ruler.cellHeight
      bottom = (bottom / Ruler.cellHeight).rounded(.down) * Ruler.cellHeight - 2
    }
    let height = max(bottom - top, 10)
    let yTicks = y.ticks ?? y.scale.ticks(max(2, Int(height / (ticks * 2.4))), wholeOnly: y.wholeOnly)
    let side = max(left, Axes.width(of: yTicks, ruler) + 10)
    let width = max(frame.width - side - right, 10)
    area = Rectangle(x: frame.x + side, y: top, width: width, height: height)
    self.x = x.scale
    self.y = y.scale
    // As many numbers as there is room for the widest of them.
    var count = max(2, Int(width / 70))
    var xTicks = x.ticks ?? x.scale.ticks(count, wholeOnly: x.wholeOnly)
    while x.ticks == nil, count > 2,
      Axes.width(of: xTicks, ruler) * 1.4 * Double(xTicks.count(where: \.hasLabel)) > width
    {
      count -= 1
      xTicks = x.scale.ticks(count, wholeOnly: x.wholeOnly)
    }
    draw(xTicks, yTicks, titles: (x.title, y.title), left: frame.x, ruler, on: &drawing)
  }

  /// The width that numbers of an upright axis need, with what is between them and the axis.
  static func leftWidth(_ axis: Axis, height: Double, ruler: Ruler) -> Double {
    let count = max(2, Int(height / (ruler.lineHeight(tickSize) * 2.4)))
    return width(of: axis.ticks ?? axis.scale.ticks(count, wholeOnly: axis.wholeOnly), ruler) + 10
  }

  private static func width(of ticks: [Tick], _ ruler: Ruler) -> Double {
    ticks.compactMap(\.label).map { ruler.width($0, size: tickSize) }.max() ?? 0
  }

  /// The place of a pair of numbers; beyond the axes, the nearest on them.
  func place(_ xValue: Double, _ yValue: Double) -> Point {
    Point(x: area.x + x.part(of: xValue) * area.width, y: area.y + (1 - y.part(of: yValue)) * area.height)
  }

  private func draw(
    _ xTicks: [Tick], _ yTicks: [Tick], titles: (x: String, y: String), left: Double, _ ruler: Ruler,
    on drawing: inout Drawing
  ) {
    let (right, bottom) = (area.x + area.width, area.y + area.height)
    for tick in yTicks where tick.hasLabel {
      let place = place(x.lowest, tick.value)
      drawing.add(.line([place, Point(x: right, y: place.y)], width: 1), .grid)
    }
    for tick in xTicks {
      let place = place(tick.value, y.lowest)
      if tick.hasLabel, !ruler.isTerminal {
        drawing.add(.line([Point(x: place.x, y: area.y), place], width: 1), .grid)
      }
      let length = tick.hasLabel ? 5.0 : 3
      if !ruler.isTerminal {
        drawing.add(.line([place, Point(x: place.x, y: bottom + length)], width: 1), .quietInk)
      }
    }
    drawing.add(.line([Point(x: area.x, y: bottom), Point(x: right, y: bottom)], width: 1), .quietInk)
    let size = Axes.tickSize
    for tick in yTicks {
      guard let label = tick.label else { continue }
      let place = Point(x: area.x - 6, y: place(x.lowest, tick.value).y)
      drawing.add(.text(Caption(label, at: place, size: size, anchor: .end)), .quietInk)
    }
    let line = ruler.lineHeight(size)
    var free = -Double.infinity
    for tick in xTicks {
      guard let label = tick.label else { continue }
      let place = Point(x: place(tick.value, y.lowest).x, y: bottom + 5 + line / 2)
      let half = ruler.width(label, size: size) / 2
      // A number that would touch its neighbour is left out.
      guard place.x - half > free else { continue }
      free = place.x + half + 4
      drawing.add(.text(Caption(label, at: place, size: size, anchor: .middle)), .quietInk)
    }
    let labels = ruler.lineHeight(Axes.labelSize)
    if !titles.x.isEmpty {
      let place = Point(x: area.x + area.width / 2, y: bottom + 6 + line + labels / 2)
      drawing.add(.text(Caption(titles.x, at: place, size: Axes.labelSize, anchor: .middle)), .ink)
    }
    if !titles.y.isEmpty {
      let place = Point(x: left, y: area.y - 6 - labels / 2)
      drawing.add(.text(Caption(titles.y, at: place, size: Axes.labelSize)), .ink)
    }
  }
}

extension Tick {
  var hasLabel: Bool { label != nil }
}
