internal import CommandLine
internal import Metrics

/// How good the centre views alone are, and how good the averages.
enum ComparedFigures {
  /// A table; `nil` when no label is known.
  static func text(plain: PredictionTally, averaged: PredictionTally) -> String? {
    guard averaged.labelledCount > 0 else { return nil }
    var table = TextTable(["", "accuracy", "log loss"])
    for (name, tally) in [("centre view", plain), ("average", averaged)] {
      table.append([
        name, tally.matrix.accuracy.text(decimals: 4), tally.logLoss.value?.text(decimals: 4) ?? "unknown",
      ])
    }
    // The lines' last end is added when they are shown.
    return String(table.text.dropLast())
  }
}
