internal import Charts
internal import CommandLine
internal import Files
internal import Images
internal import Metrics
internal import Records
internal import Workers

/// Shows the photographs that are worth looking at, with what was predicted.
@main enum ContactSheetTool {
  private static func count(_ name: String, _ help: String) -> Option<Int?> {
    Option<Int?>(name, value: "N", limits: Limits<Int>.from(1, to: 10_000).optional, help: help)
  }

  static let mostIncorrect = count("most-incorrect", "show the N that gave their true class the smallest probability")
  static let mostCorrect = count("most-correct", "show the N right ones that are surest")
  static let mostUncertain = count("most-uncertain", "show the N that are least sure")
  static let random = count("random", "show N at random")
  static let className = Option<String?>("class", value: "NAME", help: "only images that show NAME")
  static let perClass = Flag("per-class", help: "show N of each class, each class under its name")
  static let heatMap = Flag(
    "heatmap", help: "fade what does not speak for the most probable class, as predict --heatmap recorded it")
  static let split = Option<SplitChoice>("split", value: "SPLIT", default: .all, help: "use only the records of SPLIT")
  static let columns = Option<Int?>(
    "columns", value: "N", describedAs: "4, more for many", limits: Limits<Int>.from(1, to: 100).optional,
    help: "show N images in a row")
  static let thumbnail = Option<Int>(
    "thumbnail", value: "PIXELS", default: 200, limits: .from(32, to: 1024),
    help: "fit each image into a square of PIXELS")
  static let title = Option<String?>(
    "title", value: "TEXT", describedAs: "what is shown", help: "write TEXT above the images")
  static let output = Option<String?>(
    "output", "o", value: "FILE",
    limits: Limits<String?>("a name that ends in .png, .jpg or .jpeg, or '-'") { $0.map { format($0) != nil } ?? true },
    affectsOutput: false,
    help: "write the picture to FILE, whose suffix says which kind: .png or .jpg; '-' is standard output, as PNG")

  static let command = Command(
    "contact-sheet", summary: "show the images that were predicted worst, or best", operands: "[PREDICTIONS]",
    operandCount: 0...1,
    options: [
      output, mostIncorrect, mostCorrect, mostUncertain, random, className, perClass, heatMap, split, columns,
      thumbnail, title, SharedOptions.seed, SharedOptions.root, SharedOptions.jobs, SharedOptions.strict,
      SharedOptions.allowSkipped, SharedOptions.quiet,
    ],
    examples: [
      "contact-sheet --most-incorrect 16 -o wrong.png valid.ndjson",
      "contact-sheet --most-uncertain 4 --per-class -o uncertain.jpg valid.ndjson",
    ],
    seeAlso: ["predict(1)", "tta(1)", "confusion(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let path = try arguments.required(output)
    let selection = try SheetSelection(arguments)
    let input = arguments.operands.first ?? StandardStream.path
    let predictions = try read(input, arguments)
    let groups = try selection.groups(of: predictions, named: StandardStream.inputName(input))
    let chosen = groups.flatMap(\.predictions)
    if selection.ranking == .mostUncertain, predictions.contains(where: \.lacksProbabilities) {
      tool.note("predict --top left probabilities out, of which one may be nearer to its threshold than those shown")
    }

    let root = arguments[SharedOptions.root]
    let side = arguments[thumbnail]
    var sheet = ContactSheet(
      title: arguments[title] ?? selection.title(of: groups, among: predictions.count), sections: [],
      columns: arguments[columns] ?? usualColumns(chosen.count, isPerClass: arguments[perClass]), thumbnailSide: side)
    sheet.sections = groups.map { group in
      ContactSheet.Section(
        heading: group.heading, tiles: group.predictions.map { ContactSheet.Tile($0, on: selection.ranking) })
    }
    if arguments[heatMap] {
      let missing = chosen.count { $0.heatMap == nil }
      if missing == chosen.count, missing > 0 {
        throw Failure(
          "no prediction in \(StandardStream.inputName(input)) has a heat map; predict --heatmap records them")
      }
      if missing > 0 { tool.note("shown as they are, for they have no heat map: \(missing) of \(chosen.count) images") }
      sheet.legend = HeatOverlay.legend
    }
    // Before the photographs are read, so that what cannot be drawn or written is found early.
    try sheet.check()
    var file = try OutputFile(path, isText: false)

    let progress = Progress("images", total: chosen.count, for: tool)
    let showsHeat = arguments[heatMap]
    let thumbnails = Workers.map(chosen.count, workers: arguments[SharedOptions.jobs] ?? Workers.processorCount) {
      let thumbnail = Thumbnail(
        of: ImageRecord(path: chosen[$0].path, split: nil).path(under: root), side: side,
        heatMap: showsHeat ? chosen[$0].heatMap : nil)
      progress.advance()
      return thumbnail
    }
    progress.finish()
    var tally = ImageTally(tool)
    var number = 0
    for (section, group) in groups.enumerated() {
      for place in group.predictions.indices {
        switch thumbnails[number] {
        case .picture(let picture):
          sheet.sections[section].tiles[place].picture = picture
        case .damaged(let sentence): try tally.damaged(sentence)
        }
        number += 1
      }
    }
    try file.write(sheet.draw().encoded(as: format(path) ?? .png, path: path))
    try file.commit()
    return tally.status
  }

  private static func read(_ path: String, _ arguments: Arguments) throws -> [PredictionRecord] {
    var reader = try RecordReader(path)
    var predictions: [PredictionRecord] = []
    while let prediction = try reader.nextPrediction() {
      if let wanted = arguments[split].split, prediction.split != wanted { continue }
      predictions.append(prediction)
    }
    guard !predictions.isEmpty else {
      let part = arguments[split].split.map { " of the split '\($0.rawValue)'" } ?? ""
      throw Failure("no prediction\(part) in \(StandardStream.inputName(path))")
    }
    return predictions
  }

  /// The kind of file that a name asks for; `nil` for a name that says nothing.
  private static func format(_ path: String) -> ImageFormat? {
    path == StandardStream.path ? .png : ImageFormat(suffixOf: path)
  }

  /// About as wide as high, but never a wall.
  private static func usualColumns(_ count: Int, isPerClass: Bool) -> Int {
    if isPerClass { return 4 }
    return max(4, min(8, Int(Double(count).squareRoot().rounded(.up))))
  }
}
