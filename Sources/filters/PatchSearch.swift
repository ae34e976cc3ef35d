internal import Charts
internal import CommandLine
internal import Files
internal import Images
internal import Inference
internal import NetworkOptions
internal import Networks
internal import Records
internal import Tensors
internal import Workers

/// Looks for the places in photographs that excite some channels of a layer most.
final class PatchSearch {
  /// A place, and its picture or why there is none.
  struct Patch {
    let peak: ChannelPeak
    let record: ImageRecord
    let part: ViewPart
    let picture: Image
  }

  private let tool: Invocation
  private let layer: String
  private let input: NetworkInput
  private let side: Int
  private let field: ReceptiveField
  private let legend: [String]
  private let records: [ImageRecord]
  private let runner: ImageRunner
  private var peaks: ChannelPeaks
  private var tally: ImageTally
  private static let usualSide = 140

  /// Done, or done without damaged images.
  var status: ExitStatus { tally.status }

  /// Reads the command line, the network and the list of photographs.
  ///
  /// - Throws: `Failure` when there is no such layer or channel, or no photograph; what reading the files throws.
  init(_ tool: Invocation, layer: String, channels: [Int]) throws {
    let arguments = tool.arguments
    self.tool = tool
    self.layer = layer
    let description = try FilterNetwork(arguments)
    guard let value = description.network.value(named: layer) else {
      throw Failure("\(description.architecture.rawValue) has no layer '\(layer)'; filters --layers lists them")
    }
    input = description.input
    side = arguments[Filters.thumbnail] ?? PatchSearch.usualSide
    let network = description.network.prefix(through: value)
    if let missing = channels.first(where: { $0 >= network.featureChannels }) {
      throw Failure("the layer '\(layer)' has \(network.featureChannels) channels from 0, not \(missing)")
    }
    field = network.receptiveFields(inputSize: input.size)[value]
    let seen = min(field.size, input.size)
    legend = [
      "Each picture is what one position of the layer sees: at most \(seen) × \(seen) of the network's "
        + "\(input.size) × \(input.size) pixels.",
      "The number is what the channel gives there, its largest in the image.",
    ]
    peaks = ChannelPeaks(
      channels: channels, side: network.sides(inputSize: input.size)[value], count: arguments[Filters.patches])
    tally = ImageTally(tool)

    let source = arguments.operands.first ?? StandardStream.path
    let split = arguments[NetworkOptions.split].split
    records = try ImageList.read(source).filter { split == nil || $0.split == split }
    guard !records.isEmpty else {
      throw Failure(
        "no image\(split.map { " of the split '\($0.rawValue)'" } ?? "") in \(StandardStream.inputName(source))")
    }
    // Not every layer's channels fill the blocks of the other layout.
    var settings = description.architecture.inferenceSettings
    settings.layout = .interleaved
    runner = ImageRunner(
      try CompiledNetwork(network, settings: settings, inputSize: input.size, tensor: description.tensor),
      input: input, root: arguments[SharedOptions.root],
      workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)
  }

  /// Runs the photographs through the network, and cuts out what was found: for each channel, the strongest first.
  ///
  /// - Throws: `Failure` when no photograph can be read; what reading them throws.
  func run() throws -> [[Patch]] {
    let progress = Progress("images", total: records.count, for: tool)
    var count = 0
    try runner.run(records, output: peaks.output) { index, result in
      switch result {
      case .row(_, let row):
        count += 1
        peaks.add(row, at: index)
      case .damaged(let sentence): try tally.damaged(sentence)
      }
      progress.advance()
    }
    progress.finish()
    guard count > 0 else { throw Failure("no readable image among \(records.count)") }
    let resizer = ImageResizer()
    return try peaks.strongest.map { try $0.map { try patch(at: $0, resizer) } }
  }

  private func patch(at peak: ChannelPeak, _ resizer: ImageResizer) throws -> Patch {
    let record = records[peak.index]
    let file = try ImageFile(of: record, under: tool.arguments[SharedOptions.root])
    let part = ViewPart(
      columns: field.pixels(of: peak.column, inputSize: input.size),
      rows: field.pixels(of: peak.row, inputSize: input.size),
      of: try ImageHeader(file.bytes, path: record.path), input: input, side: side)
    return Patch(
      peak: peak, record: record, part: part, picture: try resizer.cut(part, from: file.bytes, path: record.path))
  }

  /// Writes the records of the photographs, with what was found in them.
  ///
  /// - Throws: `FileError` when it cannot be written.
  func write(_ found: [[Patch]], to path: String) throws {
    var writer = try RecordWriter(path)
    for patch in found.joined() {
      var object = patch.record.object
      object["layer"] = .string(layer)
      object["channel"] = .integer(patch.peak.channel)
      object["value"] = .float(patch.peak.value)
      let box = [patch.part.left, patch.part.top, patch.part.width, patch.part.height]
      object["box"] = .array(box.map { .integer($0) })
      try writer.write(object)
    }
    try writer.commit()
  }

  /// Returns a sheet of the patches, a section a channel.
  func sheet(of found: [[Patch]]) -> ContactSheet {
    let usualColumns = found.count == 1 ? 3 : 9
    var sheet = ContactSheet(
      title: "What excites \(layer) most, in \(records.count) images",
      sections: found.map { patches in
        ContactSheet.Section(
          heading: patches.first.map { "Channel \($0.peak.channel)" }, tiles: patches.map(tile))
      }, columns: tool.arguments[Filters.columns] ?? min(usualColumns, tool.arguments[Filters.patches]),
      thumbnailSide: side)
    sheet.legend = legend
    return sheet
  }

  private func tile(_ patch: Patch) -> ContactSheet.Tile {
    ContactSheet.Tile(
      picture: patch.picture, heading: Double(patch.peak.value).text(decimals: 3), isRight: nil,
      detail: patch.record.classNames?.names.joined(separator: ", ") ?? "", name: ImageName.last(of: patch.record.path),
      keepsEnds: false)
  }
}
