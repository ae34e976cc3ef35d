/// A row of a tool's option table: parsing, `--help`, the man page and completion are all made from it.
public protocol OptionRow: Sendable {
  /// The long name, without the dashes.
  var name: String { get }
  /// The letter, if there is one.
  var letter: Character? { get }
  /// The placeholder of the value in help texts, or `nil` for a flag.
  var valueName: String? { get }
  /// What it does, as an imperative without a full stop.
  var help: String { get }
  /// The default, as it would be written; `nil` when there is none or it needs no saying.
  var defaultText: String? { get }
  /// The words to choose from.
  var choices: [String] { get }
  /// Whether the output's bytes depend on it: only such options are recorded in a file's provenance.
  var affectsOutput: Bool { get }
  /// Says why `text` is no value for it, or returns `nil` when it is one.
  func complaint(about text: String) -> String?
}

/// An option that takes no value.
public struct Flag: OptionRow {
  public let name: String
  public let letter: Character?
  public let help: String
  public let affectsOutput: Bool
  public var valueName: String? { nil }
  public var defaultText: String? { nil }
  public var choices: [String] { [] }

  /// Describes a flag.
  public init(_ name: String, _ letter: Character? = nil, affectsOutput: Bool = true, help: String) {
    self.name = name
    self.letter = letter
    self.affectsOutput = affectsOutput
    self.help = help
  }

  /// A flag takes no value.
  public func complaint(about text: String) -> String? { "takes no value" }
}

/// An option with a value of type `Value`; an optional `Value` has no default.
public struct Option<Value: OptionValue>: OptionRow {
  public let name: String
  public let letter: Character?
  public let valueName: String?
  public let help: String
  public let affectsOutput: Bool
  /// The value when the option is not given.
  public let defaultValue: Value
  private let defaultDescription: String?
  private let limits: Limits<Value>?

  /// Describes an option.
  ///
  /// - Parameters:
  ///   - name: The long name, without the dashes.
  ///   - letter: The letter, if there is one.
  ///   - value: The placeholder in help texts.
  ///   - defaultValue: The value when the option is not given.
  ///   - defaultDescription: What `--help` says of the default, where its text would not help.
  ///   - limits: Which values are accepted.
  ///   - affectsOutput: Whether the output's bytes depend on it.
  ///   - help: What it does.
  public init(
    _ name: String, _ letter: Character? = nil, value: String, default defaultValue: Value,
    describedAs defaultDescription: String? = nil, limits: Limits<Value>? = nil, affectsOutput: Bool = true,
    help: String
  ) {
    self.name = name
    self.letter = letter
    self.valueName = value
    self.defaultValue = defaultValue
    self.defaultDescription = defaultDescription
    self.limits = limits
    self.affectsOutput = affectsOutput
    self.help = help
  }

  public var choices: [String] { Value.choices }

  public var defaultText: String? {
    let text = defaultDescription ?? defaultValue.argumentText
    return text.isEmpty ? nil : text
  }

  public func complaint(about text: String) -> String? {
    guard let value = Value(argument: text) else {
      return "takes \(limits?.expectation ?? Value.expectation), not '\(text)'"
    }
    if let limits, !limits.accepts(value) { return "takes \(limits.expectation), not '\(text)'" }
    return nil
  }
}

extension Option {
  /// Describes an option without a default.
  public init<Wrapped: OptionValue>(
    _ name: String, _ letter: Character? = nil, value: String, describedAs defaultDescription: String? = nil,
    limits: Limits<Value>? = nil, affectsOutput: Bool = true, help: String
  ) where Value == Wrapped? {
    self.init(
      name, letter, value: value, default: nil, describedAs: defaultDescription, limits: limits,
      affectsOutput: affectsOutput, help: help)
  }
}

/// Which values of a type an option accepts, and how to say so.
public struct Limits<Value>: Sendable {
  let expectation: String
  let accepts: @Sendable (Value) -> Bool

  /// Accepts what `accepts` says, which `expectation` puts in words: `a number from 0 to 1`.
  public init(_ expectation: String, accepts: @escaping @Sendable (Value) -> Bool) {
    self.expectation = expectation
    self.accepts = accepts
  }
}

extension Limits where Value: OptionValue & Comparable {
  /// Accepts a range, both ends included.
  public static func from(_ lower: Value, to upper: Value) -> Limits {
    Limits("\(Value.expectation) from \(lower.argumentText) to \(upper.argumentText)") { lower <= $0 && $0 <= upper }
  }

  /// Accepts what is in `range`.
  public static func from(_ range: ClosedRange<Value>) -> Limits { from(range.lowerBound, to: range.upperBound) }

  /// Accepts `lower` and everything above it.
  public static func atLeast(_ lower: Value) -> Limits {
    Limits("\(Value.expectation) from \(lower.argumentText)") { lower <= $0 }
  }

  /// Accepts everything above `lower`, but not `lower`.
  public static func above(_ lower: Value) -> Limits {
    Limits("\(Value.expectation) above \(lower.argumentText)") { lower < $0 }
  }

  /// Accepts for an optional value what these limits accept for the value itself.
  public var optional: Limits<Value?> {
    let accepts = accepts
    return Limits<Value?>(expectation) { $0.map(accepts) ?? true }
  }
}
