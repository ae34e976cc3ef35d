internal import CommandLine
internal import Files
internal import Images
internal import NetworkOptions
internal import Networks
internal import Records

/// Shows what the layers of a network respond to: kernels, and the photographs that excite a channel most.
@main enum Filters {
  static let layers = Flag("layers", help: "list the layers, and do nothing else")
  static let layer = Option<String?>(
    "layer", value: "NAME", help: "look for what excites the layer NAME, as --layers names it, or the last of a block")
  static let channels = Option<CommaSeparated<Int>?>(
    "channel", value: "K",
    limits: Limits<CommaSeparated<Int>?>("numbers from 0, separated by commas") {
      $0.map { $0.values.allSatisfy { $0 >= 0 } } ?? true
    }, help: "look for what excites channel K, from 0, or each of several: 3,14,15")
  static let patches = Option<Int>(
    "patches", "n", value: "N", default: 9, limits: .from(1, to: 1000),
    help: "show the N photographs that excite a channel most")
  static let columns = Option<Int?>(
    "columns", value: "N", describedAs: "as suits", limits: Limits<Int>.from(1, to: 100).optional,
    help: "show N pictures in a row")
  static let thumbnail = Option<Int?>(
    "thumbnail", value: "PIXELS", describedAs: "140, kernels 64", limits: Limits<Int>.from(32, to: 1024).optional,
    help: "make each picture PIXELS wide, or high")
  static let output = Option<String>(
    "output", "o", value: "FILE", default: "-", describedAs: "standard output", affectsOutput: false,
    help: "write to FILE: a picture where it ends in .png or .jpg, else records")

  static let command = Command(
    "filters", summary: "show what the layers of a network respond to", operands: "[INDEX]", operandCount: 0...1,
    options: [
      NetworkOptions.backbone, NetworkOptions.model, output, layers, layer, channels, patches, columns, thumbnail,
      NetworkOptions.split, NetworkOptions.size, NetworkOptions.cropFraction, NetworkOptions.crop,
      SharedOptions.root, SharedOptions.jobs, SharedOptions.strict, SharedOptions.allowSkipped, SharedOptions.quiet,
    ],
    examples: [
      "filters --backbone lite0.safetensors -o kernels.png",
      "filters -b lite0.safetensors --layer _blocks.4 --channel 3,14 -o patches.png all.ndjson",
    ],
    seeAlso: ["predict(1)", "contact-sheet(1)", "import-weights(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    guard arguments.isSet(layer) == arguments.isSet(channels) else {
      throw UsageError("--layer and --channel go together")
    }
    if arguments[layers], arguments.isSet(layer) { throw UsageError("--layers and --layer exclude each other") }
    if arguments[layers] || !arguments.isSet(layer), let operand = arguments.operands.first {
      throw UsageError("--layer is needed to look for something in '\(operand)'")
    }
    let format = ImageFormat(suffixOf: arguments[output])
    if arguments[layers] {
      try LayerList.write(try FilterNetwork(arguments), to: arguments[output])
    } else if let name = arguments[layer], let channels = arguments[channels] {
      let search = try PatchSearch(tool, layer: name, channels: channels.values)
      let found = try search.run()
      if let format {
        try search.sheet(of: found).write(to: arguments[output], as: format)
      } else {
        try search.write(found, to: arguments[output])
      }
      return search.status
    } else {
      guard let format else { throw UsageError("-o FILE.png is needed for a picture of the kernels, or --layers") }
      try KernelSheet.sheet(of: try FilterNetwork(arguments), arguments).write(to: arguments[output], as: format)
    }
    return .done
  }
}
