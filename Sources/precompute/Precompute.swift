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
  static let verbose = Flag("verbose", "v", affectsOutput: false, help: "say how the network is computed")

  static let command = Command(
    "precompute", summary: "compute the features of images with a pretrained network", operands: "[INDEX]",
    operandCount: 0...1,
    options: [
      NetworkOptions.backbone, SharedOptions.tensorOutput, NetworkOptions.size, NetworkOptions.cropFraction,
      NetworkOptions.crop, NetworkOptions.split, classes, SharedOptions.root, SharedOptions.jobs,
      SharedOptions.strict, SharedOptions.allowSkipped, SharedOptions.noProvenance, verbose, SharedOptions.quiet,
    ],
    examples: [
      "precompute --backbone lite0.safetensors -o acts.safetensors all.ndjson",
      "ds-index photos | precompute -b lite0.safetensors --size 288 -o acts.safetensors",
    ],
    seeAlso: ["ds-index(1)", "import-weights(1)", "fit-head(1)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let backbonePath = try arguments.required(NetworkOptions.backbone)
    let outputPath = try arguments.required(SharedOptions.tensorOutput)
    let indexPath = arguments.operands.first ?? StandardStream.path
    let source = StandardStream.inputName(indexPath)

    let all = try ImageIndex.read(indexPath)
    let vocabulary = try arguments[classes].map(Vocabulary.init(reading:)) ?? Vocabulary(of: all)
    let split = arguments[NetworkOptions.split].split
    let records = split == nil ? all : all.filter { $0.split == split }
    guard !records.isEmpty else {
      throw Failure("no record\(split.map { " of the split '\($0.rawValue)'" } ?? "") in \(source)")
    }
    try vocabulary.check(records)

    let backbone = try Backbone(reading: backbonePath)
    let input = NetworkOptions.input(arguments, from: backbone.input)
    if let sentence = NetworkOptions.enlargement(of: records, to: input) { tool.note(sentence) }
    let network = try CompiledNetwork(
      backbone.architecture.network, settings: backbone.architecture.inferenceSettings, inputSize: input.size
    ) { backbone[$0] }
    if arguments[verbose] { tool.show("\(try InferencePlan(network).summary)") }

    var tally = ImageTally(tool)
    let progress = Progress("images", total: records.count, for: tool)
    var writer = try ActivationsWriter(
      outputPath, width: network.network.pooledWidth, vocabulary: vocabulary,
      hasSeveralLabels: records.contains { $0.labels != nil })
    let runner = ImageRunner(
      network, input: input, root: arguments[SharedOptions.root],
      workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)
    try runner.run(records, output: .features) { index, result in
      switch result {
      case .row(let digest, let row): try writer.append(row, for: records[index].with(digest: digest))
      case .damaged(let sentence): try tally.damaged(sentence)
      }
      progress.advance()
    }
    progress.finish()
    guard writer.count > 0 else { throw Failure("no readable image in \(source)") }

    let step = ProvenanceStep(
      tool: tool.tool, version: version, command: arguments.provenanceText,
      inputs: ["backbone": backbone.digest, "index": ImageIndex.digest(of: all)])
    let metadata = TensorFileMetadata(
      kind: .activations, architecture: backbone.architecture.rawValue, input: input, backbone: backbone.digest,
      provenance: arguments[SharedOptions.noProvenance] ? [] : step.after(backbone.provenance))
    try writer.commit(metadata: metadata)
    return tally.status
  }
}
