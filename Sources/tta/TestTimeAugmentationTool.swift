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

  /// How many fixed crops.
  enum CropCount: String, CaseIterable, OptionValue {
    case five = "5"
  }

  static let crops = Option<CropCount?>(
    "crops", value: "N", help: "look at the middle and the four corners, rotated and lit, not at random places")

  static let command = Command(
    "tta", summary: "say what images show, from several views of each", operands: "[INPUT]...",
    operandCount: 0...Int(Int32.max),
    options: PredictionTask.options(with: [views, crops] + AugmentationOptions.all() + [SharedOptions.seed]),
    examples: [
      "tta --backbone lite0.safetensors --head head.safetensors --split valid all.ndjson > valid.ndjson",
      "tta -b lite0.safetensors --head head.safetensors --augment top-down --max-zoom 1.05 --split test --csv all.ndjson",
    ],
    seeAlso: ["predict(1)", "average(1)", "confusion(1)", "finetools-augmentation(5)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let excluded: [any OptionRow] = [
      views, AugmentationOptions.maximumZoom, AugmentationOptions.padding, AugmentationOptions.paddingMode,
    ]
    if arguments.isSet(crops), let other = excluded.first(where: { arguments.isSet($0) }) {
      throw UsageError("--crops and --\(other.name) exclude each other")
    }
    let task = try PredictionTask(tool)
    if !arguments.isSet(AugmentationOptions.augment) {
      tool.note(
        task.augmentation == nil
          ? "views are augmented as the set side-on says; --augment chooses another"
          : "views are augmented as in training; --augment chooses another way")
    }
    let chosen = try AugmentationOptions.augmentation(arguments, recorded: task.augmentation)
    let seed = arguments[SharedOptions.seed]
    let views =
      arguments.isSet(crops)
      ? TestTimeAugmentation(fiveCrops: chosen, seed: seed)
      : TestTimeAugmentation(chosen, count: arguments[views], seed: seed)

    var plain = FigureTally()
    var averaged = FigureTally()
    let status = try task.run(views: views.imageViews) { record, rows in
      let width = rows.count / views.viewCount
      let probabilities = stride(from: 0, to: rows.count, by: width).map {
        task.classifier.probabilities(of: Array(rows[$0..<$0 + width]))
      }
      let average = views.average(probabilities)
      plain.add(task.classifier.predict(Array(rows[..<width]), for: record, top: .max))
      averaged.add(task.classifier.predict(probabilities: average, for: record))
      return task.classifier.predict(probabilities: average, for: record, top: task.topCount)
    }
    if let figures = ComparedFigures.text(plain: plain, averaged: averaged) { tool.show(figures) }
    return status
  }
}
