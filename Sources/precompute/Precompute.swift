internal import CommandLine
internal import Files
internal import Inference
internal import NetworkOptions
internal import Networks
internal import Records
internal import Tensors
internal import Workers

/// Computes what the body of a pretrained network sees in each photograph, once and for all.
@main enum Precompute {
  static let classes = Option<String?>(
    "classes", value: "FILE", describedAs: "the sorted labels of all records",
    help: "take the names of the classes, in order, from the lines of FILE")
  static let reuse = Option<String?>(
    "reuse", value: "FILE", affectsOutput: false,
    help: "take rows from FILE, which an earlier run wrote, instead of computing them; may be given several times")
  static let shard = Option<Shard?>(
    "shard", value: "K/N",
    help: "use only every N-th record, from record K on; an unsharded run that reuses all shards merges them")
  static let verbose = Flag("verbose", "v", affectsOutput: false, help: "say how the network is computed")

  static let command = Command(
    "precompute", summary: "compute the features of images with a pretrained network", operands: "[INDEX]",
    operandCount: 0...1,
    options: [
      NetworkOptions.backbone, SharedOptions.tensorOutput, NetworkOptions.size, NetworkOptions.cropFraction,
      NetworkOptions.crop, NetworkOptions.precision, NetworkOptions.split, classes, reuse, shard, SharedOptions.root,
      SharedOptions.jobs,
      SharedOptions.strict, SharedOptions.allowSkipped, SharedOptions.noProvenance, verbose, SharedOptions.quiet,
    ],
    examples: [
      "precompute --backbone lite0.safetensors -o acts.safetensors all.ndjson",
      "ds-index photos | precompute -b lite0.safetensors --size 288 -o acts.safetensors",
      "precompute -b lite0.safetensors --reuse acts.safetensors -o acts.safetensors all.ndjson",
    ],
    seeAlso: ["ds-index(1)", "import-weights(1)", "fit-head(1)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let backbonePath = try arguments.required(NetworkOptions.backbone)
    let outputPath = try arguments.required(SharedOptions.tensorOutput)
    let indexPath = arguments.operands.first ?? StandardStream.path
    let source = StandardStream.inputName(indexPath)

    let split = arguments[NetworkOptions.split].split
    let index = try ImageIndex(reading: indexPath, split: split, shard: arguments[shard]?.shard)
    let vocabulary = try arguments[classes].map(Vocabulary.init(reading:)) ?? index.vocabulary
    let records = index.records
    guard !records.isEmpty else {
      throw Failure("no record\(split.map { " of the split '\($0.rawValue)'" } ?? "") in \(source)")
    }
    try vocabulary.check(records)

    let backbone = try Backbone(reading: backbonePath)
    let input = NetworkOptions.input(arguments, from: backbone.input)
    let settings = try backbone.architecture.inferenceSettings(arguments[NetworkOptions.precision])
    let output = try TensorFileWriter.open(outputPath)
    let key = FeatureKey(
      architecture: backbone.architecture.rawValue, backbone: backbone.digest, input: input,
      precision: arguments[NetworkOptions.precision],
      width: backbone.architecture.network.pooledWidth)
    let cache = try FeatureCache(key, output: outputPath)
    if cache.resumedCount > 0 { tool.note("going on from '\(outputPath).partial': \(cache.resumedCount) rows") }
    let old = try addReusedRows(to: cache, outputPath: outputPath, tool)

    var tally = ImageTally(tool)
    let rows = try computeMissing(
      records, backbone: backbone, settings: settings, input: input, cache: cache, &tally, tool)
    let readable = zip(records, rows).compactMap { record, digest in digest.map { record.with(digest: $0) } }
    guard !readable.isEmpty else { throw Failure("no readable image in \(source)") }
    let step = ProvenanceStep(
      tool: tool.tool, version: version, command: arguments.provenanceText,
      inputs: ["backbone": backbone.digest, "index": index.digest])
    var metadata = ActivationsWriter.metadata(
      TensorFileMetadata(
        kind: .activations, architecture: key.architecture, input: input, backbone: backbone.digest,
        provenance: arguments[SharedOptions.noProvenance] ? [] : step.after(backbone.provenance)),
      records: readable, vocabulary: vocabulary)
    metadata.precision = key.precision
    if let old, old.metadata.fields.text.isExactly(metadata.fields.text) {
      tool.note("'\(outputPath)' is up to date")
    } else {
      var writer = try ActivationsWriter(
        output, records: readable, targets: try Targets(of: readable, vocabulary: vocabulary), width: key.width,
        metadata: metadata)
      for digest in rows { if let digest { try writer.append(try cache.row(for: digest)) } }
      try writer.commit()
    }
    cache.finish()
    return tally.status
  }

  /// Computes the rows that the cache lacks, and returns for each record by which digest its row is found; `nil` for
  /// damaged images.
  private static func computeMissing(
    _ records: [ImageRecord], backbone: Backbone, settings: InferenceSettings, input: NetworkInput,
    cache: FeatureCache, _ tally: inout ImageTally, _ tool: Invocation
  ) throws -> [Digest?] {
    var rows: [Digest?] = records.map { $0.digest.flatMap { cache.contains($0) ? $0 : nil } }
    let missing = rows.indices.filter { rows[$0] == nil }
    guard !missing.isEmpty else { return rows }
    let images = missing.map { records[$0] }
    if let sentence = NetworkOptions.enlargement(of: images, to: input) { tool.note(sentence) }
    let network = try CompiledNetwork(
      backbone.architecture.network, settings: settings, inputSize: input.size
    ) { backbone[$0] }
    if tool.arguments[verbose] { tool.show("\(try InferencePlan(network).summary)") }
    let runner = ImageRunner(
      network, input: input, root: tool.arguments[SharedOptions.root],
      workers: tool.arguments[SharedOptions.jobs] ?? Workers.processorCount)
    let progress = Progress("images", total: missing.count, for: tool)
    try runner.run(images, output: .features) { index, result in
      switch result {
      case .row(let digest, let row):
        try cache.add(row, for: digest)
        rows[missing[index]] = digest
      case .damaged(let sentence): try tally.damaged(sentence)
      }
      progress.advance()
    }
    progress.finish()
    return rows
  }

  /// Adds the rows of the files to reuse, and returns the one that is also the output, if it is there.
  private static func addReusedRows(
    to cache: FeatureCache, outputPath: String, _ tool: Invocation
  ) throws -> Activations? {
    var old: Activations?
    for path in tool.arguments.all(reuse) {
      // The output itself may not be there yet, or be of other settings: then it is made anew.
      if path.isExactly(outputPath) {
        guard FileStatus.exists(path) else { continue }
        let activations = try Activations(reading: path)
        do {
          try cache.add(activations)
          old = activations
        } catch let error as UnfitRows {
          tool.note("\(error); computing everything anew")
        }
      } else {
        try cache.add(try Activations(reading: path))
      }
    }
    return old
  }
}
