public import Files
public import Records

/// Why a JSON text is no augmentation: names the transform and the key.
public struct AugmentationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let description: String
}

extension Augmentation {
  /// The names of the transforms, in the order in which they come; finetools-augmentation(5) describes them.
  private enum Transform: String, CaseIterable {
    case zoom, pad, rotate, lighting, flip, dihedral, crop

    /// Zoom and padding come before the steps, and the crop after them.
    var place: Int {
      switch self {
      case .zoom: 0
      case .pad: 1
      case .rotate, .lighting, .flip, .dihedral: 2
      case .crop: 3
      }
    }
    var isStep: Bool { place == 2 }
    var keys: [String] {
      switch self {
      case .zoom: ["min", "max", "probability"]
      case .pad: ["pixels", "mode"]
      case .rotate: ["degrees", "probability"]
      case .lighting: ["brightness", "contrast"]
      case .flip: ["probability"]
      case .dihedral: []
      case .crop: ["kind", "area", "ratio"]
      }
    }
  }

  private enum CropKind: String, CaseIterable {
    case random, centre, squash, area
  }

  private static let most = 100
  private static let fileLimit = 1 << 20

  /// Reads a list of transforms from the JSON file at `path`.
  ///
  /// - Throws: `FileError` when it cannot be read or is no such list; the sentence names the transform and the key.
  public init(reading path: String) throws(FileError) {
    func failure(_ reason: String) -> FileError { FileError("read", path, reason: reason) }
    let bytes = try InputFile.bytes(of: path, limit: Augmentation.fileLimit)
    do {
      try self.init(json: try JSONValue(parsing: Array(InputFile.withoutByteOrderMark(bytes))))
    } catch {
      throw failure("\(error)")
    }
  }

  /// Reads a list of transforms.
  ///
  /// - Throws: `AugmentationError` for a transform or a key that is not known, a key that is missing, a number out of its
  ///   range, and transforms in an order in which they are not made.
  public init(json: JSONValue) throws(AugmentationError) {
    guard let list = json.array else { throw AugmentationError(description: "not a list of transforms") }
    guard list.count <= Augmentation.most else {
      throw AugmentationError(description: "\(list.count) transforms, and up to \(Augmentation.most) are made")
    }
    self.init(steps: [])
    var last: Transform?
    for (index, value) in list.enumerated() {
      var fields = try TransformFields(value, number: index + 1)
      let transform = try fields.word("transform", Transform.self)
      fields.name = transform.rawValue
      try fields.expectOnly(transform.keys)
      if let last, last == transform, !transform.isStep { throw fields.error("it occurs twice") }
      if let last, last.place > transform.place { throw fields.error("it cannot come after \(last.rawValue)") }
      last = transform
      try read(transform, &fields)
      try fields.expectOnly([])
    }
    if case .area = crop, zoom != 1...1 {
      throw AugmentationError(description: "zoom and a crop of the kind 'area' exclude each other")
    }
  }

  private mutating func read(_ transform: Transform, _ fields: inout TransformFields) throws(AugmentationError) {
    let probabilities = 0.0...1
    switch transform {
    case .zoom:
      let lower = try fields.number("min", in: Augmentation.zooms, default: 1)
      zoom = lower...(try fields.number("max", in: lower...Augmentation.zooms.upperBound))
      zoomProbability = try fields.number("probability", in: probabilities, default: Augmentation.usualProbability)
    case .pad:
      padding = try fields.integer("pixels", in: Augmentation.paddings)
      paddingMode = try fields.word("mode", PaddingMode.self, default: .reflect)
    case .rotate:
      steps.append(
        .rotate(
          degrees: try fields.number("degrees", in: 0...180),
          probability: try fields.number("probability", in: probabilities, default: Augmentation.usualProbability)))
    case .lighting:
      steps.append(
        .light(
          brightness: try fields.number("brightness", in: 0...1), contrast: try fields.number("contrast", in: 0...9)))
    case .flip: steps.append(.flip(probability: try fields.number("probability", in: probabilities, default: 0.5)))
    case .dihedral: steps.append(.dihedral)
    case .crop:
      switch try fields.word("kind", CropKind.self) {
      case .random: crop = .random
      case .centre: crop = .centre
      case .squash: crop = .squash
      case .area:
        crop = .area(
          try fields.range("area", in: 0.01...1, default: 0.08...1),
          ratio: try fields.range("ratio", in: 0.1...10, default: 0.75...1.333))
      }
    }
  }

  /// The list of transforms, which reads back as the same augmentation.
  public var json: JSONValue {
    var list: [JSONObject] = []
    if zoom != 1...1 {
      list.append([
        "transform": name(.zoom), "min": .double(zoom.lowerBound), "max": .double(zoom.upperBound),
        "probability": .double(zoomProbability),
      ])
    }
    if padding > 0 {
      list.append(["transform": name(.pad), "pixels": .integer(padding), "mode": .string(paddingMode.rawValue)])
    }
    for step in steps {
      switch step {
      case .rotate(let degrees, let probability):
        list.append(["transform": name(.rotate), "degrees": .double(degrees), "probability": .double(probability)])
      case .light(let brightness, let contrast):
        list.append([
          "transform": name(.lighting), "brightness": .double(brightness), "contrast": .double(contrast),
        ])
      case .flip(let probability): list.append(["transform": name(.flip), "probability": .double(probability)])
      case .dihedral: list.append(["transform": name(.dihedral)])
      }
    }
    list.append(cropObject)
    return .array(list.map(JSONValue.object))
  }

  private var cropObject: JSONObject {
    func object(_ kind: CropKind) -> JSONObject { ["transform": name(.crop), "kind": .string(kind.rawValue)] }
    func pair(_ range: ClosedRange<Double>) -> JSONValue {
      .array([.double(range.lowerBound), .double(range.upperBound)])
    }
    switch crop {
    case .random: return object(.random)
    case .centre: return object(.centre)
    case .squash: return object(.squash)
    case .area(let area, let ratio):
      var result = object(.area)
      result["area"] = pair(area)
      result["ratio"] = pair(ratio)
      return result
    }
  }

  private func name(_ transform: Transform) -> JSONValue { .string(transform.rawValue) }
}
