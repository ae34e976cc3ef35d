internal import Files

extension Drawing {
  /// Where the SVG goes, which decides how its colours are said.
  public enum Surroundings: Sendable {
    /// A file of its own, in the colours of a theme.
    case file(Theme)
    /// A page in HTML whose style sheet gives the variables of a theme their colours.
    case page
  }

  /// The picture in SVG 1.1: text as text, and each mark with the numbers that it stands for, in `data-` attributes.
  public func svg(_ surroundings: Surroundings) -> String {
    let writer = SVGWriter(surroundings: surroundings)
    var text = "<svg xmlns=\"http://www.w3.org/2000/svg\""
    let (width, height) = (SVGWriter.number(width), SVGWriter.number(height))
    text += " width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
    // What is linked must stay reachable inside; a plain picture is one thing.
    let role = marks.contains { $0.link != nil } ? "group" : "img"
    text += " role=\"\(role)\" aria-label=\"\(title.escaped)\""
    text += " font-family=\"DejaVu Sans, Verdana, Noto Sans, sans-serif\">\n"
    if case .file = surroundings {
      text += "<title>\(title.escaped)</title>\n"
      text += "<rect width=\"100%\" height=\"100%\" \(writer.fill(.paper))/>\n"
    }
    if !summary.isEmpty { text += "<desc>\(summary.escaped)</desc>\n" }
    for mark in marks { text += writer.element(mark) + "\n" }
    return text + "</svg>\n"
  }
}

/// Writes marks as elements of SVG.
private struct SVGWriter {
  let surroundings: Drawing.Surroundings

  func element(_ mark: Mark) -> String {
    let data = mark.data.map { " data-\($0.name)=\"\($0.text.escaped)\"" }.joined()
    let title = mark.title.map { "<title>\($0.drawable(shortening: .end).escaped)</title>" } ?? ""
    func closed(_ start: String, _ name: String) -> String {
      title.isEmpty ? "<\(start)\(data)/>" : "<\(start)\(data)>\(title)</\(name)>"
    }
    let element: String
    switch mark.shape {
    case .rectangle(let rectangle):
      let (x, y) = (SVGWriter.number(rectangle.x), SVGWriter.number(rectangle.y))
      let (width, height) = (SVGWriter.number(rectangle.width), SVGWriter.number(rectangle.height))
      element = closed("rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" \(fill(mark.paint))", "rect")
    case .line(let points, let width, let dash):
      let lengths = dash.pattern.map { SVGWriter.number($0 * width) }.joined(separator: " ")
      let dashes = lengths.isEmpty ? "" : " stroke-dasharray=\"\(lengths)\""
      element = closed(
        "polyline points=\"\(SVGWriter.points(points))\" fill=\"none\" \(paint("stroke", mark.paint))"
          + " stroke-width=\"\(SVGWriter.number(width))\" stroke-linejoin=\"round\"\(dashes)", "polyline")
    case .symbol(.circle, let centre, let size):
      let (x, y) = (SVGWriter.number(centre.x), SVGWriter.number(centre.y))
      element = closed(
        "circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(SVGWriter.number(size / 2))\" \(fill(mark.paint))", "circle")
    case .symbol(let symbol, let centre, let size):
      element = closed(
        "polygon points=\"\(SVGWriter.points(symbol.corners(centre, size)))\" \(fill(mark.paint))", "polygon")
    case .text(let caption): element = text(caption, mark.paint, data: data, title: title)
    }
    guard let link = mark.link else { return element }
    let label = mark.title.map { " aria-label=\"\($0.drawable(shortening: .end).escaped)\"" } ?? ""
    return "<a href=\"\(link.escaped)\"\(label)>\(element)</a>"
  }

  private func text(_ caption: Caption, _ paint: Paint, data: String, title: String) -> String {
    let place = caption.place
    let turn =
      caption.angle == 0
      ? ""
      : " transform=\"rotate(\(SVGWriter.number(caption.angle)) \(SVGWriter.number(place.x)) \(SVGWriter.number(place.y)))\""
    let anchor = caption.anchor == .start ? "" : " text-anchor=\"\(caption.anchor.rawValue)\""
    let weight = caption.isBold ? " font-weight=\"bold\"" : ""
    let y = SVGWriter.number(place.y + Caption.drop * caption.size)
    return "<text x=\"\(SVGWriter.number(place.x))\" y=\"\(y)\" font-size=\"\(SVGWriter.number(caption.size))\" "
      + "\(fill(paint))\(anchor)\(weight)\(turn)\(data)>\(title)\(caption.text.escaped)</text>"
  }

  func fill(_ paint: Paint) -> String { self.paint("fill", paint) }

  private func paint(_ attribute: String, _ paint: Paint) -> String {
    switch surroundings {
    case .file(let theme): return "\(attribute)=\"\(theme.colour(of: paint).hexadecimal)\""
    case .page:
      if case .scale(let part) = paint {
        return "\(attribute)=\"var(--full)\" \(attribute)-opacity=\"\(SVGWriter.number(part))\""
      }
      return "\(attribute)=\"var(--\(paint.variable))\""
    }
  }

  private static func points(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// A length with at most two decimals, which is finer than can be seen.
  static func number(_ value: Double) -> String {
    let text = value.text(decimals: 2)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text.hasSuffix("0") ? String(text.dropLast()) : text
  }
}

extension Paint {
  /// The name of the variable of a page that holds it.
  fileprivate var variable: String {
    switch self {
    case .paper: "paper"
    case .ink: "ink"
    case .quietInk: "quiet-ink"
    case .grid: "grid"
    case .series(let number): "series-\(number % Theme.light.series.count)"
    case .accent: "accent"
    case .scale: "full"
    case .onScale(let part): part < Theme.strongPart ? "weak-text" : "strong-text"
    }
  }
}

extension String {
  /// The text with references for what would be markup, in HTML, XML and their attributes.
  public var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
