public import Files
public import Tensors

/// A head in a tensor file, with the classes, input and backbone that it was trained for.
///
/// The tensors of layer i are `head.i.batch_norm.weight`, `.bias`, `.running_mean`, `.running_var` and
/// `head.i.linear.weight` [outputs, inputs], `head.i.linear.bias`, all float32.
public struct HeadFile: Sendable {
  /// The numbers.
  public let head: Head
  /// How many classes an image can be.
  public let labels: Labels
  /// What the file says about itself.
  public let metadata: TensorFileMetadata

  private static let dropoutKey = "dropout"

  /// One class an image, or tags: all whose probability is above a threshold.
  public enum Labels: Equatable, Sendable {
    case single
    case several(threshold: Double)

    /// What is used where no validation image says better: the lesson's.
    public static let usualThreshold = 0.2

    /// Chooses by the kind; `threshold` is the one that validation found.
    public init(_ kind: LabelKind, threshold: Double?) {
      self = kind == .single ? .single : .several(threshold: threshold ?? Labels.usualThreshold)
    }
  }

  /// The digest of the numbers.
  public var digest: Digest {
    let tensors = Dictionary(uniqueKeysWithValues: head.tensors.map { ($0.name, $0.tensor) })
    return Digest(of: Array(tensors.keys)) { tensors[$0] }
  }

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` when it cannot be read or its tensors are not those of a head; `TensorFileKindError` when it
  ///   is a file of another kind.
  public init(reading path: String) throws {
    let file = try TensorFile(reading: path)
    try file.expect(.head)
    try self.init(file)
  }

  /// Takes the head out of a file of any kind.
  init(_ file: TensorFile) throws(FileError) {
    let path = file.path
    metadata = file.metadata
    let dropout = (metadata.others[HeadFile.dropoutKey] ?? "").split(separator: ",").map { Double($0) ?? 0 }
    head = try Head(readingFrom: file, dropout: dropout)
    let kindName = metadata.others[TensorFileMetadata.labelsKey] ?? LabelKind.single.rawValue
    guard let kind = LabelKind(rawValue: kindName) else {
      throw FileError("read", path, reason: "its metadata 'labels' makes no sense")
    }
    labels = Labels(kind, threshold: metadata.others[TensorFileMetadata.thresholdKey].flatMap { Double($0) })
    if let classes = metadata.classes, classes.count != head.outputs {
      throw FileError("read", path, reason: "\(classes.count) classes, but \(head.outputs) outputs")
    }
  }

  /// Writes `head` to `output`, which `TensorFileWriter.open` gave.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public static func write(
    _ head: Head, labels: Labels = .single, to output: consuming OutputFile, metadata: TensorFileMetadata
  ) throws(FileError) {
    var metadata = describing(head, labels, in: metadata)
    metadata.kind = .head
    try TensorFileWriter.write(output, metadata: metadata, tensors: head.tensors)
  }

  /// Returns `metadata` with what cannot be seen from the tensors of `head`.
  static func describing(_ head: Head, _ labels: Labels, in metadata: TensorFileMetadata) -> TensorFileMetadata {
    var metadata = metadata
    metadata.others[dropoutKey] = head.layers.map { "\($0.dropout)" }.joined(separator: ",")
    if case .several(let threshold) = labels {
      metadata.others[TensorFileMetadata.labelsKey] = LabelKind.several.rawValue
      metadata.others[TensorFileMetadata.thresholdKey] = threshold.description
    } else {
      metadata.others[TensorFileMetadata.labelsKey] = nil
      metadata.others[TensorFileMetadata.thresholdKey] = nil
    }
    return metadata
  }
}

extension Head {
  /// The tensors by name, in the order of the layers.
  public var tensors: [(name: String, tensor: Tensor)] {
    layers.enumerated().flatMap { number, layer in
      let (norm, linear) = (layer.batchNorm, layer.linear)
      let vectors = [
        ("batch_norm.weight", norm.weight), ("batch_norm.bias", norm.bias),
        ("batch_norm.running_mean", norm.runningMean), ("batch_norm.running_var", norm.runningVariance),
      ]
      return vectors.map { ("head.\(number).\($0)", Tensor(shape: [$1.count], values: $1)) } + [
        ("head.\(number).linear.weight", Tensor(shape: [linear.outputs, linear.inputs], values: linear.weight)),
        ("head.\(number).linear.bias", Tensor(shape: [linear.outputs], values: linear.bias)),
      ]
    }
  }

  /// Reads the layers from the tensors of `file` whose names begin with `head.`.
  ///
  /// - Parameters:
  ///   - file: The file; other tensors in it are not looked at.
  ///   - dropout: The probability of each layer, as far as known; 0 for the others.
  /// - Throws: `FileError` when there is none, one is missing, or the shapes do not fit together.
  public init(readingFrom file: TensorFile, dropout: [Double]) throws(FileError) {
    var layers: [Layer] = []
    while file["head.\(layers.count).linear.weight"] != nil {
      let number = layers.count
      let weight = try file.floats("head.\(number).linear.weight", shape: nil)
      guard weight.shape.count == 2, weight.shape.allSatisfy({ $0 > 0 }),
        layers.last.map({ $0.linear.outputs == weight.shape[1] }) ?? true
      else { throw file.unfit("head.\(number).linear.weight") }
      func vector(_ name: String, _ count: Int) throws(FileError) -> [Float] {
        try file.floats("head.\(number).\(name)", shape: [count]).values
      }
      let (outputs, inputs) = (weight.shape[0], weight.shape[1])
      layers.append(
        Layer(
          batchNorm: BatchNorm(
            weight: try vector("batch_norm.weight", inputs), bias: try vector("batch_norm.bias", inputs),
            runningMean: try vector("batch_norm.running_mean", inputs),
            runningVariance: try vector("batch_norm.running_var", inputs)),
          dropout: number < dropout.count ? dropout[number] : 0,
          linear: Linear(weight: weight.values, bias: try vector("linear.bias", outputs))))
    }
    guard !layers.isEmpty else { throw FileError("read", file.path, reason: "no tensor 'head.0.linear.weight' in it") }
    self.init(layers: layers)
  }
}

extension TensorFile {
  fileprivate func unfit(_ name: String) -> FileError {
    FileError("read", path, reason: "the tensor '\(name)' does not fit the others")
  }

  /// Returns the numbers of a float32 tensor, which must have `shape`, if one is given.
  fileprivate func floats(_ name: String, shape: [Int]?) throws(FileError) -> (shape: [Int], values: [Float]) {
    guard let tensor = self[name] else { throw FileError("read", path, reason: "no tensor '\(name)' in it") }
    guard tensor.scalarType == .float32, tensor.shape == shape ?? tensor.shape, let values = tensor.floats else {
      throw unfit(name)
    }
    guard values.allSatisfy(\.isFinite) else {
      throw FileError("read", path, reason: "the tensor '\(name)' holds numbers that are not finite")
    }
    return (tensor.shape, values)
  }
}
