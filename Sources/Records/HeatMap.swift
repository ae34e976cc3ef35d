/// Where in a photograph a network found what speaks for a class.
public struct HeatMap: Equatable, Sendable {
  /// The class.
  public let className: String
  /// The part of the photograph's short side that the middle square has, which the network saw; `nil` when it saw the whole
  /// photograph, squashed into a square.
  public let cropFraction: Double?
  /// How many numbers a row has; there are as many rows as fill `values`.
  public let columns: Int
  /// How much each part of what the network saw speaks for the class, row by row from the upper left corner: 0...1, in steps
  /// of a thousandth, the largest being 1 unless nothing speaks for it.
  public let values: [Float]

  /// The number of rows.
  public var rows: Int { values.count / columns }

  static let field = "heatmap"

  /// Makes a map of numbers from 0 on any scale, which fill whole rows.
  public init(className: String, cropFraction: Double?, columns: Int, values: [Float]) {
    precondition(columns > 0 && !values.isEmpty && values.count % columns == 0, "the values do not fill whole rows")
    let largest = values.max() ?? 0
    let scale = largest > 0 && largest.isFinite ? 1000 / Double(largest) : 0
    self.className = className
    self.cropFraction = cropFraction
    self.columns = columns
    self.values = values.map { scale == 0 ? 0 : Float((Double($0) * scale).rounded() / 1000) }
  }

  /// The map as an object, with its fields in the order of the format.
  var json: JSONValue {
    var object = JSONObject()
    object.append("class", .string(className))
    if let cropFraction { object.append("crop_fraction", .double(cropFraction)) }
    let lines = stride(from: 0, to: values.count, by: columns).map { values[$0..<$0 + columns] }
    object.append("values", .array(lines.map { .array($0.map(JSONValue.float)) }))
    return .object(object)
  }

  /// Takes a map as it was read.
  ///
  /// - Throws: `InvalidRecord` when something is missing or is not what it should be.
  init(json: JSONValue) throws(InvalidRecord) {
    guard let object = json.object, let className = object["class"]?.string else {
      throw InvalidRecord("the heat map has no class")
    }
    let lines = (object["values"]?.array ?? []).map { $0.doubles ?? [] }
    guard let columns = lines.first?.count, columns > 0, lines.allSatisfy({ $0.count == columns }),
      lines.joined().allSatisfy({ (0...1).contains($0) })
    else { throw InvalidRecord("the values of the heat map are not equally long rows of numbers from 0 to 1") }
    var cropFraction: Double?
    if let value = object["crop_fraction"] {
      guard let number = value.double, number > 0, number <= 1 else {
        throw InvalidRecord("the crop fraction of the heat map is \(value.text), not a number from 0 to 1")
      }
      cropFraction = number
    }
    self.className = className
    self.cropFraction = cropFraction
    self.columns = columns
    values = lines.joined().map { Float($0) }
  }
}
