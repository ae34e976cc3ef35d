internal import CommandLine
internal import Files
internal import Inference
internal import Networks
internal import Records
internal import Tensors
internal import Training
internal import Workers

/// Trains the lesson's head on the features that `precompute` wrote.
@main enum FitHead {
  static let output = Option<String?>(
    "output", "o", value: "FILE", affectsOutput: false, help: "write the head to FILE")
  static let epochs = Option<Int>(
    "epochs", value: "N", default: 5, limits: .from(1, to: 1_000_000), help: "go through the training images N times")
  static let learningRate = Option<Double>(
    "lr", value: "RATE", default: 0.01, limits: .above(0), help: "take steps of RATE times the gradient")
  static let batchSize = Option<Int>(
    "batch-size", value: "N", default: 64, limits: .from(2, to: 65_536), help: "learn from N images a step")
  static let hidden = Option<CommaSeparated<Int>>(
    "hidden", value: "WIDTHS", default: CommaSeparated([512]),
    limits: Limits("the widths of hidden layers, from 1 to 65536, or 0 for none") { widths in
      widths.values == [0] || widths.values.allSatisfy { (1...65_536).contains($0) }
    }, help: "put hidden layers of WIDTHS, separated by commas, before the classes; 0 for none")
  static let dropout = Option<CommaSeparated<Double>?>(
    "dropout", value: "PARTS", describedAs: "0.25 for hidden layers, 0.5 for the last",
    limits: Limits("numbers from 0 up to, but not, 1") { $0?.values.allSatisfy { $0 >= 0 && $0 < 1 } ?? true },
    help: "set random PARTS of what each layer takes to zero; a single number is for every layer")
  static let momentum = Option<Double>(
    "momentum", value: "PART", default: 0.9, limits: Limits("a number from 0 up to, but not, 1") { $0 >= 0 && $0 < 1 },
    help: "add PART of the last step to each step")
  static let weightDecay = Option<Double>(
    "weight-decay", value: "RATE", default: 0, limits: .atLeast(0), help: "add RATE times each weight to its gradient")
  static let cycles = Option<Int?>(
    "cycles", value: "N", describedAs: "a constant rate", limits: Limits<Int>.from(1, to: 1_000_000).optional,
    help: "let the rate fall along a cosine N times, and count epochs by the cycles")
  static let cycleLength = Option<Int>(
    "cycle-length", value: "N", default: 1, limits: .from(1, to: 1_000_000), help: "make the first cycle N epochs long")
  static let cycleMultiplier = Option<Int>(
    "cycle-multiplier", value: "N", default: 1, limits: .from(1, to: 1_000),
    help: "make each cycle N times as long as the one before")

