internal import Charts
internal import CommandLine
internal import Files
internal import Images
internal import Records

/// Draws what the tools write.
@main enum ChartTool {
  /// The kinds of file that a suffix asks for.
  enum Format { case svg, png }

  static let output = Option<String?>(
    "output", "o", value: "FILE", describedAs: "standard output as SVG, or the terminal",
    limits: Limits<String?>("a name that ends in .svg or .png, or '-'") { $0.map { format($0) != nil } ?? true },
    affectsOutput: false,
    help: "write the picture to FILE, whose suffix says which kind: .svg or .png; '-' is standard output, as SVG")
  static let kind = Option<ChartKind?>(
    "kind", value: "KIND", describedAs: "what suits the records", help: "draw a picture of KIND")
  static let normalize = Flag("normalize", help: "write the parts of rows into a confusion matrix, not images")
  static let split = Option<SplitChoice>(
    "split", value: "SPLIT", default: .all, help: "of an index or predictions, use only SPLIT")
  static let title = Option<String?>(
    "title", value: "TEXT", describedAs: "what is shown", help: "write TEXT above the picture")
  private static func side(_ name: String, _ help: String) -> Option<Int?> {
    Option<Int?>(
      name, value: "PIXELS", describedAs: "what suits the picture", limits: Limits<Int>.from(100, to: 20_000).optional,
      help: help)
  }
  static let width = side("width", "make the picture PIXELS wide")
  static let height = side("height", "make the picture PIXELS high")
  static let scale = Option<Double>(
    "scale", value: "NUMBER", default: 2, limits: .from(0.1, to: 10),
    help: "draw a PNG with NUMBER pixels for each of --width and --height, for fine screens")
  static let dark = Flag("dark", help: "draw light on dark")
  static let terminal = Flag("terminal", affectsOutput: false, help: "draw with the characters of the terminal")

  static let command = Command(
    "chart", summary: "draw what the other tools write", operands: "[RECORDS]", operandCount: 0...1,
    options: [
      output, kind, normalize, split, title, width, height, scale, dark, terminal, SharedOptions.quiet,
    ],
    examples: [
      "fit-head --find-lr acts.safetensors | chart -o lr.svg",
      "fit-head --dry-run --cycles 3 --cycle-multiplier 2 acts.safetensors | chart -o rates.svg",
      "chart -o losses.png epochs.ndjson",
      "chart --normalize -o confusion.svg valid.ndjson",
      "chart --kind sizes --terminal all.ndjson",
    ],
    seeAlso: ["confusion(1)", "contact-sheet(1)", "fit-head(1)", "fit-full(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    if arguments[terminal],
      let other = ([output, width, height, scale] as [any OptionRow]).first(where: { arguments.isSet($0) })
    {
      throw UsageError("--terminal and --\(other.name) exclude each other")
    }
    let input = arguments.operands.first ?? StandardStream.path
    let name = StandardStream.inputName(input)
    let records = try RecordSummary(reading: input, split: arguments[split].split)
    guard let found = records.kind else { throw Failure("no record in \(name)") }
    let kind = arguments[kind] ?? ChartKind(of: found)
    guard kind.isOf(found) else {
      throw Failure("there is no picture of the kind '\(kind.rawValue)' of what \(name) has: \(found.phrase)")
    }
    let chart = try kind.chart(of: records, named: name, arguments)
    let theme: Theme = arguments[dark] ? .dark : .light
    let screen = TerminalWindow()
    if arguments[terminal] || !arguments.isSet(output) && screen.isThere {
      try screen.show(chart, title: arguments[title], theme)
    } else {
      try write(chart, theme, arguments)
    }
    return .done
  }

  private static func write(_ chart: any Chart, _ theme: Theme, _ arguments: Arguments) throws {
    let path = arguments[output] ?? StandardStream.path
    let format = format(path) ?? .svg
    let drawing = chart.drawing(
      Frame(
        width: arguments[width].map(Double.init), height: arguments[height].map(Double.init), title: arguments[title],
        ruler: try .letters()))
    var file = try OutputFile(path, isText: format == .svg)
    switch format {
    case .svg: try file.write(drawing.svg(.file(theme)))
    case .png: try file.write(drawing.image(theme, scale: arguments[scale]).encoded(as: .png, path: path))
    }
    try file.commit()
  }

  /// The kind of file that a name asks for; `nil` for a name that says nothing.
  private static func format(_ path: String) -> Format? {
    if path == StandardStream.path { return .svg }
    let name = path.lowercased()
    return name.hasSuffix(".svg") ? .svg : name.hasSuffix(".png") ? .png : nil
  }
}
