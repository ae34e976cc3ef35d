internal import CommandLine
internal import Files
internal import Metrics
internal import Records

/// Says how good predictions are, and what was taken for what.
@main enum Confusion {
  /// What is written.
  enum Format: String, CaseIterable, OptionValue {
    case text, csv, ndjson
  }

  static let format = Option<Format>("format", value: "FORMAT", default: .text, help: "write in FORMAT")
  static let split = Option<SplitChoice?>(
    "split", value: "SPLIT", describedAs: "all, which must be of one split", help: "count only the records of SPLIT")

  static let command = Command(
    "confusion", summary: "compare predictions with labels", operands: "[PREDICTIONS]", operandCount: 0...1,
    options: [format, split, SharedOptions.recordOutput, SharedOptions.quiet],
    examples: [
      "confusion valid.ndjson",
      "predict -b lite0.safetensors --head head.safetensors all.ndjson | confusion --split valid --format csv",
    ],
    seeAlso: ["predict(1)", "fit-head(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let path = arguments.operands.first ?? StandardStream.path
    let (tally, tags) = try read(path, choice: arguments[split], tool)
    let name = StandardStream.inputName(path)
    let unlabelledCount = tally.unlabelledCount + tags.unlabelledCount
    guard tally.labelledCount + tags.labelledCount > 0 else {
      let splitName = arguments[split]?.split.map { " of the split '\($0.rawValue)'" } ?? ""
      throw Failure(
        "no prediction\(splitName) in \(name)" + (unlabelledCount == 0 ? "" : " has a label to compare with"))
    }
    guard tally.classCount <= PredictionTally.classLimit else {
      throw Failure(
        "\(name) names \(tally.classCount) classes, and a matrix has at most \(PredictionTally.classLimit)")
    }
    if unlabelledCount > 0 {
      tool.note("left out \(unlabelledCount) prediction\(unlabelledCount == 1 ? "" : "s") without a label")
    }

    var output = try OutputFile(arguments[SharedOptions.recordOutput])
    let hasTags = tags.labelledCount > 0
    // The text has it in its place.
    if hasTags, arguments[format] != .text, let warning = TagReport(tags).warning { tool.note(warning) }
    switch arguments[format] {
    case .text where hasTags: try output.write(TagReport(tags).text)
    case .csv where hasTags: try TagReport(tags).writeTable { try output.write($0) }
    case .ndjson where hasTags: try TagReport(tags).writeRecords { try output.write($0.text + "\n") }
    case .text: try output.write(ConfusionText(tally).text)
    case .csv: try ConfusionTable.write(tally.matrix) { try output.write($0) }
    case .ndjson: try ConfusionRecords.write(tally) { try output.write($0.text + "\n") }
    }
    try output.commit()
    return .done
  }

  /// Adds up the records that are asked for: either all of one class an image, or all of tags.
  private static func read(
    _ path: String, choice: SplitChoice?, _ tool: Invocation
  ) throws -> (classes: PredictionTally, tags: TagTally) {
    var reader = try RecordReader(path)
    var tally = PredictionTally()
    var tags = TagTally()
    var first: PredictionRecord?
    var trainingCount = 0
    while let prediction = try reader.nextPrediction() {
      if let wanted = choice?.split, prediction.split != wanted { continue }
      if choice == nil, let first, first.split != prediction.split {
        throw reader.failure(
          "\(name(prediction.split)) after \(name(first.split)): choose one with --split, or --split all")
      }
      if let first, first.hasTags != prediction.hasTags {
        throw reader.failure("one class here and several in the first record: they cannot be compared together")
      }
      if first == nil { first = prediction }
      if prediction.split == .train { trainingCount += 1 }
      if prediction.hasTags { tags.add(prediction) } else { tally.add(prediction) }
    }
    if trainingCount > 0 {
      tool.note(
        "\(trainingCount) of these images are of the split 'train': a model that was trained on them knows them")
    }
    return (tally, tags)
  }

  private static func name(_ split: Split?) -> String {
    split.map { "a prediction of the split '\($0.rawValue)'" } ?? "a prediction without a split"
  }
}

extension PredictionRecord {
  fileprivate var hasTags: Bool { if case .several = predicted { true } else { false } }
}
