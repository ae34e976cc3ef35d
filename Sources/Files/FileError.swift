public import Glibc

/// An error about one file, as a sentence: `cannot open 'x.jpg': No such file or directory`.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What could not be done, without "cannot": `open`, `read`, `write`.
  public let action: String
  /// The path as the user gave it; `-` is shown as standard input or output.
  public let path: String
  /// Why, in the system's words or ours.
  public let reason: String

  /// Says in our own words why `action` was not possible on `path`.
  public init(_ action: String, _ path: String, reason: String) {
    self.action = action
    self.path = path
    self.reason = reason
  }

  /// Says in the system's words why `action` was not possible on `path`.
  ///
  /// `errorNumber` is read when the call is made: nothing may come between it and the failed system call.
  public init(_ action: String, _ path: String, errorNumber: Int32 = errno) {
    self.init(action, path, reason: String(cString: strerror(errorNumber)))
  }

  /// The whole sentence, without the tool's name.
  public var description: String {
    switch path {
    case StandardStream.path where action == "write": "cannot write standard output: \(reason)"
    default: "cannot \(action) \(StandardStream.inputName(path)): \(reason)"
    }
  }
}

/// The path that names standard input or standard output.
public enum StandardStream {
  /// The path `-`.
  public static let path = "-"

  /// Returns how a sentence calls the input at `path`: the path in quotes, or standard input.
  public static func inputName(_ path: String) -> String {
    path == StandardStream.path ? "standard input" : "'\(path)'"
  }
}
