/// Counts the images of one run that could not be used, names them, and decides the exit status.
public struct ImageTally {
  private let tool: Invocation
  private var damagedCount = 0

  /// Begins with no damaged image.
  public init(_ tool: Invocation) { self.tool = tool }

  /// Names a damaged image.
  ///
  /// - Throws: `Failure` with `--strict`.
  public mutating func damaged(_ sentence: String) throws {
    if tool.arguments[SharedOptions.strict] { throw Failure(sentence) }
    tool.warn(sentence)
    damagedCount += 1
  }

  /// Done, or done without the damaged images.
  public var status: ExitStatus {
    damagedCount > 0 && !tool.arguments[SharedOptions.allowSkipped] ? .skipped : .done
  }
}
