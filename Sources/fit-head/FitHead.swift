internal import CommandLine
internal import Files
internal import Inference
internal import Networks
internal import Records
internal import Tensors
internal import Training
internal import TrainingOptions

/// Trains the lesson's head on the features that `precompute` wrote.
@main enum FitHead {
  static let output = Option<String?>(
    "output", "o", value: "FILE", affectsOutput: false, help: "write the head to FILE")
  static let learningRate = Option<Double>(
    "lr", value: "RATE", default: 0.01, limits: .above(0), help: "take steps of RATE times the gradient")
  static let command = Command(
    "fit-head", summary: "train a classifier on precomputed features", operands: "[ACTIVATIONS]", operandCount: 0...1,
    options: [output] + TrainingOptions.all(learningRate) + SelectionOptions.all + LossOptions.all + HeadOptions.all
      + RateSearch.all + [DryRun.isWanted, SharedOptions.jobs, SharedOptions.noProvenance, SharedOptions.quiet],
    examples: [
      "fit-head --find-lr acts.safetensors > curve.ndjson",
      "fit-head --epochs 5 --lr 0.01 -o head.safetensors acts.safetensors > epochs.ndjson",
      "fit-head --cycles 3 --cycle-multiplier 2 -o head.safetensors acts.safetensors",
    ],
    seeAlso: ["precompute(1)", "predict(1)", "confusion(1)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    var hyperparameters = try TrainingOptions.hyperparameters(arguments, learningRate: arguments[learningRate])
    if arguments[RateSearch.isWanted] {
      let range = try RateSearch.range(
        arguments,
        excluding: [output, learningRate, DryRun.isWanted] + TrainingOptions.ofWholeTrainings + SelectionOptions.all)
      let (_, data) = try read(tool, hyperparameters)
      hyperparameters.loss = try LossOptions.loss(arguments, for: data.images)
      let start = try head(arguments, for: data)
      let training = HeadTraining(hyperparameters)
      try RateSearch.run(range, for: tool) {
        try training.searchLearningRate(start, on: data, range: range, onPoint: $0)
      }
      return .done
    }
    try RateSearch.checkAbsence(arguments)
    if arguments[DryRun.isWanted] {
      let (_, data) = try read(tool, hyperparameters)
      try DryRun.run(hyperparameters, images: data.images)
      return .done
    }
    let path = try arguments.required(output)
    guard path != StandardStream.path else {
      throw UsageError("the head cannot go to standard output, where the epoch records go")
    }
    let (activations, data) = try read(tool, hyperparameters)
    hyperparameters.loss = try LossOptions.loss(arguments, for: data.images)
    hyperparameters.selection = try SelectionOptions.selection(arguments, for: data.images)
    try fit(tool, HeadTraining(hyperparameters), on: data, of: activations, to: path)
    return .done
  }

  private static func read(
    _ tool: Invocation, _ hyperparameters: Hyperparameters
  ) throws -> (activations: Activations, data: LabelledFeatures) {
    let activations = try Activations(reading: tool.arguments.operands.first ?? StandardStream.path)
    let data = try LabelledFeatures(activations)
    DataNotes.sentences(on: data.images, classes: activations.classes, batchSize: hyperparameters.batchSize)
      .forEach(tool.note)
    return (activations, data)
  }

  private static func head(_ arguments: Arguments, for data: LabelledFeatures) throws(UsageError) -> Head {
    try HeadOptions.head(arguments, inputs: data.featureCount, classes: data.images.classCount)
  }

  private static func fit(
    _ tool: Invocation, _ training: HeadTraining, on data: LabelledFeatures, of activations: Activations,
    to path: String
  ) throws {
    let arguments = tool.arguments
    let start = try head(arguments, for: data)
    // Opened now, so that a name that cannot be written is found before the training and not after it.
    let output = try TensorFileWriter.open(path)
    var writer = try RecordWriter()
    var kept: TrainingEpoch?
    var last: TrainingEpoch?
    let imagesPerEpoch = data.images.trainingRows.count
    let epochs = training.hyperparameters.schedule.epochs ?? 0
    let progress = Progress("images", total: epochs * imagesPerEpoch, for: tool)
    var seen = 0
    func advance(_ position: TrainingPosition) {
      let ofEpoch = min(position.batch * training.hyperparameters.batchSize, imagesPerEpoch)
      let now = position.epoch * imagesPerEpoch + ofEpoch
      progress.advance(by: now - seen, note: ", loss \(EpochTable.rounded(position.trainingLoss))")
      seen = now
    }
    let head = try training.fit(start, on: data, onBatch: advance) { epoch in
      if epoch.isBest || training.hyperparameters.selection == nil { kept = epoch }
      last = epoch
      let record = EpochRecord(epoch, data.images.kind)
      if epoch.number == 0 { tool.show(EpochTable.heading(for: record)) }
      tool.show(EpochTable.line(for: record))
      try writer.write(record.object)
      try writer.flush()
    }
    progress.finish()

    if let selection = training.hyperparameters.selection, let kept, let last {
      tool.note(SelectionOptions.sentence(selection, kept: kept, last: last))
    }

    let step = ProvenanceStep(
      tool: tool.tool, version: version, command: arguments.provenanceText,
      inputs: ["activations": activations.digest])
    var metadata = TensorFileMetadata(
      kind: .head, architecture: activations.metadata.architecture, classes: activations.classes,
      input: activations.metadata.input, backbone: activations.metadata.backbone, index: activations.metadata.index,
      provenance: arguments[SharedOptions.noProvenance] ? [] : step.after(activations.metadata.provenance))
    metadata.others[TrainingImages.key] =
      TrainingImages(
        try data.images.trainingRows.map { row throws(FileError) in try activations.record(at: row) }
      ).text
    try HeadFile.write(
      head, labels: HeadFile.Labels(data.images.kind, threshold: kept?.validation?.tags?.threshold), to: output,
      metadata: metadata)
    try writer.commit()
  }
}
