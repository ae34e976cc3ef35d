internal import Files
internal import Glibc
internal import Instructions
internal import Synchronization

/// How a tool ended.
public enum ExitStatus: Int32, Sendable {
  /// Everything was done.
  case done = 0
  /// It was not done; a sentence on standard error says why.
  case failed = 1
  /// The command line was wrong.
  case usage = 2
  /// Done, but damaged images were left out.
  case skipped = 3
  /// Ctrl-C ended it; what was needed to go on is saved.
  case interrupted = 130
}

/// Why a tool cannot do what it is asked, where no library's error says it: exit status 1.
public struct Failure: Error, Sendable, CustomStringConvertible {
  /// The sentence, without the tool's name.
  public let description: String

  /// Says why.
  public init(_ description: String) { self.description = description }
}

/// One run of a tool: its arguments, and its voice on standard error.
public struct Invocation: Sendable {
  /// The name of the tool.
  public let tool: String
  /// The options and operands.
  public let arguments: Arguments
  /// Whether notes and progress are unwanted.
  public var isQuiet: Bool { arguments[SharedOptions.quiet] }

  /// Says something that the user should know, whatever `--quiet` says: a damaged image, a likely mistake.
  public func warn(_ sentence: String) { Invocation.say("\(tool): \(sentence)") }

  /// Says something that is good to know, unless `--quiet` is given.
  public func note(_ sentence: String) { if !isQuiet { warn(sentence) } }

  /// Prints lines as they are on standard error, unless `--quiet` is given.
  public func show(_ lines: String) { if !isQuiet { Invocation.say(lines, keepingLines: true) } }

  // One line at a time, also when several threads speak.
  private static let voice = Mutex(())

  /// Writes text and the end of its line to standard error in one piece.
  ///
  /// Errors there have nowhere to go.
  static func say(_ text: String, keepingLines: Bool = false) {
    Progress.hide()
    voice.withLock { _ in
      // Names of files and lines of records are in it, which may be hostile.
      let text = keepingLines ? text : text.withoutEndlessMiddle
      let bytes = Array((text.printable(keepingLines: keepingLines) + "\n").utf8)
      _ = write(STDERR_FILENO, bytes, bytes.count)
    }
  }
}

extension Command {
  /// Runs the tool: parses the command line, answers `--help` and `--version`, calls `body`, and exits.
  ///
  /// Every error that `body` throws becomes one line on standard error: `tool: description`.
  public func main(_ body: (Invocation) throws -> ExitStatus) -> Never {
    Command.occupyStandardStreams()
    // A closed pipe ends a tool silently, as users of `head` expect, also where the parent ignored the signal.
    signal(SIGPIPE, SIG_DFL)
    // Nor does the runtime's report of a crash belong to the end that a user asks for.
    signal(SIGQUIT, SIG_DFL)
    ShortenedFile.sayWhenItHappens(to: name)
    exit(run(Array(Swift.CommandLine.arguments.dropFirst()), body).rawValue)
  }

  private func run(_ words: [String], _ body: (Invocation) throws -> ExitStatus) -> ExitStatus {
    do {
      if (2...3).contains(words.count), words[0] == "--generate" {
        guard let text = generated(words[1], program: words.count > 2 ? words[2] : name) else {
          throw UsageError("--generate makes manual-options, complete-bash, complete-zsh or complete-fish")
        }
        return try print(text)
      }
      let arguments = try Arguments(parsing: words, for: self)
      if arguments[Command.helpFlag] { return try print(helpText) }
      if arguments[Command.versionFlag] { return try print("\(name) (finetools) \(version)\n") }
      try InstructionSet.checkEnvironment()
      return try body(Invocation(tool: name, arguments: arguments))
    } catch let error as UsageError {
      Invocation.say("\(name): \(error); see '\(name) --help'")
      return .usage
    } catch {
      Invocation.say("\(name): \(error)")
      return .failed
    }
  }

  /// Puts something in the place of standard streams that are closed, where the next file to be opened would come.
  ///
  /// Reading the one and writing the others still fails, as it should.
  private static func occupyStandardStreams() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  private func print(_ text: String) throws -> ExitStatus {
    var output = try OutputFile(StandardStream.path)
    try output.write(text)
    try output.commit()
    return .done
  }
}
