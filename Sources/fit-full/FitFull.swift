internal import CommandLine
internal import Files
internal import Images
internal import Inference
internal import NetworkOptions
internal import Networks
internal import Records
internal import Tensors
internal import Training
internal import TrainingOptions
internal import Workers

/// Trains through the network, on photographs that change at random.
@main enum FitFull {
  static let output = Option<String?>(
    "output", "o", value: "FILE", affectsOutput: false, help: "write the model to FILE")
  static let snapshots = Option<String?>(
    "snapshots", value: "DIR", affectsOutput: false,
    help: "write a model into DIR at the end of each cycle: cycle-1.safetensors, and so on")
  static let threads = Option<Int?>(
    "jobs", "j", value: "N", describedAs: "all processors", limits: Limits<Int>.from(1, to: 1024).optional,
    affectsOutput: false, help: "compute with N threads; the last bits of a body that learns depend on it")
  static let verbose = Flag("verbose", "v", affectsOutput: false, help: "say how much memory was needed")

  static let command = Command(
    "fit-full", summary: "train a network through all its layers", operands: "[INDEX]", operandCount: 0...1,
    options: NetworkOptions.classifier + [output, RateOptions.freeze]
      + TrainingOptions.all(RateOptions.learningRate) + [RateOptions.divisor] + BodyOptions.all
      + AugmentationOptions.all(usual: "none")
      + [NetworkOptions.size, NetworkOptions.cropFraction, NetworkOptions.crop] + SelectionOptions.all
      + LossOptions.all + [TrainingPhotographs.balance, TrainingPhotographs.classes] + HeadOptions.all
      + RateSearch.all + [DryRun.isWanted, snapshots] + StateKeeper.all + [
        SharedOptions.root, threads, SharedOptions.strict, SharedOptions.allowSkipped, SharedOptions.noProvenance,
        verbose, SharedOptions.quiet,
      ],
    examples: [
      "fit-full -b lite0.safetensors --head head.safetensors --freeze body --cycles 2 -o last.safetensors all.ndjson",
      "fit-full -m last.safetensors --size 64 --lr-divisor 3 --find-lr all.ndjson > curve.ndjson",
      "fit-full -m last.safetensors --size 64 --lr 1e-4,1e-3,1e-2 --cycles 2 -o full.safetensors all.ndjson",
    ],
    seeAlso: [
      "fit-head(1)", "predict(1)", "tta(1)", "average(1)", "finetools-augmentation(5)", "finetools-tensors(5)",
    ])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let rates = try RateOptions.rates(arguments)
    let range =
      arguments[RateSearch.isWanted]
      ? try RateSearch.range(
        arguments,
        excluding: [output, snapshots, DryRun.isWanted] + TrainingOptions.ofWholeTrainings + SelectionOptions.all
          + StateKeeper.all)
      : nil
    if range == nil {
      try RateSearch.checkAbsence(arguments)
      guard try arguments[DryRun.isWanted] || arguments.required(output) != StandardStream.path else {
        throw UsageError("the model cannot go to standard output, where the epoch records go")
      }
    }
    let hyperparameters = try TrainingOptions.hyperparameters(arguments, learningRate: rates.last)
    var training = try BodyOptions.training(arguments, hyperparameters, rates: rates)
    let augmentation = try AugmentationOptions.augmentation(arguments, recorded: Augmentation.none)

    let point = try StartingPoint(arguments)
    let views = TrainingViews(
      input: NetworkOptions.input(arguments, from: point.input), augmentation: augmentation)
    let data = try TrainingPhotographs(tool, for: point, batchSize: training.hyperparameters.batchSize)
    let images = data.photographs.images
    training.hyperparameters.loss = try LossOptions.loss(arguments, for: images)
    training.hyperparameters.selection = try SelectionOptions.selection(arguments, for: images)
    let start = try point.start(arguments, for: images)
    if let sentence = NetworkOptions.enlargement(of: data.photographs.records, to: views.largestInput) {
      tool.note(sentence)
    }

    if let range {
      let search = training
      try RateSearch.run(range, for: tool) {
        try search.searchLearningRate(start, on: data.photographs, views: views, range: range, onPoint: $0)
      }
    } else if arguments[DryRun.isWanted] {
      try DryRun.run(training.hyperparameters, images: images, learningRates: training.rates.scaled)
    } else {
      let work = try TrainingRun(tool, training, point, data, views)
      guard try work.run(start) else { return .interrupted }
    }
    if arguments[verbose] { tool.show("peak memory: \(PeakMemory.byteCount >> 20) MiB") }
    return data.status
  }
}
