internal import Files

/// What is wrong with a JSON text, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let reason: String
  /// How many bytes come before it.
  public let offset: Int

  /// The reason and the place.
  public var description: String { "\(reason) at byte \(offset + 1)" }
}

extension JSONValue {
  /// Parses the JSON text in `bytes`, all of it (RFC 8259).
  ///
  /// - Throws: `JSONError` for anything that is not JSON in UTF-8, for a name that occurs twice in an object, and for
  ///   nesting deeper than 128.
  public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.parseDocument()
  }

  /// Parses the JSON text in `bytes`, all of it.
  ///
  /// - Throws: `JSONError`, as for a buffer.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONError) in try JSONValue(parsing: buffer) }
    }
    self = try result.get()
  }

  /// Parses the JSON text in `text`.
  ///
  /// - Throws: `JSONError`, as for a buffer.
  public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

private struct JSONParser {
  let bytes: UnsafeRawBufferPointer
  var position = 0
  var depth = 0
  static let maximumDepth = 128

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func parseDocument() throws(JSONError) -> JSONValue {
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else { throw error("something after the value") }
    return value
  }

  func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func parseValue() throws(JSONError) -> JSONValue {
    skipSpace()
    guard let byte = next else { throw error("the text ends too early") }
    switch byte {
    case UInt8(ascii: "{"): return .object(try parseObject())
    case UInt8(ascii: "["): return .array(try parseArray())
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
    default:
      for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw error("not JSON")
    }
  }

  mutating func enter() throws(JSONError) {
    depth += 1
    position += 1
    if depth > JSONParser.maximumDepth { throw error("nested more than \(JSONParser.maximumDepth) deep") }
  }

  mutating func parseObject() throws(JSONError) -> JSONObject {
    try enter()
    defer { depth -= 1 }
    var fields: [JSONObject.Field] = []
    // A set only for objects with many fields: most records have a handful.
    var names: Set<ExactText> = []
    skipSpace()
    if take("}") { return JSONObject() }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("a field's name is missing") }
      let name = try parseString()
      let isKnown: Bool
      if fields.count < 16 {
        isKnown = fields.contains { $0.name.isExactly(name) }
      } else {
        if names.isEmpty { names = Set(fields.map { ExactText($0.name) }) }
        isKnown = !names.insert(ExactText(name)).inserted
      }
      if isKnown { throw error("the field '\(name)' occurs twice") }
      skipSpace()
      guard take(":") else { throw error("a colon is missing") }
      fields.append(JSONObject.Field(name: name, value: try parseValue()))
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("an object is not closed") }
    return JSONObject(distinct: fields)
  }

  mutating func parseArray() throws(JSONError) -> [JSONValue] {
    try enter()
    defer { depth -= 1 }
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return values }
    repeat {
      values.append(try parseValue())
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("an array is not closed") }
    return values
  }

  mutating func parseNumber() throws(JSONError) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try parseDigits() }
    if take(".") { try parseDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try parseDigits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  mutating func parseDigits() throws(JSONError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw error("a digit is missing") }
  }

  mutating func parseString() throws(JSONError) -> String {
    position += 1
    let start = position
    var hasEscapes = false
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw error("a control character in a string") }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        position += 1
      }
      position += 1
    }
    guard position < bytes.count else {
      position = bytes.count
      throw error("a string is not closed")
    }
    let raw = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    let content = hasEscapes ? try unescape(raw, at: start) : Array(raw)
    position += 1
    guard let text = String(validating: content, as: UTF8.self) else { throw error("a string is not UTF-8") }
    return text
  }

  /// Resolves the escapes of a string whose bytes begin at `offset`.
  func unescape(_ raw: UnsafeRawBufferPointer, at offset: Int) throws(JSONError) -> [UInt8] {
    func bad(_ index: Int) -> JSONError { JSONError(reason: "an unknown escape in a string", offset: offset + index) }
    func codeUnit(_ index: Int) throws(JSONError) -> UInt32 {
      guard index + 4 <= raw.count else { throw bad(index) }
      var value: UInt32 = 0
      for byte in raw[index..<index + 4] {
        guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw bad(index) }
        value = value << 4 | UInt32(digit)
      }
      return value
    }
    var result: [UInt8] = []
    var index = 0
    while index < raw.count {
      let byte = raw[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      let escape = raw[index]
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        var value = try codeUnit(index)
        index += 4
        // A character outside the basic plane is written as two halves.
        if (0xD800..<0xDC00).contains(value), index + 2 <= raw.count,
          raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u")
        {
          let low = try codeUnit(index + 2)
          guard (0xDC00..<0xE000).contains(low) else { throw bad(index) }
          value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
          index += 6
        }
        guard let scalar = Unicode.Scalar(value) else { throw bad(index) }
        result.append(contentsOf: String(Character(scalar)).utf8)
      default: throw bad(index - 1)
      }
    }
    return result
  }
}
