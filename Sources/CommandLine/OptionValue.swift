/// A type that an option's value can have on the command line.
public protocol OptionValue: Sendable {
  /// What the value must be, for error sentences: `a whole number`.
  static var expectation: String { get }
  /// The words to choose from, when there are only a few.
  static var choices: [String] { get }
  /// Reads the value from its text; `nil` when the text does not fit.
  init?(argument: String)
  /// The value as it would be written on the command line; empty when there is none.
  var argumentText: String { get }
}

extension OptionValue {
  /// No choices: any text that fits.
  public static var choices: [String] { [] }
}

extension Int: OptionValue {
  /// A whole number.
  public static var expectation: String { "a whole number" }
  /// Reads decimal digits.
  public init?(argument: String) { self.init(argument) }
  /// Decimal digits.
  public var argumentText: String { String(self) }
}

extension UInt64: OptionValue {
  /// A whole number without a sign.
  public static var expectation: String { "a whole number from 0" }
  /// Reads decimal digits.
  public init?(argument: String) { self.init(argument) }
  /// Decimal digits.
  public var argumentText: String { String(self) }
}

extension Double: OptionValue {
  /// A number.
  public static var expectation: String { "a number" }
  /// Reads a finite decimal number.
  public init?(argument: String) {
    guard let value = Double(argument), value.isFinite else { return nil }
    self = value
  }
  /// The number in few digits.
  public var argumentText: String {
    let text = String(self)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension String: OptionValue {
  /// Any text.
  public static var expectation: String { "a text" }
  /// Takes the text.
  public init?(argument: String) { self = argument }
  /// The text.
  public var argumentText: String { self }
}

extension Optional: OptionValue where Wrapped: OptionValue {
  /// What the wrapped type expects.
  public static var expectation: String { Wrapped.expectation }
  /// The choices of the wrapped type.
  public static var choices: [String] { Wrapped.choices }
  /// Reads a value of the wrapped type.
  public init?(argument: String) {
    guard let value = Wrapped(argument: argument) else { return nil }
    self = .some(value)
  }
  /// The value's text, or nothing.
  public var argumentText: String { self?.argumentText ?? "" }
}

/// Several values in one argument, separated by commas.
public struct CommaSeparated<Element: OptionValue>: OptionValue {
  /// The values, in order.
  public let values: [Element]

  /// Wraps values.
  public init(_ values: [Element]) { self.values = values }

  /// What each value must be.
  public static var expectation: String { "\(Element.expectation), or several separated by commas" }

  /// Reads one or more values.
  public init?(argument: String) {
    var values: [Element] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Element(argument: String(part)) else { return nil }
      values.append(value)
    }
    self.values = values
  }

  /// The values with commas between them.
  public var argumentText: String { values.map(\.argumentText).joined(separator: ",") }
}

extension OptionValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// One of the choices.
  public static var expectation: String { choices.joined(separator: ", ") }
  /// The raw values of all cases.
  public static var choices: [String] { allCases.map(\.rawValue) }
  /// Reads a raw value.
  public init?(argument: String) { self.init(rawValue: argument) }
  /// The raw value.
  public var argumentText: String { rawValue }
}
