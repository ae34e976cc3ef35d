/// A mistake in the command line: exit status 2.
public struct UsageError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, without the tool's name.
  public let description: String

  /// Says what is wrong.
  public init(_ description: String) { self.description = description }
}

/// The options and operands of one run of a tool.
public struct Arguments: Sendable {
  /// What is not an option, in order.
  public private(set) var operands: [String] = []
  // In the order given: an option may be repeated.
  private var values: [String: [String]] = [:]
  private let command: Command

  /// Parses `words`, the command line without the tool's name.
  ///
  /// `--` ends the options, `-` alone is an operand, letters may be put together (`-qj2`). Long names cannot be cut short:
  /// scripts that rely on it break when an option is added.
  ///
  /// - Throws: `UsageError` for an unknown option, a missing or unfit value, or a wrong number of operands.
  package init(parsing words: [String], for command: Command) throws(UsageError) {
    self.command = command
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      } else if word.hasPrefix("--") {
        try parseLong(word.dropFirst(2), &rest)
      } else if word.hasPrefix("-"), word != "-" {
        try parseLetters(word.dropFirst(), &rest)
      } else {
        operands.append(word)
      }
    }
    if isSet(Command.helpFlag) || isSet(Command.versionFlag) { return }
    if operands.count > command.operandCount.upperBound {
      throw UsageError("unexpected operand '\(operands[command.operandCount.upperBound])'")
    }
    if operands.count < command.operandCount.lowerBound { throw UsageError("missing operand: \(command.operands)") }
  }

  private mutating func parseLong(_ word: Substring, _ rest: inout ArraySlice<String>) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = command.options.first(where: { $0.name == name }) else {
      throw UsageError("unknown option '--\(name)'")
    }
    if option.valueName == nil {
      if parts.count > 1 { throw UsageError("--\(name) takes no value") }
      values[name, default: []].append("")
    } else if parts.count > 1 {
      try set(option, to: String(parts[1]))
    } else {
      guard let value = rest.popFirst() else { throw UsageError("--\(name) needs a value") }
      try set(option, to: value)
    }
  }

  private mutating func parseLetters(_ word: Substring, _ rest: inout ArraySlice<String>) throws(UsageError) {
    var letters = word
    while let letter = letters.popFirst() {
      guard let option = command.options.first(where: { $0.letter == letter }) else {
        throw UsageError("unknown option '-\(letter)'")
      }
      if option.valueName == nil {
        values[option.name, default: []].append("")
        continue
      }
      guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
        throw UsageError("-\(letter) needs a value")
      }
      try set(option, to: value)
      return
    }
  }

  private mutating func set(_ option: any OptionRow, to text: String) throws(UsageError) {
    if let complaint = option.complaint(about: text) { throw UsageError("--\(option.name) \(complaint)") }
    values[option.name, default: []].append(text)
  }

  /// Whether the flag was given.
  public subscript(flag: Flag) -> Bool { values[flag.name] != nil }

  /// The option's value, or its default; of a repeated option the last.
  public subscript<Value>(option: Option<Value>) -> Value {
    values[option.name]?.last.flatMap(Value.init(argument:)) ?? option.defaultValue
  }

  /// All values of an option that may be repeated, in the order given.
  public func all<Value>(_ option: Option<Value?>) -> [Value] {
    (values[option.name] ?? []).compactMap { Value(argument: $0) }
  }

  /// Whether the option was given.
  public func isSet(_ option: some OptionRow) -> Bool { values[option.name] != nil }

  /// The value of an option that the tool cannot do without.
  ///
  /// - Throws: `UsageError` when it was not given.
  public func required<Value>(_ option: Option<Value?>) throws(UsageError) -> Value {
    guard let value = self[option] else { throw UsageError("--\(option.name) is needed") }
    return value
  }

  /// The tool's name and what its output depends on, in the order of the table, quoted for a shell.
  ///
  /// Job counts and output names are not in it: the same work gives the same bytes.
  public var provenanceText: String {
    var words = [command.name]
    for option in command.options where option.affectsOutput {
      for value in (values[option.name] ?? []).suffix(1) {
        words.append("--\(option.name)")
        if option.valueName != nil { words.append(value) }
      }
    }
    return (words + operands).map(Arguments.quote).joined(separator: " ")
  }

  private static func quote(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./,:=+@%".utf8.contains(byte) || byte >= 0x80
        }
      }
    return isPlain ? word : "'" + word.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
  }
}
