/// A table of a page; its script lets the rows be sorted and filtered.
struct Table {
  /// What a cell holds.
  enum Cell {
    case name(String)
    /// A number as it is read, and as it is sorted.
    case number(String, Double)
    case markup(Markup)
  }

  let caption: String
  let headings: [String]
  var rows: [[Cell]]
  /// Whether there are rows enough for a field to filter them by.
  private static let filtered = 12

  var markup: Markup {
    let head = headings.map { Markup.element("th", ["scope": "col"], .text($0)) }
    let body = rows.map { row in
      Markup.element("tr", [:], row.enumerated().map { Table.cell($0.element, isFirst: $0.offset == 0) })
    }
    let kind = rows.count >= Table.filtered ? "sortable filtered" : "sortable"
    // Wide tables are moved by keys, too.
    return .element(
      "div", ["class": "table", "tabindex": "0", "role": "region", "aria-label": caption],
      .element(
        "table", ["class": kind], .element("caption", [:], .text(caption)),
        .element("thead", [:], .element("tr", [:], head)), .element("tbody", [:], body)))
  }

  private static func cell(_ cell: Cell, isFirst: Bool) -> Markup {
    let content: Markup
    switch cell {
    case .name(let name): content = .name(name)
    case .number(let text, let value):
      return .element("td", ["class": "number", "data-value": value.description], .text(text))
    case .markup(let markup): content = markup
    }
    return isFirst ? .element("th", ["scope": "row"], content) : .element("td", [:], content)
  }
}
