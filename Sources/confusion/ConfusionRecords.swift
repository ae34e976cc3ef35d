internal import Metrics
internal import Records

/// The report for programs, as records.
enum ConfusionRecords {
  /// One record with the figures, one a class with its row of the matrix, and one a kind of mistake.
  static func records(_ tally: PredictionTally) -> [JSONObject] {
    let matrix = tally.matrix
    let interval = WilsonInterval(successes: matrix.correct, count: matrix.total)
    let hasLoss = tally.logLoss.count == tally.labelledCount
    let figures: JSONObject = [
      "images": .integer(matrix.total), "unlabelled": .integer(tally.unlabelledCount),
      "correct": .integer(matrix.correct), "accuracy": .double(matrix.accuracy),
      "accuracy_low": .double(interval.lower), "accuracy_high": .double(interval.upper),
      "log_loss": hasLoss ? tally.logLoss.value.map { .double($0) } ?? .null : .null,
    ]
    let classes = matrix.scores.enumerated().map { actual, scores -> JSONObject in
      var counts = JSONObject()
      for (predicted, name) in matrix.classes.enumerated() { counts.append(name, .integer(matrix[actual, predicted])) }
      return [
        "class": .string(scores.name), "precision": .double(scores.precision), "recall": .double(scores.recall),
        "f1": .double(scores.f1), "support": .integer(scores.support), "predicted": .object(counts),
      ]
    }
    let mistakes = matrix.mostConfused.map { pair -> JSONObject in
      ["label": .string(pair.actual), "predicted": .string(pair.predicted), "count": .integer(pair.count)]
    }
    return [figures] + classes + mistakes
  }
}

/// The matrix alone, as comma-separated values.
enum ConfusionTable {
  /// A heading with the predicted classes, then a line a label.
  static func csv(_ matrix: ConfusionMatrix) -> String {
    var text = CSV.line(["label"] + matrix.classes)
    for (actual, name) in matrix.classes.enumerated() {
      text += CSV.line([name] + matrix.classes.indices.map { String(matrix[actual, $0]) })
    }
    return text
  }
}
