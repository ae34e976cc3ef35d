public import Images

extension Drawing {
  /// Draws it as pixels.
  ///
  /// - Parameters:
  ///   - theme: Its colours.
  ///   - scale: How many pixels a length of one takes.
  /// - Throws: `DrawingError` when it is too large, or cairo finds no memory or whatever else it needs.
  public func image(_ theme: Theme, scale: Double) throws(DrawingError) -> Image {
    let canvas = try Canvas(
      width: Int((width * scale).rounded(.up)), height: Int((height * scale).rounded(.up)), paper: theme.paper)
    canvas.scale(by: scale)
    for mark in marks {
      let colour = theme.colour(of: mark.paint)
      switch mark.shape {
      case .rectangle(let rectangle): canvas.fill(rectangle, colour)
      case .line(let points, let width, let dash):
        canvas.stroke(points, width: width, dash: dash.pattern, colour)
      case .symbol(.circle, let centre, let size): canvas.fillCircle(centre, radius: size / 2, colour)
      case .symbol(let symbol, let centre, let size): canvas.fill(symbol.corners(centre, size), colour)
      case .text(let caption): canvas.write(caption, colour)
      }
    }
    return try canvas.image()
  }
}

extension Mark.Symbol {
  /// The corners of a symbol that is none of the round ones.
  func corners(_ centre: Point, _ size: Double) -> [Point] {
    let half = size / 2
    switch self {
    case .circle: return []
    case .square:
      return [(-1, -1), (1, -1), (1, 1), (-1, 1)].map {
        Point(x: centre.x + $0.0 * half * 0.9, y: centre.y + $0.1 * half * 0.9)
      }
    case .triangle:
      return [(0.0, -1.15), (1.05, 0.75), (-1.05, 0.75)].map {
        Point(x: centre.x + $0.0 * half, y: centre.y + $0.1 * half)
      }
    }
  }
}
