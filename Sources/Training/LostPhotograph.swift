/// A photograph that could be read when the training began, and cannot be any more.
public struct LostPhotograph: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which one, and why.
  public let description: String
}
