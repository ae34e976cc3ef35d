internal import Files

/// A JSON value.
///
/// Objects keep the order of their fields, and numbers their text, so that what is read can be written
/// again as it was.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number as it is written, for instance `1e-3`.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// Makes a number from an integer.
  public static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

  /// Makes a number from a float, in the fewest digits that give it back; what is not finite becomes null.
  public static func float(_ value: Float) -> JSONValue { value.isFinite ? .number(value.description) : .null }

  /// Makes a number from a double, in the fewest digits that give it back; what is not finite becomes null.
  public static func double(_ value: Double) -> JSONValue { value.isFinite ? .number(value.description) : .null }

  /// Makes an array of strings.
  public static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }

  /// The text of a string; `nil` for anything else.
  public var string: String? { if case .string(let text) = self { text } else { nil } }

  /// The value of a whole number; `nil` for anything else.
  public var integer: Int? { if case .number(let text) = self { Int(text) } else { nil } }

  /// The value of a number; `nil` for anything else.
  public var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }

  /// The value of true or false; `nil` for anything else.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The elements of an array; `nil` for anything else.
  public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }

  /// The object; `nil` for anything else.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

  /// The elements of an array of strings; `nil` for anything else.
  public var strings: [String]? {
    guard let array else { return nil }
    let strings = array.compactMap(\.string)
    return strings.count == array.count ? strings : nil
  }

  /// The elements of an array of numbers; `nil` for anything else.
  public var doubles: [Double]? {
    guard let array else { return nil }
    let doubles = array.compactMap(\.double)
    return doubles.count == array.count ? doubles : nil
  }
}

/// The fields of a JSON object, in order.
public struct JSONObject: Equatable, Sendable {
  /// A name and its value.
  public struct Field: Equatable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public var value: JSONValue
  }

  /// The fields, first to last.
  public private(set) var fields: [Field]

  /// Makes an object without fields.
  public init() { fields = [] }

  /// Makes an object of fields whose names differ.
  init(distinct fields: [Field]) { self.fields = fields }

  /// The value of the field `name`: set in its place when it is there, else added at the end; `nil` removes it.
  public subscript(name: String) -> JSONValue? {
    get { fields.first { $0.name.isExactly(name) }?.value }
    set {
      let index = fields.firstIndex { $0.name.isExactly(name) }
      switch (index, newValue) {
      case (let index?, let value?): fields[index].value = value
      case (let index?, nil): fields.remove(at: index)
      case (nil, let value?): fields.append(Field(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Adds a field whose name is known to be new, without looking.
  public mutating func append(_ name: String, _ value: JSONValue) { fields.append(Field(name: name, value: value)) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object of the fields of a literal, in the literal's order.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init()
    for (name, value) in elements { self[name] = value }
  }
}
