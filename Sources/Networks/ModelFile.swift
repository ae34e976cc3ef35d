public import Files
public import Tensors

/// A whole network in a tensor file: a body that was trained on, the head on top of it, and what they were trained for.
///
/// The body's tensors have their published names, the head's are those of a `HeadFile`.
public struct ModelFile: Sendable {
  /// Which network the body is.
  public let architecture: Architecture
  /// What the network expects of its pixels.
  public let input: NetworkInput
  /// The head, its classes, and what the file says about itself.
  public let head: HeadFile
  /// The digest of all weights, which names the model.
  public let digest: Digest
  private let tensors: [String: Tensor]

  /// The tensor of the body called `name`, as float32.
  public subscript(name: String) -> Tensor? { tensors[name] }

  /// Reads the file at `path` and makes sure that no weight has changed since it was written.
  ///
  /// - Throws: `FileError` when it cannot be read or is damaged, `TensorFileKindError` when it is another kind of tensor
  ///   file, `BackboneError` when the weights do not fit the architecture or their digest.
  public init(reading path: String) throws {
    let file = try TensorFile(reading: path)
    try file.expect(.model)
    guard let name = file.metadata.architecture, let input = file.metadata.input,
      let recorded = file.metadata.others[TensorFileMetadata.modelKey]
    else { throw FileError("read", path, reason: "its metadata lacks architecture, input or model") }
    guard let architecture = Architecture(rawValue: name) else {
      throw BackboneError.unknownArchitecture(path: path, name: name)
    }
    self.architecture = architecture
    self.input = input
    let body = architecture.network.parameters.filter(\.isBody)
    var tensors: [String: Tensor] = [:]
    for parameter in body {
      guard let tensor = file[parameter.name], tensor.scalarType == .float32, tensor.shape == parameter.shape else {
        throw FileError("read", path, reason: "the tensor '\(parameter.name)' is missing or does not fit \(name)")
      }
      tensors[parameter.name] = tensor
    }
    self.tensors = tensors
    head = try HeadFile(file)
    guard head.head.inputs == architecture.network.pooledWidth else {
      throw FileError("read", path, reason: "its head does not take \(architecture.network.pooledWidth) features")
    }
    digest = Digest(
      of: body.map(\.name) + head.head.tensors.map(\.name), architecture: architecture.rawValue
    ) { file[$0] }
    guard digest.description == recorded else { throw BackboneError.changed(path: path) }
  }

  /// Writes a model to `output`, which `TensorFileWriter.open` gave.
  ///
  /// - Parameters:
  ///   - body: The body's tensors by name, all of them.
  ///   - head: What comes on top.
  ///   - labels: How many classes an image can be.
  ///   - metadata: Architecture, classes, input, and what else the file is to say about itself.
  /// - Throws: `FileError` when it cannot be written.
  public static func write(
    _ architecture: Architecture, body: [(name: String, tensor: Tensor)], head: Head, labels: HeadFile.Labels,
    to output: consuming OutputFile, metadata: TensorFileMetadata
  ) throws(FileError) {
    let named = body + head.tensors
    let tensors = Dictionary(uniqueKeysWithValues: named.map { ($0.name, $0.tensor) })
    var metadata = HeadFile.describing(head, labels, in: metadata)
    metadata.kind = .model
    metadata.architecture = architecture.rawValue
    let digest = Digest(of: named.map(\.name), architecture: architecture.rawValue) { tensors[$0] }
    metadata.others[TensorFileMetadata.modelKey] = digest.description
    try TensorFileWriter.write(output, metadata: metadata, tensors: named)
  }
}
