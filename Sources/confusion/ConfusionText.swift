internal import CommandLine
internal import Files
internal import Metrics

/// The report for people: the matrix, the figures, the classes, the mistakes.
struct ConfusionText {
  private let tally: PredictionTally
  private let matrix: ConfusionMatrix
  private let names: [String]

  // A matrix with names as headings may be this wide; a wider one is numbered.
  private static let widest = 100
  private static let pairLimit = 10
  // A matrix of more classes fills the screen and helps nobody.
  private static let mostShown = 200
  // Below this many images the interval deserves a word.
  private static let smallSet = 1_000

  init(_ tally: PredictionTally) {
    self.tally = tally
    matrix = tally.matrix
    names = matrix.classes.map { $0.printable() }
  }

  var text: String {
    [matrixText, figures, classes, mistakes].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var matrixText: String {
    guard names.count <= ConfusionText.mostShown else {
      return "\(names.count) classes are too many for a matrix to look at; --format csv writes it\n"
    }
    let named = table(headings: [""] + names, rows: names, zero: "0")
    let width = named.split(separator: "\n").map(\.count).max() ?? 0
    if width <= ConfusionText.widest { return "rows: label, columns: prediction\n\n" + named }
    let numbers = names.indices.map { String($0 + 1) }
    let digits = numbers.last?.count ?? 0
    let numbered = zip(numbers, names).map { String(repeating: " ", count: digits - $0.count) + "\($0) \($1)" }
    return "rows: label, columns: prediction, by the numbers of the rows\n\n"
      + table(headings: [""] + numbers, rows: numbered, zero: ".")
  }

  private func table(headings: [String], rows: [String], zero: String) -> String {
    var table = TextTable(headings)
    for (actual, name) in rows.enumerated() {
      let counts = matrix.classes.indices.map { matrix[actual, $0] }
      table.append([name] + counts.map { $0 == 0 ? zero : String($0) })
    }
    return table.text
  }

  private var figures: String {
    let interval = WilsonInterval(successes: matrix.correct, count: matrix.total)
    var lines = [
      "accuracy  \(matrix.accuracy.text(decimals: 4))  \(matrix.correct) of \(matrix.total), 95 % interval "
        + "\(interval.lower.text(decimals: 4)) to \(interval.upper.text(decimals: 4))"
    ]
    if matrix.total < ConfusionText.smallSet {
      lines[0] += "\n          a small set: the true accuracy may be anywhere in this interval"
    }
    if let loss = tally.logLoss.value, tally.logLoss.count == tally.labelledCount {
      lines.append("log loss  \(loss.text(decimals: 4))")
    } else {
      let lacking = tally.labelledCount - tally.logLoss.count
      lines.append(
        "log loss  unknown: \(lacking) of \(tally.labelledCount) predictions lack the probability of their label")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var classes: String {
    var table = TextTable(["class", "precision", "recall", "F1", "images"])
    for (name, scores) in zip(names, matrix.scores) {
      let parts = [scores.precision, scores.recall, scores.f1].map { $0.text(decimals: 4) }
      table.append([name] + parts + [String(scores.support)])
    }
    return table.text
  }

  private var mistakes: String {
    let pairs = matrix.mostConfused
    guard !pairs.isEmpty else { return "" }
    var table = TextTable(["most confused", "taken for", "images"])
    for pair in pairs.prefix(ConfusionText.pairLimit) {
      table.append([pair.actual.printable(), pair.predicted.printable()] + [String(pair.count)])
    }
    let left = pairs.count - ConfusionText.pairLimit
    return table.text + (left > 0 ? "and \(left) more\n" : "")
  }
}
