extension JSONObject {
  /// The whole number from 0 in the field `name`.
  ///
  /// - Throws: `InvalidRecord` when there is none.
  func count(_ name: String) throws(InvalidRecord) -> Int {
    guard let value = self[name] else { throw InvalidRecord("no \(name)") }
    guard let number = value.integer, number >= 0 else {
      throw InvalidRecord("the \(name) is \(value.text), not a whole number from 0")
    }
    return number
  }

  /// The number in the field `name`; `nil` when the field is missing or null.
  ///
  /// - Throws: `InvalidRecord` when it is something else.
  func number(_ name: String) throws(InvalidRecord) -> Double? {
    guard let value = self[name], value != .null else { return nil }
    guard let number = value.double, number.isFinite else {
      throw InvalidRecord("the \(name) is \(value.text), not a number")
    }
    return number
  }
}
