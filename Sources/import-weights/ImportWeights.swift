public import CommandLine
internal import Files
public import Networks
internal import Tensors

extension Architecture: OptionValue {}

/// Turns published weights into a backbone file.
@main enum ImportWeights {
  static let architecture = Option<Architecture?>(
    "architecture", value: "NAME", describedAs: "recognised from the tensors",
    help: "take the weights for those of NAME, and leave out what it does not have")

  static let command = Command(
    "import-weights", summary: "turn published weights into a backbone file", operands: "WEIGHTS",
    operandCount: 1...1,
    options: [SharedOptions.tensorOutput, architecture, SharedOptions.noProvenance, SharedOptions.quiet],
    examples: ["import-weights published.safetensors -o lite0.safetensors"],
    seeAlso: ["precompute(1)", "predict(1)", "tensor-info(1)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let output = try arguments.required(SharedOptions.tensorOutput)
    let path = arguments.operands[0]
    let imported = try ImportedBackbone(reading: path, architecture: arguments[architecture])
    imported.notes.forEach(tool.note)
    let backbone = imported.backbone
    let step = ProvenanceStep(
      tool: tool.tool, version: version, command: arguments.provenanceText, inputs: ["weights": imported.fileDigest])
    try backbone.write(to: output, provenance: arguments[SharedOptions.noProvenance] ? [] : [step])
    tool.note("\(backbone.architecture.rawValue), \(backbone.count) tensors, \(backbone.digest)")
    return .done
  }
}
