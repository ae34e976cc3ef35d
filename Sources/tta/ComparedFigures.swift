internal import CommandLine
internal import Files
internal import Metrics
internal import Records

/// Adds predictions up, of one class or of tags.
struct FigureTally {
  private(set) var classes = PredictionTally()
  private(set) var tags = TagTally()

  mutating func add(_ prediction: PredictionRecord) {
    if prediction.threshold == nil { classes.add(prediction) } else { tags.add(prediction) }
  }
}

/// How good the centre views alone are, and how good the averages.
enum ComparedFigures {
  /// A table; `nil` when no label is known.
  static func text(plain: FigureTally, averaged: FigureTally) -> String? {
    let rows = [("centre view", plain), ("average", averaged)]
    var table: TextTable
    if averaged.classes.labelledCount > 0 {
      table = TextTable(["", "accuracy", "log loss"])
      for (name, tally) in rows.map({ ($0, $1.classes) }) {
        table.append([
          name, tally.matrix.accuracy.text(decimals: 4), tally.logLoss.value?.text(decimals: 4) ?? "unknown",
        ])
      }
    } else if averaged.tags.labelledCount > 0 {
      table = TextTable(["", "F2", "loss"])
      for (name, tally) in rows.map({ ($0, $1.tags) }) {
        table.append([name, tally.f2.text(decimals: 4), tally.loss?.text(decimals: 4) ?? "unknown"])
      }
    } else {
      return nil
    }
    // The lines' last end is added when they are shown.
    return String(table.text.dropLast())
  }
}
