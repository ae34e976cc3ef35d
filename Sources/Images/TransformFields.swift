internal import Files
internal import Records

/// The fields of one transform in JSON, taken one after the other; what is left over is a mistake.
struct TransformFields {
  private var object: JSONObject
  private let number: Int
  /// The transform's name, as soon as it is known.
  var name: String?

  init(_ value: JSONValue, number: Int) throws(AugmentationError) {
    guard let object = value.object else {
      throw AugmentationError(description: "transform \(number) is not an object")
    }
    self.object = object
    self.number = number
  }

  func error(_ reason: String) -> AugmentationError {
    AugmentationError(description: "transform \(number)\(name.map { " (\($0))" } ?? ""): \(reason)")
  }

  private mutating func take<Value>(
    _ key: String, _ expectation: String, default fallback: Value?, _ read: (JSONValue) -> Value?
  ) throws(AugmentationError) -> Value {
    guard let json = object[key] else {
      guard let fallback else { throw error("'\(key)' is missing") }
      return fallback
    }
    object[key] = nil
    guard let value = read(json) else {
      throw error("'\(key)' takes \(expectation), not \(json.text.printableStart)")
    }
    return value
  }

  mutating func number(
    _ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil
  ) throws(AugmentationError) -> Double {
    try take(key, "a number \(text(range))", default: fallback) { json in
      json.double.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(AugmentationError) -> Int {
    try take(key, "a whole number from \(range.lowerBound) to \(range.upperBound)", default: nil) { json in
      json.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A pair of numbers, the lower one first.
  mutating func range(
    _ key: String, in range: ClosedRange<Double>, default fallback: ClosedRange<Double>
  ) throws(AugmentationError) -> ClosedRange<Double> {
    try take(key, "two numbers \(text(range)), the smaller one first", default: fallback) { json in
      guard let pair = json.doubles, pair.count == 2, pair[0] <= pair[1], pair.allSatisfy(range.contains) else {
        return nil
      }
      return pair[0]...pair[1]
    }
  }

  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ words: Word.Type, default fallback: Word? = nil
  ) throws(AugmentationError) -> Word where Word.RawValue == String {
    try take(key, Word.allCases.map(\.rawValue).joined(separator: ", "), default: fallback) { json in
      json.string.flatMap(Word.init(rawValue:))
    }
  }

  private func text(_ range: ClosedRange<Double>) -> String {
    func text(_ number: Double) -> String {
      number == number.rounded() ? String(Int(number)) : String(number)
    }
    return "from \(text(range.lowerBound)) to \(text(range.upperBound))"
  }

  /// Makes sure that nothing but `keys` is left.
  func expectOnly(_ keys: [String]) throws(AugmentationError) {
    if let field = object.fields.first(where: { !keys.contains($0.name) }) {
      throw error("unknown key '\(field.name.printableStart)'")
    }
  }
}
