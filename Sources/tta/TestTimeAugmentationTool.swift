internal import CommandLine
internal import Inference
internal import Metrics
internal import NetworkOptions
internal import Records

/// Says what photographs show, from several views of each.
@main enum TestTimeAugmentationTool {
  static let views = Option<Int>(
    "views", "n", value: "N", default: 4, limits: Limits<Int>.from(1, to: 1000),
    help: "look at N augmented views besides the centre one")

  static let command = Command(
    "tta", summary: "say what images show, from several views of each", operands: "[INPUT]...",
    operandCount: 0...Int(Int32.max),
    options: PredictionTask.options(with: [views] + AugmentationOptions.all + [SharedOptions.seed]),
    examples: [
      "tta --backbone lite0.safetensors --head head.safetensors --split valid all.ndjson > valid.ndjson",
      "tta -b lite0.safetensors --head head.safetensors --augment top-down --max-zoom 1.05 --split test --csv all.ndjson",
    ],
    seeAlso: ["predict(1)", "average(1)", "confusion(1)", "finetools-augmentation(5)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let task = try PredictionTask(tool)
    if !arguments.isSet(AugmentationOptions.augment) {
      tool.note("views are augmented as the set side-on says; --augment chooses another")
    }
    let augmentation = TestTimeAugmentation(
      try AugmentationOptions.augmentation(arguments), count: arguments[views], seed: arguments[SharedOptions.seed])

    var plain = FigureTally()
    var averaged = FigureTally()
    let status = try task.run(views: augmentation) { record, rows in
      let width = rows.count / augmentation.viewCount
      let probabilities = stride(from: 0, to: rows.count, by: width).map {
        task.classifier.probabilities(of: Array(rows[$0..<$0 + width]))
      }
      let average = augmentation.average(probabilities)
      plain.add(task.classifier.predict(Array(rows[..<width]), for: record, top: .max))
      averaged.add(task.classifier.predict(probabilities: average, for: record))
      return task.classifier.predict(probabilities: average, for: record, top: task.topCount)
    }
    if let figures = ComparedFigures.text(plain: plain, averaged: averaged) { tool.show(figures) }
    return status
  }
}
