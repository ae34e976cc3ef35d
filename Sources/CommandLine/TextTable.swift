internal import Files

/// Rows of text in aligned columns.
public struct TextTable: Sendable {
  private var rows: [[String]]

  /// Begins a table with a row of headings, which may be empty.
  public init(_ headings: [String] = []) { rows = headings.isEmpty ? [] : [headings] }

  /// Adds a row.
  public mutating func append(_ row: [String]) { rows.append(row) }

  /// The table, a line a row: the first column flush left, the others flush right, two spaces between.
  public var text: String {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { column < $0.count ? $0[column].columnCount : 0 }.max() ?? 0
    }
    var text = ""
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.columnCount)
        line += column == 0 ? cell + padding : "  " + padding + cell
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }
}
