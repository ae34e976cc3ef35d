internal import CommandLine
internal import Files
internal import Records
internal import Resizing
internal import Workers

/// Makes small copies of photographs, once, so that everything after it reads less.
@main enum DSResize {
  static let output = Option<String?>(
    "output", "o", value: "DIR", limits: Limits<String?>("a folder") { $0.map { !$0.isEmpty && $0 != "-" } ?? true },
    help: "put the copies below DIR")
  static let size = Option<Int>(
    "size", value: "PIXELS", default: 340, limits: .from(1, to: 65_500), help: "make the short side PIXELS")
  static let enlarge = Flag("enlarge", help: "enlarge what is smaller")
  static let quality = Option<Int>(
    "quality", value: "N", default: 90, limits: .from(1, to: 100), help: "write JPEG files of quality N")
  static let strict = Flag(
    "strict", affectsOutput: false, help: "fail, and print no index, when an image is damaged")

  static let command = Command(
    "ds-resize", summary: "make small copies of images", operands: "[INDEX]", operandCount: 0...1,
    options: [
      output, size, enlarge, quality, SharedOptions.root, SharedOptions.jobs, strict, SharedOptions.allowSkipped,
      SharedOptions.quiet,
    ],
    examples: [
      "ds-resize --size 340 -o small all.ndjson > small.ndjson",
      "ds-index photos | ds-resize -o small | precompute -b lite0.safetensors -o acts.safetensors",
    ],
    seeAlso: ["ds-index(1)", "precompute(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    FreedMemory.isKept()
    let arguments = tool.arguments
    let copies = ImageCopies(
      folder: try arguments.required(output),
      settings: CopySettings(
        shortSide: arguments[size], enlarges: arguments[enlarge], quality: arguments[quality]),
      root: arguments[SharedOptions.root], workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)
    let index = arguments.operands.first ?? StandardStream.path
    let records = try ImageIndex(reading: index, looksAtLabels: false).records
    guard !records.isEmpty else { throw Failure("no record in \(StandardStream.inputName(index))") }

    let progress = Progress("images", total: records.count, for: tool)
    let results = try copies.make(records) { progress.advance() }
    progress.finish()

    var tally = ImageTally(tool)
    var made: [ImageCopy] = []
    for result in results {
      switch result {
      case .copy(let copy): made.append(copy)
      case .damaged(let sentence): try tally.damaged(sentence)
      }
    }
    guard !made.isEmpty else { throw Failure("no readable image in \(StandardStream.inputName(index))") }
    CopyNotes(made, shortSide: arguments[size], enlarges: arguments[enlarge]).sentences.forEach(tool.note)
    var writer = try RecordWriter()
    for copy in made { try writer.write(copy.record.object) }
    try writer.commit()
    return tally.status
  }
}
