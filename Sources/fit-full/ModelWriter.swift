internal import CommandLine
internal import Files
internal import NetworkOptions
internal import Networks
internal import Records
internal import Tensors
internal import Training
internal import TrainingOptions

/// Writes what was trained, with everything that a model says about itself.
struct ModelWriter {
  private let architecture: Architecture
  private let kind: LabelKind
  private let metadata: TensorFileMetadata

  init(
    _ tool: Invocation, _ start: StartingPoint, _ data: TrainingPhotographs, views: TrainingViews, work: Digest
  ) {
    architecture = start.architecture
    kind = data.photographs.images.kind
    let step = ProvenanceStep(
      tool: tool.tool, version: version, command: tool.arguments.provenanceText,
      inputs: start.inputs.merging(["index": data.index]) { first, _ in first })
    var metadata = TensorFileMetadata(
      kind: .model, classes: data.vocabulary.classes, input: views.input, backbone: start.backbone, index: data.index,
      provenance: tool.arguments[SharedOptions.noProvenance] ? [] : step.after(start.provenance))
    metadata.augmentation = views.augmentation
    metadata.others[TensorFileMetadata.trainingKey] = work.description
    let rows = Set(data.photographs.images.trainingRows)
    metadata.others[TrainingImages.key] =
      TrainingImages(data.photographs.records.enumerated().filter { rows.contains($0.offset) }.map(\.element)).text
    self.metadata = metadata
  }

  /// Writes a model to `output`.
  ///
  /// - Parameter threshold: The one that validation found best for tags.
  /// - Throws: `FileError` when it cannot be written.
  func write(
    _ result: NetworkTraining.Result, threshold: Double?, to output: consuming OutputFile
  ) throws(FileError) {
    try ModelFile.write(
      architecture, body: result.body, head: result.head, labels: HeadFile.Labels(kind, threshold: threshold),
      to: output, metadata: metadata)
  }

  /// Whether the file at `path` is the model that this training gives.
  static func isDone(_ path: String, work: Digest) -> Bool {
    guard FileStatus.exists(path), let model = try? ModelFile(reading: path) else { return false }
    return model.head.metadata.others[TensorFileMetadata.trainingKey] == work.description
  }
}
