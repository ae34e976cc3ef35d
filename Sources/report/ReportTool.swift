internal import CommandLine
internal import Files
internal import Reports
internal import Workers

/// Puts all that the files of a run say on one page.
@main enum ReportTool {
  static let output = Option<String?>(
    "output", "o", value: "FILE", affectsOutput: false, help: "write the page to FILE; '-' is standard output")
  static let title = Option<String>("title", value: "TEXT", default: "Report", help: "write TEXT above the page")
  static let split = Option<SplitChoice?>(
    "split", value: "SPLIT", describedAs: "valid, where predictions are of several splits",
    help: "of predictions, use only those of SPLIT")
  static let count = Option<Int>(
    "count", value: "N", default: 24, limits: .from(1, to: 1000),
    help: "show N most incorrect, most uncertain and most correct images")
  static let thumbnail = Option<Int>(
    "thumbnail", value: "PIXELS", default: 144, limits: .from(32, to: 512),
    help: "fit each image into a square of PIXELS")

  static let command = Command(
    "report", summary: "put all about a run on one page", operands: "FILE...", operandCount: 1...10_000,
    options: [
      output, title, split, count, thumbnail, SharedOptions.root, SharedOptions.jobs, SharedOptions.strict,
      SharedOptions.allowSkipped, SharedOptions.quiet,
    ],
    examples: ["report -o report.html all.ndjson epochs.ndjson valid.ndjson head.safetensors"],
    seeAlso: ["chart(1)", "confusion(1)", "contact-sheet(1)", "finetools-records(5)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let path = try arguments.required(output)
    var files = RunFiles()
    for operand in arguments.operands { try files.read(operand, split: arguments[split]?.split) }
    let report = try Report(
      files,
      ReportSettings(
        title: arguments[title], sheetCount: arguments[count], thumbnailSide: arguments[thumbnail],
        root: arguments[SharedOptions.root], workers: arguments[SharedOptions.jobs] ?? Workers.processorCount))
    // Before the photographs are read, so that what cannot be written is found early.
    var file = try OutputFile(path)
    let progress = Progress("images", total: report.pictureCount, for: tool)
    let (html, damages) = report.page { progress.advance() }
    progress.finish()
    var tally = ImageTally(tool)
    for damage in damages { try tally.damaged(damage) }
    try file.write(html)
    try file.commit()
    return tally.status
  }
}
