/// The size of a picture, and what measures its text.
public struct Frame {
  /// The width that was asked for; `nil` for what suits the picture.
  var width: Double?
  /// The height that was asked for; `nil` for what suits the picture.
  var height: Double?
  let ruler: Ruler
  /// What is written above the picture; `nil` for what it shows.
  var title: String?

  /// Describes a picture to be drawn.
  public init(width: Double? = nil, height: Double? = nil, title: String? = nil, ruler: Ruler) {
    self.width = width
    self.height = height
    self.title = title
    self.ruler = ruler
  }

  /// Begins a drawing with its title, and perhaps a line below it; returns what is left of it for the picture.
  func begin(_ title: String, detail: String = "", usualWidth: Double, usualHeight: Double) -> (Drawing, Rectangle) {
    let title = (self.title ?? title).drawable(shortening: .end)
    let margin = ruler.isTerminal ? 0.0 : 16
    var drawing = Drawing(width: width ?? usualWidth, height: height ?? usualHeight, title: title)
    let inner = drawing.width - 2 * margin
    var y = margin
    if !title.isEmpty {
      let line = ruler.lineHeight(Axes.titleSize)
      let text = ruler.fitted(title, into: inner, size: Axes.titleSize, isBold: true)
      drawing.add(
        .text(Caption(text, at: Point(x: margin, y: y + line / 2), size: Axes.titleSize, isBold: true)), .ink)
      y += line
    }
    if !detail.isEmpty {
      drawing.summary = detail
      let line = ruler.lineHeight(Axes.labelSize)
      let text = ruler.fitted(detail, into: inner, size: Axes.labelSize)
      drawing.add(.text(Caption(text, at: Point(x: margin, y: y + line / 2), size: Axes.labelSize)), .quietInk)
      y += line
    }
    y += ruler.isTerminal ? 0 : 10
    let rest = Rectangle(x: margin, y: y, width: inner, height: max(drawing.height - y - margin, 20))
    return (drawing, rest)
  }
}
