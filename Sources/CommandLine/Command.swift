/// What a tool is called, what it does and which options it takes: the one table everything else is made from.
public struct Command: Sendable {
  /// The name of the executable.
  public let name: String
  /// What it does, as an imperative without a full stop.
  public let summary: String
  /// What follows the options in the synopsis: `[INDEX]`.
  public let operands: String
  /// How many operands it takes.
  public let operandCount: ClosedRange<Int>
  /// Its options, in the order of `--help`; the shared ones (`--help`, `--version`) come last by themselves.
  public let options: [any OptionRow]
  /// Command lines that work as they stand.
  public let examples: [String]
  /// The pages of its neighbours in the pipeline.
  public let seeAlso: [String]

  static let helpFlag = Flag("help", "h", affectsOutput: false, help: "print this text and exit")
  static let versionFlag = Flag("version", affectsOutput: false, help: "print the version and exit")

  /// Describes a tool.
  public init(
    _ name: String, summary: String, operands: String = "", operandCount: ClosedRange<Int>,
    options: [any OptionRow], examples: [String], seeAlso: [String]
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.operandCount = operandCount
    self.options = options + [Command.helpFlag, Command.versionFlag]
    self.examples = examples
    self.seeAlso = seeAlso
  }
}

/// Options that mean the same in every tool that has them.
public enum SharedOptions {
  /// The option `--quiet`: silence.
  public static let quiet = Flag("quiet", "q", affectsOutput: false, help: "say nothing but errors")
  /// The option `--strict`: damaged images as failures.
  public static let strict = Flag(
    "strict", affectsOutput: false, help: "fail, and write nothing, when an image is damaged")
  /// The option `--allow-skipped`: damaged images as success.
  public static let allowSkipped = Flag(
    "allow-skipped", affectsOutput: false, help: "exit 0, not 3, when damaged images were left out")
  /// The option `--no-provenance`: no history in the output.
  public static let noProvenance = Flag("no-provenance", help: "do not record the command lines in the output")
  /// The option `--root`: where relative paths start.
  public static let root = Option<String?>(
    "root", value: "DIR", affectsOutput: false, help: "take relative paths of images from DIR")
  /// The option `--jobs`: how many workers.
  public static let jobs = Option<Int?>(
    "jobs", "j", value: "N", describedAs: "all processors", limits: Limits<Int>.from(1, to: 1024).optional,
    affectsOutput: false, help: "work on N images at a time; the output does not depend on it")
  /// The option `--seed`: the seed of all random numbers.
  public static let seed = Option<UInt64>("seed", value: "N", default: 42, help: "draw random numbers from seed N")

  /// The option `--output` of a tool that writes records: standard output when it is not given.
  public static let recordOutput = Option<String>(
    "output", "o", value: "FILE", default: "-", describedAs: "standard output", affectsOutput: false,
    help: "write to FILE")
  /// The option `--output` of a tool that writes a tensor file, which must be said.
  public static let tensorOutput = Option<String?>(
    "output", "o", value: "FILE", affectsOutput: false, help: "write to FILE; '-' is standard output")
}
