/// An error about one image, as a sentence: `cannot read 'x.jpg': not a JPEG or PNG image`.
public struct ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path as the user gave it.
  public let path: String
  /// Why the image cannot be used: not an image, damaged, too large.
  public let reason: String

  /// Says why the image at `path` cannot be used.
  public init(_ path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// The whole sentence, without the tool's name.
  public var description: String { "cannot read '\(path)': \(reason)" }
}
