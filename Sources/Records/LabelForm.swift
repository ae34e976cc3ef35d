/// Makes sure that each image of an index has one label, or each has any number of them.
///
/// Images without either are of both forms. A mixture would make one image an hour later into tags what was meant as classes.
public struct LabelForm: Sendable {
  private var first: ImageRecord?

  /// Begins without an image.
  public init() {}

  /// Takes in an image.
  ///
  /// - Throws: `InvalidRecord` when its form is not that of the first one; both are named.
  public mutating func add(_ record: ImageRecord) throws(InvalidRecord) {
    guard let names = record.classNames else { return }
    guard let first, let firstNames = first.classNames else {
      first = record
      return
    }
    switch (firstNames, names) {
    case (.one, .one), (.several, .several): return
    default:
      throw InvalidRecord(
        "'\(record.path)' has \(LabelForm.name(names)), but '\(first.path)' has \(LabelForm.name(firstNames)): "
          + "all images need the same form")
    }
  }

  private static func name(_ names: ClassNames) -> String {
    if case .one = names { "a 'label'" } else { "'labels'" }
  }
}
