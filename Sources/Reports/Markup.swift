internal import Charts

/// A piece of HTML in which no text can be taken for markup: tags and names of attributes are literals of the program.
struct Markup: Sendable {
  /// The HTML.
  private(set) var html: String

  private init(html: String) { self.html = html }

  /// Text as it is, but for characters that would move or turn what follows.
  static func text(_ text: String) -> Markup { Markup(html: text.drawable(shortening: .middle).escaped) }

  /// A name of the user's, which may be written to the left.
  static func name(_ name: String) -> Markup { element("bdi", [:], .text(name)) }

  /// An element with its attributes and content.
  static func element(
    _ tag: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: Markup...
  ) -> Markup { element(tag, attributes, content) }

  /// An element with its attributes and content.
  static func element(
    _ tag: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: [Markup]
  ) -> Markup {
    var html = start(tag, attributes)
    for piece in content { html += piece.html }
    return Markup(html: html + "</\(tag)>")
  }

  /// An element that has no content and no end: `img`, `input`, `meta`.
  static func empty(_ tag: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> Markup {
    Markup(html: start(tag, attributes).dropLast() + " />")
  }

  private static func start(_ tag: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> String {
    "<\(tag)" + attributes.map { " \($0)=\"\($1.drawable(shortening: .end, limit: nil).escaped)\"" }.joined() + ">"
  }

  /// A picture, in the colours of the page.
  static func drawing(_ drawing: Drawing) -> Markup {
    element("div", ["class": "chart"], Markup(html: drawing.svg(.page)))
  }

  /// What the program itself has to say in HTML, CSS or its script.
  static func literal(_ html: StaticString) -> Markup { Markup(html: "\(html)") }

  /// The rules that give the variables of charts their colours.
  static func rules(_ theme: Theme) -> Markup {
    Markup(html: ":root{" + theme.variables.map { "--\($0.name):\($0.colour)" }.joined(separator: ";") + "}\n")
  }

  static func + (first: Markup, second: Markup) -> Markup { Markup(html: first.html + second.html) }
  static let nothing = Markup(html: "")
}

extension [Markup] {
  /// All of them, one after the other.
  var joined: Markup { reduce(into: .nothing) { $0 = $0 + $1 } }
}
