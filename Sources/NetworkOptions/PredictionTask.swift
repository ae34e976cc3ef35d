public import CommandLine
internal import Files
public import Images
public import Inference
internal import Networks
public import Records
public import Tensors
internal import Workers

/// What `predict` and `tta` have in common: their options, the photographs, the classifier, and how predictions are written.
public struct PredictionTask {
  /// The option `--top`: fewer probabilities.
  public static let top = Option<Int?>(
    "top", value: "K", describedAs: "all up to 20 classes or of several labels an image, else 5",
    limits: Limits<Int>.atLeast(1).optional, help: "print the probabilities of the K most probable classes")
  /// The option `--csv`: a submission table.
  public static let csv = Flag(
    "csv", help: "print a submission table: id and a column of probabilities for each class, or the tags")
  /// The option `--classes`: names of the classes.
  public static let classes = Option<String?>(
    "classes", value: "FILE", help: "take the names of the classes, in order, from the lines of FILE")
  /// The option `--null`: zero bytes between paths.
  public static let null = Flag("null", "0", help: "paths in INPUT end in a zero byte, as find -print0 writes them")

  /// All options of the task, around those of one tool.
  public static func options(with own: [any OptionRow] = []) -> [any OptionRow] {
    NetworkOptions.classifier + [NetworkOptions.split] + own + [
      top, csv, classes, null, NetworkOptions.size, NetworkOptions.cropFraction, NetworkOptions.crop,
      NetworkOptions.precision,
      SharedOptions.root, SharedOptions.recordOutput, SharedOptions.jobs, SharedOptions.strict,
      SharedOptions.allowSkipped, SharedOptions.quiet,
    ]
  }

  /// The classifier.
  public let classifier: Classifier
  /// What the network sees of a photograph.
  public let input: NetworkInput
  /// What was done to the photographs that the model was trained on; `nil` when it does not say.
  public let augmentation: Augmentation?
  /// How many probabilities are printed.
  public let topCount: Int
  private let tool: Invocation
  private let records: [ImageRecord]
  private let runner: ImageRunner
  // What a sentence calls the list of photographs.
  private let source: String

  /// Reads the command line, the list of photographs and the model, and says what the user should know about them.
  ///
  /// - Throws: `UsageError`; `Failure` when there is no photograph; what reading the files throws.
  public init(_ tool: Invocation) throws {
    self.tool = tool
    let arguments = tool.arguments
    let files = try ClassifierFiles(arguments)
    if arguments[PredictionTask.csv], arguments.isSet(PredictionTask.top) {
      throw UsageError("--csv and --top exclude each other")
    }

    let inputs = arguments.operands.isEmpty ? [StandardStream.path] : arguments.operands
    let all = try inputs.flatMap { try PredictionTask.read($0, arguments) }
    let split = arguments[NetworkOptions.split].split
    records = split == nil ? all : all.filter { $0.split == split }
    source = inputs.count == 1 ? StandardStream.inputName(inputs[0]) : "the \(inputs.count) inputs"
    guard !records.isEmpty else {
      throw Failure("no image\(split.map { " of the split '\($0.rawValue)'" } ?? "") in \(source)")
    }

    let classes = try arguments[PredictionTask.classes].map(Vocabulary.init(reading:))
    let network = try files.read(classes: classes)
    classifier = network.classifier
    augmentation = network.augmentation
    input = NetworkOptions.input(arguments, from: classifier.input)
    if let sentence = NetworkOptions.enlargement(of: records, to: input) { tool.note(sentence) }
    if let sentence = classifier.leakage(of: records) { tool.note(sentence) }
    try classifier.checkLabels(of: records)
    let settings = try network.architecture.inferenceSettings(arguments[NetworkOptions.precision])
    let compiled = try CompiledNetwork(
      network.architecture.network, settings: settings, inputSize: input.size,
      includesClassifier: classifier.usesPublishedClassifier, tensor: network.tensor)
    runner = ImageRunner(
      compiled, input: input, root: arguments[SharedOptions.root],
      workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)

    // Of several labels an image, a probability that is left out is a tag that nobody hears of.
    let count = classifier.vocabulary.classes.count
    let usualCount = count <= 20 || classifier.decision != .mostProbable ? count : 5
    topCount = arguments[PredictionTask.csv] ? count : min(arguments[PredictionTask.top] ?? usualCount, count)
  }

  /// Runs the photographs through the network, and writes a prediction for each that is not damaged.
  ///
  /// - Parameters:
  ///   - views: The views of each photograph.
  ///   - output: What the network gives for a view; `nil` is what the classifier takes.
  ///   - prediction: Makes a prediction of a record and what the network gave for its views, one row after the other.
  /// - Returns: The tool's exit status.
  /// - Throws: `Failure` when no photograph can be read; what reading and writing throws.
  public func run(
    views: ImageViews = .centre, output: NetworkOutput? = nil,
    _ prediction: (ImageRecord, _ rows: [Float]) -> PredictionRecord
  ) throws -> ExitStatus {
    let isTable = tool.arguments[PredictionTask.csv]
    var tally = ImageTally(tool)
    var count = 0
    let progress = Progress("images", total: records.count, for: tool)
    var file = try OutputFile(
      tool.arguments[SharedOptions.recordOutput], holdsBack: tool.arguments[SharedOptions.strict])
    if isTable {
      try file.write(PredictionRecord.submissionHeading(classifier.vocabulary.classes, classifier.decision))
    }
    let usual: NetworkOutput = classifier.usesPublishedClassifier ? .logits : .features
    try runner.run(records, views: views, output: output ?? usual) { index, result in
      switch result {
      case .row(_, let rows):
        count += 1
        let prediction = prediction(records[index], rows)
        try file.write(isTable ? prediction.submissionLine : prediction.object.text + "\n")
      case .damaged(let sentence): try tally.damaged(sentence)
      }
      progress.advance()
    }
    progress.finish()
    guard count > 0 else { throw Failure("no readable image in \(source)") }
    try file.commit()
    return tally.status
  }

  /// An operand is a list of images, or, by its name, an image.
  private static func read(_ operand: String, _ arguments: Arguments) throws -> [ImageRecord] {
    if ImageName.isImage(operand) { return [ImageRecord(path: operand, split: nil)] }
    return try ImageList.read(operand, separator: arguments[null] ? 0 : UInt8(ascii: "\n"))
  }
}
