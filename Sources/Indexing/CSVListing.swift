internal import Files
internal import Records

/// How the rows of a CSV name images and labels.
public struct CSVLayout: Sendable {
  /// The folder that the names are in.
  public var folder: String
  /// What is put behind a name: `.jpg`, or nothing.
  public var suffix: String
  /// Whether the first row names the columns.
  public var hasHeader: Bool
  /// What stands between the labels of one image; `nil` when an image has exactly one.
  public var labelSeparator: String?

  /// Describes a layout.
  public init(folder: String, suffix: String = "", hasHeader: Bool = true, labelSeparator: String? = nil) {
    self.folder = folder
    self.suffix = suffix
    self.hasHeader = hasHeader
    self.labelSeparator = labelSeparator
  }
}

extension Listing {
  /// Lists the images that a CSV names: the name in the first column, the label in the second.
  ///
  /// - Throws: `FileError` when the CSV cannot be read; `RecordError` for a row without a name or a label.
  public init(csv path: String, layout: CSVLayout) throws {
    self.init()
    var rows = try CSVReader(path)
    if layout.hasHeader { _ = try rows.next() }
    while let row = try rows.next() {
      func failure(_ reason: String) -> RecordError { RecordError(path: path, line: row.line, reason: reason) }
      guard let name = row.fields.first, !name.isEmpty else { throw failure("no name in the first column") }
      guard !name.utf8.contains(0) else { throw failure("a zero byte in the name") }
      guard row.fields.count > 1 else { throw failure("no second column, which would be the label") }
      let text = row.fields[1]
      let labels: ListedImage.Labels
      if let separator = layout.labelSeparator {
        // Doubled separators give no empty label.
        labels = .several(text.split(separator: separator).map(String.init))
      } else {
        guard !text.isEmpty else { throw failure("no label in the second column") }
        labels = .one(text)
      }
      images.append(ListedImage(path: join(layout.folder, name + layout.suffix), labels: labels, split: nil))
    }
  }
}
