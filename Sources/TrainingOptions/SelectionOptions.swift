public import CommandLine
internal import Networks
public import Training

extension EpochSelection.Metric: OptionValue {}

/// The options about which epoch is kept.
public enum SelectionOptions {
  /// The option `--keep-best`: which epoch is written.
  public static let keepBest = Option<EpochSelection.Metric?>(
    "keep-best", value: "METRIC", describedAs: "the last epoch",
    help: "write the weights of the epoch with the best METRIC")
  /// The option `--patience`: when to stop.
  public static let patience = Option<Int?>(
    "patience", value: "N", limits: Limits<Int>.atLeast(1).optional,
    help: "stop after N epochs without a better METRIC")

  /// All of them, in the order of the manual.
  public static let all: [any OptionRow] = [keepBest, patience]

  /// The selection that the options ask for.
  ///
  /// - Throws: `UsageError` where there is nothing to compare, or nothing of this kind.
  public static func selection(_ arguments: Arguments, for images: LabelledImages) throws(UsageError) -> EpochSelection?
  {
    guard let metric = arguments[keepBest] else {
      if arguments.isSet(patience) { throw UsageError("--patience goes with --keep-best") }
      return nil
    }
    guard !images.validationRows.isEmpty else { throw UsageError("--keep-best needs images of the split 'valid'") }
    let isKnown =
      switch metric {
      case .accuracy: images.kind == .single
      case .f2: images.kind == .several
      case .loss: true
      }
    guard isKnown else {
      let other = images.kind == .single ? "accuracy" : "f2"
      throw UsageError("--keep-best \(metric.rawValue): what is known of these images is \(other) and val_loss")
    }
    return EpochSelection(metric, patience: arguments[patience])
  }

  /// Which epoch was kept, and why the training ended if it ended early.
  public static func sentence(
    _ selection: EpochSelection, kept: TrainingEpoch, last: TrainingEpoch
  ) -> String {
    let waited = last.number - kept.number
    let ended = selection.patience == waited ? "; stopped after epoch \(last.number): none was better since" : ""
    return "kept epoch \(kept.number), the best by \(selection.metric.rawValue)\(ended)"
  }
}
