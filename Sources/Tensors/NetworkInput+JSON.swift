public import Records

extension NetworkInput {
  /// The description as it is in files: size, crop_fraction, crop, interpolation, mean, std.
  public var json: JSONValue {
    .object([
      "size": .integer(size), "crop_fraction": .double(cropFraction), "crop": .string(crop.rawValue),
      "interpolation": .string(interpolation.rawValue), "mean": .array(mean.map(JSONValue.float)),
      "std": .array(standardDeviation.map(JSONValue.float)),
    ])
  }

  /// Reads a description; `nil` when something is missing or makes no sense.
  public init?(json: JSONValue) {
    guard let object = json.object,
      let size = object["size"]?.integer, NetworkInput.sizes.contains(size),
      let cropFraction = object["crop_fraction"]?.double, NetworkInput.cropFractions.contains(cropFraction),
      let crop = object["crop"]?.string.flatMap(Crop.init(rawValue:)),
      let interpolation = object["interpolation"]?.string.flatMap(Interpolation.init(rawValue:)),
      let mean = NetworkInput.channels(object["mean"]),
      let standardDeviation = NetworkInput.channels(object["std"]), standardDeviation.allSatisfy({ $0 > 0 })
    else { return nil }
    self.init(
      size: size, cropFraction: cropFraction, crop: crop, interpolation: interpolation, mean: mean,
      standardDeviation: standardDeviation)
  }

  // From the text, not through a double, so that a float comes back as it was.
  private static func channels(_ json: JSONValue?) -> [Float]? {
    guard let values = json?.array, values.count == 3 else { return nil }
    let floats = values.compactMap { value -> Float? in
      guard case .number(let text) = value, let float = Float(text), float.isFinite else { return nil }
      return float
    }
    return floats.count == 3 ? floats : nil
  }
}