  static let command = Command(
    "fit-head", summary: "train a classifier on precomputed features", operands: "[ACTIVATIONS]", operandCount: 0...1,
    options: [
      output, epochs, learningRate, batchSize, SharedOptions.seed, hidden, dropout, momentum, weightDecay, cycles,
      cycleLength, cycleMultiplier, SharedOptions.jobs, SharedOptions.noProvenance, SharedOptions.quiet,
    ],
    examples: [
      "fit-head --epochs 5 --lr 0.01 -o head.safetensors acts.safetensors > epochs.ndjson",
      "fit-head --cycles 3 --cycle-multiplier 2 -o head.safetensors acts.safetensors",
    ],
    seeAlso: ["precompute(1)", "predict(1)", "confusion(1)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let outputPath = try arguments.required(output)
    guard outputPath != StandardStream.path else {
      throw UsageError("the head cannot go to standard output, where the epoch records go")
    }
    let training = try settings(arguments)
    let activations = try Activations(reading: arguments.operands.first ?? StandardStream.path)
    let data = try LabelledFeatures(activations)
    describe(data, of: activations, batchSize: training.batchSize).forEach(tool.note)

    let start = try untrainedHead(arguments, for: data)
    // Opened now, so that a name that cannot be written is found before the training and not after it.
    let output = try TensorFileWriter.open(outputPath)
    var writer = try RecordWriter()
    let head = try training.fit(start, on: data) { epoch in
      let record = EpochRecord(epoch)
      if epoch.number == 0 { tool.show(EpochTable.heading(for: record)) }
      tool.show(EpochTable.line(for: record))
      try writer.write(record.object)
      try writer.flush()
    }

    let step = ProvenanceStep(
      tool: tool.tool, version: version, command: arguments.provenanceText,
      inputs: ["activations": activations.digest])
    var metadata = TensorFileMetadata(
      kind: .head, architecture: activations.metadata.architecture, classes: activations.classes,
      input: activations.metadata.input, backbone: activations.metadata.backbone, index: activations.metadata.index,
      provenance: arguments[SharedOptions.noProvenance] ? [] : step.after(activations.metadata.provenance))
    metadata.others["training_images"] = try TrainingImages(data.trainingRows, of: activations).text
    try HeadFile.write(head, to: output, metadata: metadata)
    try writer.commit()
    return .done
  }

  private static func settings(_ arguments: Arguments) throws(UsageError) -> HeadTraining {
    let schedule: LearningRateSchedule
    if let count = arguments[cycles] {
      if arguments.isSet(epochs) { throw UsageError("--epochs and --cycles exclude each other") }
      schedule = .cycles(count: count, length: arguments[cycleLength], multiplier: arguments[cycleMultiplier])
    } else {
      for option in [cycleLength, cycleMultiplier] where arguments.isSet(option) {
        throw UsageError("--\(option.name) goes with --cycles")
      }
      schedule = .constant(epochs: arguments[epochs])
    }
    guard let total = schedule.epochs, total <= 1_000_000_000 else {
      throw UsageError("these cycles are more than 1000000000 epochs")
    }
    return HeadTraining(
      learningRate: arguments[learningRate], schedule: schedule, batchSize: arguments[batchSize],
      seed: arguments[SharedOptions.seed],
      optimizer: GradientDescent(momentum: arguments[momentum], weightDecay: arguments[weightDecay]),
      workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)
  }

  private static func untrainedHead(_ arguments: Arguments, for data: LabelledFeatures) throws(UsageError) -> Head {
    let widths = arguments[hidden].values == [0] ? [] : arguments[hidden].values
    var parts = arguments[dropout]?.values ?? Array(repeating: 0.25, count: widths.count) + [0.5]
    if parts.count == 1 { parts = Array(repeating: parts[0], count: widths.count + 1) }
    guard parts.count == widths.count + 1 else {
      throw UsageError("--dropout has \(parts.count) numbers, but there are \(widths.count + 1) layers")
    }
    let layers = [data.featureCount] + widths + [data.classCount]
    let weightCount = zip(layers, layers.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    guard weightCount <= 1 << 28 else {
      throw UsageError("--hidden makes a head of \(weightCount) weights; at most \(1 << 28) are possible")
    }
    return Head(
      inputs: data.featureCount, classes: data.classCount, hidden: widths, dropout: parts,
      seed: arguments[SharedOptions.seed])
  }

  /// What a user should know about the data before believing the result.
  private static func describe(_ data: LabelledFeatures, of activations: Activations, batchSize: Int) -> [String] {
    var sentences: [String] = []
    if data.unlabelledCount > 0 {
      let count = data.unlabelledCount
      sentences.append("left out \(count) image\(count == 1 ? "" : "s") without a label")
    }
    let missing = zip(activations.classes, data.trainingCounts).filter { $0.1 == 0 }.map { "'\($0.0)'" }
    if !missing.isEmpty {
      let shown = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
      sentences.append("no training image of \(missing.count) of the \(data.classCount) classes: \(shown)")
    }
    if data.validationRows.isEmpty {
      sentences.append("no validation images: how good the head is will not be known")
    }
    if Batches.mergesLast(rows: data.trainingRows.count, size: batchSize) {
      sentences.append("the last batch of an epoch would be a single image, which joins the batch before")
    }
    return sentences
  }
}
