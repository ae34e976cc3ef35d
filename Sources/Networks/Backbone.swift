public import Files
public import Tensors

/// A pretrained network's weights, complete and checked, as `import-weights` writes them into a tensor file.
public struct Backbone: Sendable {
  /// Which network the weights belong to.
  public let architecture: Architecture
  /// What the weights expect of the pixels.
  public let input: NetworkInput
  /// The digest of the architecture and the body's weights, whatever file they came in; it names the backbone.
  public let digest: Digest
  /// The names of the classes of the published classifier, where they are known.
  public let classes: [String]?
  /// How the file came to be.
  public let provenance: [ProvenanceStep]
  private let tensors: [String: Tensor]

  /// The weights called `name`, as float32; `nil` for a name that the network does not have, or for those of the
  /// classifier when there is none.
  public subscript(name: String) -> Tensor? { tensors[name] }

  /// Whether the published classifier is there, and not the body alone.
  public var hasClassifier: Bool {
    architecture.network.parameters.allSatisfy { tensors[$0.name] != nil }
  }

  /// The number of tensors.
  public var count: Int { tensors.count }

  /// Puts together weights that have been checked against the architecture.
  init(
    architecture: Architecture, input: NetworkInput, classes: [String]? = nil, provenance: [ProvenanceStep] = [],
    checked tensors: [String: Tensor]
  ) {
    self.architecture = architecture
    self.input = input
    self.classes = classes
    self.provenance = provenance
    self.tensors = tensors
    let body = architecture.network.parameters.filter(\.isBody).map(\.name)
    digest = Digest(of: body, architecture: architecture.rawValue) { tensors[$0] }
  }

  /// The digest of the classifier, which the backbone's leaves out; `nil` without a classifier.
  private var classifierDigest: Digest? {
    guard hasClassifier else { return nil }
    let names = architecture.network.parameters.filter { !$0.isBody }.map(\.name)
    return Digest(of: names, architecture: architecture.rawValue) { tensors[$0] }
  }
}

extension Backbone {
  private static let classifierKey = "classifier"

  /// Reads a backbone file and makes sure that no weight has changed since it was written.
  ///
  /// - Throws: `FileError` when it cannot be read or is damaged, `TensorFileKindError` when it is another kind of
  ///   tensor file, `BackboneError` when the weights do not fit the architecture or their digest.
  public init(reading path: String) throws {
    let file = try TensorFile(reading: path)
    try file.expect(.backbone)
    guard let name = file.metadata.architecture, let input = file.metadata.input, let recorded = file.metadata.backbone
    else { throw FileError("read", path, reason: "its metadata lacks architecture, input or backbone") }
    guard let architecture = Architecture(rawValue: name) else {
      throw BackboneError.unknownArchitecture(path: path, name: name)
    }
    let differences = WeightDifferences(architecture, hasClassifier: { file[$0] != nil }) { name in
      file[name].map { ($0.scalarType, $0.shape) }
    }
    var problems = differences.problems
    if problems.isEmpty, let name = file.names.first(where: { file[$0]?.scalarType != .float32 }) {
      problems = [.type(name: name, found: file[name]?.scalarType ?? .float32)]
    }
    guard problems.isEmpty else {
      throw BackboneError.doesNotFit(path: path, architecture: architecture, problems: problems)
    }
    var tensors: [String: Tensor] = [:]
    for parameter in architecture.network.parameters { tensors[parameter.name] = file[parameter.name] }
    self.init(
      architecture: architecture, input: input, classes: file.metadata.classes, provenance: file.metadata.provenance,
      checked: tensors)
    let recordedClassifier = file.metadata.others[Backbone.classifierKey]
    guard digest == recorded, recordedClassifier == nil || recordedClassifier == classifierDigest?.description else {
      throw BackboneError.changed(path: path)
    }
  }

  /// Writes the backbone file; the same weights and history give the same bytes.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public func write(to path: String, provenance: [ProvenanceStep]) throws(FileError) {
    var metadata = TensorFileMetadata(
      kind: .backbone, architecture: architecture.rawValue, classes: classes, input: input, backbone: digest,
      provenance: provenance)
    metadata.others[Backbone.classifierKey] = classifierDigest?.description
    let named = architecture.network.parameters.compactMap { parameter in
      tensors[parameter.name].map { (name: parameter.name, tensor: $0) }
    }
    try TensorFileWriter.write(path, metadata: metadata, tensors: named)
  }
}
