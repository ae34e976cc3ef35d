public import Records

/// A label that is not among the classes.
public struct UnknownLabel: Error, Equatable, Sendable, CustomStringConvertible {
  let label: String
  let path: String
  let classes: [String]

  /// Names the label, the image and some of the classes.
  public var description: String {
    let shown = classes.prefix(5).joined(separator: ", ") + (classes.count > 5 ? ", …" : "")
    return "the label '\(label)' of '\(path)' is none of the \(classes.count) classes (\(shown))"
  }
}

extension Vocabulary {
  /// Makes sure that every label of `records` is a class.
  ///
  /// - Throws: `UnknownLabel`.
  public func check(_ records: [ImageRecord]) throws(UnknownLabel) {
    for record in records {
      for label in record.labels ?? record.label.map({ [$0] }) ?? [] where index(of: label) == nil {
        throw UnknownLabel(label: label, path: record.path, classes: classes)
      }
    }
  }
}
