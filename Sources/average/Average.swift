internal import CommandLine
internal import Files
internal import Metrics
internal import Records

/// Puts the predictions of several models together.
@main enum Average {
  static let csv = Flag(
    "csv", help: "print a submission table: id and a column of probabilities for each class, or the tags")

  static let command = Command(
    "average", summary: "put the predictions of several models together", operands: "PREDICTIONS...",
    operandCount: 1...Int(Int32.max), options: [csv, SharedOptions.recordOutput, SharedOptions.quiet],
    examples: [
      "average seed-1.ndjson seed-2.ndjson > mean.ndjson",
      "average seed-*.ndjson | confusion",
    ],
    seeAlso: ["predict(1)", "confusion(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let paths = arguments.operands
    guard paths.count(where: { $0 == StandardStream.path }) < 2 else {
      throw UsageError("standard input can be read only once")
    }
    let average = try PredictionAverage(
      paths.map { path in
        try PredictionTable(reading: path, named: path == StandardStream.path ? "standard input" : "'\(path)'")
      })

    var output = try OutputFile(arguments[SharedOptions.recordOutput])
    if arguments[csv] { try output.write(PredictionRecord.submissionHeading(average.classes, average.decision)) }
    try average.forEach { prediction in
      try output.write(arguments[csv] ? prediction.submissionLine : prediction.object.text + "\n")
    }
    try output.commit()
    return .done
  }
}
