/// A text that equals another only when both have the same code points: the key of every class, path and name in a file.
///
/// Swift's strings are equal when they look alike, `é` in one code point and in two. Classes and files are not the same
/// because their names look alike: they are told apart by their bytes, as the system and other programs do it.
public struct ExactText: Hashable, Sendable {
  /// The text.
  public let text: String

  /// Wraps a text.
  public init(_ text: String) { self.text = text }

  /// Whether both have the same bytes in UTF-8.
  public static func == (first: ExactText, second: ExactText) -> Bool { first.text.isExactly(second.text) }

  /// Mixes in the text; what looks alike has the same hash, which does no harm.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
  /// Whether both have the same bytes in UTF-8.
  public func isExactly(_ other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
