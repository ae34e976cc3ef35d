/// A picture before it is drawn: marks in the order in which they are painted, with the numbers that they stand for.
///
/// Lengths are pixels of a picture at its usual size, from the upper left corner. Three back ends draw it: as SVG, as pixels by
/// cairo, and as characters for a terminal.
public struct Drawing: Sendable {
  /// The width of the picture.
  public var width: Double
  /// The height of the picture.
  public var height: Double
  /// What it shows, for those who do not see it.
  public var title: String
  /// What can be read from it, in a sentence or two; empty for nothing.
  public var summary = ""
  /// What is painted.
  var marks: [Mark] = []

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// Paints a mark over those before it.
  mutating func add(
    _ shape: Mark.Shape, _ paint: Paint, title: String? = nil, link: String? = nil, data: [Mark.Datum] = []
  ) {
    marks.append(Mark(shape: shape, paint: paint, title: title, link: link, data: data))
  }
}

/// One thing that is painted.
struct Mark: Sendable {
  /// Where and what it is.
  enum Shape: Sendable {
    case rectangle(Rectangle)
    case line([Point], width: Double, Dash = .none)
    case symbol(Symbol, Point, size: Double)
    case text(Caption)
  }

  /// How a line is interrupted.
  enum Dash: Sendable {
    case none, dashed, dotted

    /// The lengths of line and gap, in widths of the line.
    var pattern: [Double] {
      switch self {
      case .none: []
      case .dashed: [5, 2.5]
      case .dotted: [1.2, 2]
      }
    }
  }

  /// How a point looks.
  enum Symbol: Sendable {
    case circle, square, triangle
  }

  /// A number that a mark stands for, by its name.
  struct Datum: Sendable {
    let name: String
    let text: String

    /// A name, as it can be drawn.
    init(_ name: String, _ text: String) {
      self.name = name
      self.text = text.drawable(shortening: .end)
    }
    init(_ name: String, _ value: Double) { self.init(name, value.description) }
    init(_ name: String, _ value: Int) { self.init(name, String(value)) }
    init(_ name: String, _ values: some Sequence<Double>) {
      self.name = name
      text = values.map(\.description).joined(separator: " ")
    }
  }

  var shape: Shape
  var paint: Paint
  /// What is said of it when it is pointed at.
  var title: String?
  /// Where it leads when it is chosen.
  var link: String?
  var data: [Datum]
}

/// A place on a drawing.
package struct Point: Equatable, Sendable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// One line of text at its place.
struct Caption: Sendable {
  /// Which part of the text is at the place.
  enum Anchor: String, Sendable { case start, middle, end }

  /// The text, as it can be drawn.
  let text: String
  /// Beginning, middle or end of the line, half-way up its capitals.
  var place: Point
  var size: Double
  var isBold = false
  var anchor = Anchor.start
  /// By how many degrees it is turned round its place, clockwise.
  var angle = 0.0

  init(_ text: String, at place: Point, size: Double, isBold: Bool = false, anchor: Anchor = .start, angle: Double = 0)
  {
    self.text = text.drawable(shortening: .end)
    self.place = place
    self.size = size
    self.isBold = isBold
    self.anchor = anchor
    self.angle = angle
  }

  /// From the middle of capitals down to the line that they stand on, in sizes of the letters.
  static let drop = 0.36
}
