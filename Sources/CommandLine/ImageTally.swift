/// Counts the images of one run that could not be used, names them, and decides the exit status.
public struct ImageTally {
  private let tool: Invocation
  private var damagedCount = 0

  /// Begins with no damaged image.
  public init(_ tool: Invocation) { self.tool = tool }

  /// Names a damaged image.
  ///
  /// - Throws: `DamagedImage` with `--strict`.
  public mutating func damaged(_ sentence: String) throws {
    if tool.arguments[SharedOptions.strict] { throw DamagedImage(description: sentence) }
    tool.warn(sentence)
    damagedCount += 1
  }

  /// Done, or done without the damaged images.
  public var status: ExitStatus {
    damagedCount > 0 && !tool.arguments[SharedOptions.allowSkipped] ? .skipped : .done
  }
}

/// A damaged image where none is allowed.
struct DamagedImage: Error, CustomStringConvertible {
  let description: String
}

/// Says that there is nothing to work on.
public struct NoImages: Error, Sendable, CustomStringConvertible {
  /// What was looked at, and what was looked for.
  public let description: String

  /// Says it.
  public init(_ description: String) { self.description = description }
}
