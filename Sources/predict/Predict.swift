internal import CommandLine
internal import Files
internal import Inference
internal import NetworkOptions
internal import Networks
internal import Records
internal import Tensors
internal import Workers

/// Says what photographs show.
@main enum Predict {
  static let head = Option<String?>(
    "head", value: "FILE", describedAs: "the published classifier",
    help: "classify with the head in FILE, which fit-head trained on the backbone's features")
  static let top = Option<Int?>(
    "top", value: "K", describedAs: "all up to 20 classes, else 5", limits: Limits<Int>.atLeast(1).optional,
    help: "print the probabilities of the K most probable classes")
  static let csv = Flag("csv", help: "print a submission table: id and a column of probabilities for each class")
  static let classes = Option<String?>(
    "classes", value: "FILE", help: "take the names of the classes, in order, from the lines of FILE")
  static let null = Flag("null", "0", help: "paths in INPUT end in a zero byte, as find -print0 writes them")

  static let command = Command(
    "predict", summary: "say what images show", operands: "[INPUT]...", operandCount: 0...Int(Int32.max),
    options: [
      NetworkOptions.backbone, head, NetworkOptions.split, top, csv, classes, null, NetworkOptions.size,
      NetworkOptions.cropFraction, NetworkOptions.crop, SharedOptions.root, SharedOptions.recordOutput,
      SharedOptions.jobs, SharedOptions.strict, SharedOptions.allowSkipped, SharedOptions.quiet,
    ],
    examples: [
      "predict --backbone lite0.safetensors --head head.safetensors --split valid all.ndjson > valid.ndjson",
      "find photos -name '*.jpg' -print0 | predict -0 -b lite0.safetensors --top 3",
    ],
    seeAlso: ["fit-head(1)", "confusion(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let backbonePath = try arguments.required(NetworkOptions.backbone)
    if arguments[csv], arguments.isSet(top) { throw UsageError("--csv and --top exclude each other") }

    let inputs = arguments.operands.isEmpty ? [StandardStream.path] : arguments.operands
    let all = try inputs.flatMap { try read($0, arguments) }
    let split = arguments[NetworkOptions.split].split
    let records = split == nil ? all : all.filter { $0.split == split }
    guard !records.isEmpty else {
      let source = StandardStream.inputName(inputs[0])
      throw Failure("no image\(split.map { " of the split '\($0.rawValue)'" } ?? "") in \(source)")
    }

    let backbone = try Backbone(reading: backbonePath)
    let classifier = try Classifier(
      backbone: backbone, backbonePath: backbonePath, headPath: arguments[head],
      classes: try arguments[classes].map(Vocabulary.init(reading:)))
    let input = NetworkOptions.input(arguments, from: classifier.input)
    if let sentence = NetworkOptions.enlargement(of: records, to: input) { tool.note(sentence) }
    if let sentence = classifier.leakage(of: records) { tool.note(sentence) }
    try classifier.checkLabels(of: records)
    let network = try CompiledNetwork(
      backbone.architecture.network, settings: backbone.architecture.inferenceSettings, inputSize: input.size,
      includesClassifier: classifier.usesPublishedClassifier
    ) { backbone[$0] }

    var tally = ImageTally(tool)
    let progress = Progress("images", total: records.count, for: tool)
    var output = try OutputFile(
      arguments[SharedOptions.recordOutput], holdsBack: arguments[SharedOptions.strict])
    if arguments[csv] { try output.write(PredictionRecord.submissionHeading(classifier.vocabulary.classes)) }
    let runner = ImageRunner(
      network, input: input, root: arguments[SharedOptions.root],
      workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)
    try runner.run(records, output: classifier.usesPublishedClassifier ? .logits : .features) { index, result in
      switch result {
      case .row(_, let row):
        let prediction = classifier.predict(row, for: records[index], top: top(arguments, classifier))
        try output.write(arguments[csv] ? prediction.submissionLine : prediction.object.text + "\n")
      case .damaged(let sentence): try tally.damaged(sentence)
      }
      progress.advance()
    }
    progress.finish()
    try output.commit()
    return tally.status
  }

  /// An operand is a list of images, or, by its name, an image.
  private static func read(_ operand: String, _ arguments: Arguments) throws -> [ImageRecord] {
    if ImageName.isImage(operand) { return [ImageRecord(path: operand, split: nil)] }
    return try ImageList.read(operand, separator: arguments[null] ? 0 : UInt8(ascii: "\n"))
  }

  private static func top(_ arguments: Arguments, _ classifier: Classifier) -> Int {
    let count = classifier.vocabulary.classes.count
    if arguments[csv] { return count }
    return min(arguments[top] ?? (count <= 20 ? count : 5), count)
  }
}
