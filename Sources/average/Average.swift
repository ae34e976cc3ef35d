internal import CommandLine
internal import Files
internal import Metrics
internal import Records
internal import Tensors

/// Puts several models together: their predictions, or their weights.
@main enum Average {
  static let csv = Flag(
    "csv", help: "print a submission table: id and a column of probabilities for each class, or the tags")

  static let command = Command(
    "average", summary: "put several models, or their predictions, together", operands: "FILE...",
    operandCount: 1...Int(Int32.max),
    options: [csv, SharedOptions.recordOutput, SharedOptions.noProvenance, SharedOptions.quiet],
    examples: [
      "average seed-1.ndjson seed-2.ndjson > mean.ndjson",
      "average seed-*.ndjson | confusion",
    ],
    seeAlso: ["fit-full(1)", "predict(1)", "confusion(1)", "finetools-records(5)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let paths = tool.arguments.operands
    guard paths.count(where: { $0 == StandardStream.path }) < 2 else {
      throw UsageError("standard input can be read only once")
    }
    guard let model = paths.first(where: TensorFile.isLikely) else { return try averagePredictions(paths, tool) }
    if let other = paths.first(where: { !TensorFile.isLikely($0) && FileStatus.exists($0) }) {
      throw Failure("'\(model)' is a tensor file and '\(other)' is not: models and predictions have no mean")
    }
    if tool.arguments[csv] { throw UsageError("--csv goes with predictions, and '\(model)' is a tensor file") }
    return try averageModels(paths, tool)
  }

  private static func averagePredictions(_ paths: [String], _ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    if arguments[SharedOptions.noProvenance] { throw UsageError("--no-provenance goes with models") }
    let progress = Progress("files", total: paths.count, for: tool)
    let tables = try paths.map { path in
      defer { progress.advance() }
      return try PredictionTable(reading: path, named: path == StandardStream.path ? "standard input" : "'\(path)'")
    }
    progress.finish()
    let average = try PredictionAverage(tables)

    var output = try OutputFile(arguments[SharedOptions.recordOutput])
    if arguments[csv] { try output.write(PredictionRecord.submissionHeading(average.classes, average.decision)) }
    try average.forEach { prediction in
      try output.write(arguments[csv] ? prediction.submissionLine : prediction.object.text + "\n")
    }
    try output.commit()
    return .done
  }

  private static func averageModels(_ paths: [String], _ tool: Invocation) throws -> ExitStatus {
    let output = try TensorFileWriter.open(tool.arguments[SharedOptions.recordOutput])
    let progress = Progress("files", total: paths.count, for: tool)
    var mean = try ModelMean(
      paths.map { path in
        defer { progress.advance() }
        return try TensorFile(reading: path)
      })
    progress.finish()
    let inputs = mean.digests.enumerated().map { ("model-\($0.offset + 1)", $0.element) }
    let step = ProvenanceStep(
      tool: tool.tool, version: version, command: tool.arguments.provenanceText,
      inputs: Dictionary(uniqueKeysWithValues: inputs))
    mean.metadata.provenance =
      tool.arguments[SharedOptions.noProvenance] ? [] : step.after(mean.metadata.provenance)
    try mean.write(to: output)
    return .done
  }
}
