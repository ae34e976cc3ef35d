internal import CommandLine
internal import Inference
internal import NetworkOptions
internal import Records

/// Says what photographs show.
@main enum Predict {
  static let heatMap = Flag(
    "heatmap", help: "say in each record where the most probable class was seen, for contact-sheet --heatmap")

  static let command = Command(
    "predict", summary: "say what images show", operands: "[INPUT]...", operandCount: 0...Int(Int32.max),
    options: PredictionTask.options(with: [heatMap]),
    examples: [
      "predict --backbone lite0.safetensors --head head.safetensors --split valid all.ndjson > valid.ndjson",
      "find photos -name '*.jpg' -print0 | predict -0 -b lite0.safetensors --top 3",
    ],
    seeAlso: ["fit-head(1)", "tta(1)", "confusion(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    if arguments[heatMap], arguments[PredictionTask.csv] { throw UsageError("--csv and --heatmap exclude each other") }
    let task = try PredictionTask(tool)
    if arguments[heatMap] {
      let heatMaps = HeatMaps(task.classifier, input: task.input)
      return try task.run(output: heatMaps.output) { heatMaps.predict($1, for: $0, top: task.topCount) }
    }
    return try task.run { task.classifier.predict($1, for: $0, top: task.topCount) }
  }
}
