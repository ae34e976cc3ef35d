internal import CommandLine
internal import Files
internal import Records
internal import Tensors

/// Says what is in a tensor file, or writes one of its tensors.
@main enum TensorInfo {
  enum Format: String, CaseIterable, OptionValue { case text, ndjson }

  static let npy = Option<String?>("npy", value: "NAME", help: "write the tensor NAME as NumPy's np.save does")
  static let csv = Option<String?>(
    "csv", value: "NAME", help: "write the tensor NAME as text, a line for each index of the first dimension")
  static let format = Option<Format>("format", value: "FORMAT", default: .text, help: "describe the file as FORMAT")

  static let command = Command(
    "tensor-info", summary: "say what is in a tensor file", operands: "FILE", operandCount: 1...1,
    options: [npy, csv, format],
    examples: ["tensor-info acts.safetensors", "tensor-info --csv features acts.safetensors > features.csv"],
    seeAlso: ["import-weights(1)", "precompute(1)", "fit-head(1)", "finetools-tensors(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    if arguments.isSet(npy), arguments.isSet(csv) { throw UsageError("--npy and --csv exclude each other") }
    let file = try TensorFile(reading: arguments.operands[0])
    var output = try OutputFile(StandardStream.path, isText: !arguments.isSet(npy))
    if let name = arguments[npy] {
      try tensor(name, in: file).writeNumpy(to: &output)
    } else if let name = arguments[csv] {
      try tensor(name, in: file).writeCSV(to: &output)
    } else {
      let description = FileDescription(file)
      try output.write(arguments[format] == .text ? description.text : description.records)
    }
    try output.commit()
    return .done
  }

  private static func tensor(_ name: String, in file: TensorFile) throws -> Tensor {
    guard let tensor = file[name] else {
      throw Failure("no tensor '\(name)' in \(StandardStream.inputName(file.path))")
    }
    return tensor
  }
}
