internal import Metrics
internal import Records

/// The report for programs, as records.
enum ConfusionRecords {
  /// Calls `emit` with a record of the figures, one a class with its row of the matrix, and one a kind of mistake.
  static func write(_ tally: PredictionTally, _ emit: (JSONObject) throws -> Void) throws {
    let matrix = tally.matrix
    let interval = WilsonInterval(successes: matrix.correct, count: matrix.total)
    let hasLoss = tally.logLoss.count == tally.labelledCount
    let figures: JSONObject = [
      "images": .integer(matrix.total), "unlabelled": .integer(tally.unlabelledCount),
      "correct": .integer(matrix.correct), "accuracy": .double(matrix.accuracy),
      "accuracy_low": .double(interval.lower), "accuracy_high": .double(interval.upper),
      "log_loss": hasLoss ? tally.logLoss.value.map { .double($0) } ?? .null : .null,
    ]
    try emit(figures)
    for (actual, scores) in matrix.scores.enumerated() {
      var counts = JSONObject()
      for (predicted, name) in matrix.classes.enumerated() { counts.append(name, .integer(matrix[actual, predicted])) }
      try emit([
        "class": .string(scores.name), "precision": .double(scores.precision), "recall": .double(scores.recall),
        "f1": .double(scores.f1), "support": .integer(scores.support), "predicted": .object(counts),
      ])
    }
    for pair in matrix.mostConfused {
      try emit([
        "label": .string(pair.actual), "predicted": .string(pair.predicted), "count": .integer(pair.count),
      ])
    }
  }
}

/// The matrix alone, as comma-separated values.
enum ConfusionTable {
  /// Calls `emit` with a heading of the predicted classes, then with a line a label.
  static func write(_ matrix: ConfusionMatrix, _ emit: (String) throws -> Void) throws {
    try emit(CSV.line(["label"] + matrix.classes))
    for (actual, name) in matrix.classes.enumerated() {
      try emit(CSV.line([name] + matrix.classes.indices.map { String(matrix[actual, $0]) }))
    }
  }
}
