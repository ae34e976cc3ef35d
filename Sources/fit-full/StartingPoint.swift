internal import CommandLine
internal import Files
internal import Inference
internal import NetworkOptions
internal import Networks
internal import Records
internal import Tensors
internal import Training
internal import TrainingOptions

/// What a training starts from, read from its files: a model; or a backbone with a head, trained or new.
struct StartingPoint {
  let architecture: Architecture
  /// What the files say about the pixels.
  let input: NetworkInput
  /// The classes that a trained head has; `nil` for a new one.
  let classes: [String]?
  /// The trained head; `nil` for a new one.
  let head: HeadFile?
  /// The digest of the backbone at the bottom of it all.
  let backbone: Digest?
  /// The digests of what was read, by what it is.
  let inputs: [String: Digest]
  /// How the files came to be.
  let provenance: [ProvenanceStep]
  private let tensor: (String) -> Tensor?

  /// Reads the files that the command line names.
  ///
  /// - Throws: `UsageError` when it names none, or some that exclude each other; what reading them throws.
  init(_ arguments: Arguments) throws {
    if let path = arguments[NetworkOptions.model] {
      let others: [any OptionRow] = [NetworkOptions.backbone, NetworkOptions.head] + HeadOptions.all
      if let other = others.first(where: { arguments.isSet($0) }) {
        throw UsageError("--model and --\(other.name) exclude each other")
      }
      let model = try ModelFile(reading: path)
      architecture = model.architecture
      input = model.input
      classes = model.head.metadata.classes
      head = model.head
      backbone = model.head.metadata.backbone
      inputs = ["model": model.digest]
      provenance = model.head.metadata.provenance
      tensor = { model[$0] }
      return
    }
    guard let path = arguments[NetworkOptions.backbone] else { throw UsageError("--model or --backbone is needed") }
    let backbone = try Backbone(reading: path)
    architecture = backbone.architecture
    self.backbone = backbone.digest
    tensor = { backbone[$0] }
    guard let headPath = arguments[NetworkOptions.head] else {
      input = backbone.input
      classes = nil
      head = nil
      inputs = ["backbone": backbone.digest]
      provenance = backbone.provenance
      return
    }
    if let other = HeadOptions.all.first(where: { arguments.isSet($0) }) {
      throw UsageError("--head and --\(other.name) exclude each other")
    }
    let head = try HeadFile(reading: headPath, for: backbone, path)
    input = head.metadata.input ?? backbone.input
    classes = head.metadata.classes
    self.head = head
    inputs = ["backbone": backbone.digest, "head": head.digest]
    provenance = head.metadata.provenance.isEmpty ? backbone.provenance : head.metadata.provenance
  }

  /// Makes sure that the labels of the photographs are of the kind that the head was trained for.
  ///
  /// - Throws: `Failure` when an image has one class here and several there.
  func check(_ kind: LabelKind) throws(Failure) {
    guard let head else { return }
    let known: LabelKind = head.labels == .single ? .single : .several
    guard known != kind else { return }
    throw Failure(
      known == .single
        ? "the head was trained for one class an image, and the index has several"
        : "the head was trained for several classes an image, and the index has one")
  }

  /// What is trained: with a new head for these images, where there is no trained one.
  func start(_ arguments: Arguments, for images: LabelledImages) throws(UsageError) -> NetworkTraining.Start {
    let trained = head?.head
    let head =
      if let trained { trained } else {
        try HeadOptions.head(arguments, inputs: architecture.network.pooledWidth, classes: images.classCount)
      }
    return NetworkTraining.Start(architecture: architecture, head: head, tensor: tensor)
  }
}
