internal import CommandLine
internal import Files
internal import Metrics
internal import Records

/// What can be said of predictions of tags: for people, as a table, and as records.
struct TagReport {
  private let tally: TagTally

  init(_ tally: TagTally) { self.tally = tally }

  /// The figures of all tags, and a line a tag.
  var text: String {
    let thresholds = tally.thresholds.sorted().map(\.argumentText).joined(separator: ", ")
    let above = thresholds.isEmpty ? "" : ", tags above \(thresholds)"
    let total = tally.total
    var lines = ["F2        \(tally.f2.text(decimals: 4))  mean over \(tally.labelledCount) images\(above)"]
    lines.append("micro     \(scores(total.precision, total.recall, total.f1))")
    let macro = tally.macro.map { scores($0.precision, $0.recall, $0.f1) }
    lines.append("macro     \(macro ?? "unknown: \(TagReport.gap)")")
    lines.append("loss      \(tally.loss?.text(decimals: 4) ?? "unknown")")
    var table = TextTable(["tag", "precision", "recall", "F1", "F2", "images", "right", "too many", "missed"])
    for (name, counts) in tally.tags {
      let scores = [counts.precision, counts.recall, counts.f1, counts.f2].map { $0.text(decimals: 4) }
      let numbers = [counts.support, counts.truePositives, counts.falsePositives, counts.falseNegatives]
      table.append([name.printable()] + scores + numbers.map(String.init))
    }
    return lines.joined(separator: "\n") + "\n\n" + table.text
  }

  /// What to know about tags that may be missing; `nil` when none can be.
  var warning: String? { tally.knowsAllTags ? nil : "the macro scores are unknown: \(TagReport.gap)" }

  private static let gap =
    "some records lack probabilities, so that tags may be missing; predict without --top writes all"

  private func scores(_ precision: Double, _ recall: Double, _ f1: Double) -> String {
    [("precision", precision), ("recall", recall), ("F1", f1)].map { "\($0) \($1.text(decimals: 4))" }
      .joined(separator: ", ")
  }

  /// Calls `emit` with a heading, then with a line a tag: a table of two by two.
  func writeTable(_ emit: (String) throws -> Void) throws {
    try emit(CSV.line(["tag", "true_positives", "false_positives", "false_negatives", "true_negatives"]))
    for (name, counts) in tally.tags { try emit(CSV.line([name] + cells(counts).map(String.init))) }
  }

  /// Calls `emit` with a record of the figures, then with one a tag.
  func writeRecords(_ emit: (JSONObject) throws -> Void) throws {
    let (total, macro) = (tally.total, tally.macro)
    func number(_ value: Double?) -> JSONValue { value.map { .double($0) } ?? .null }
    let figures: JSONObject = [
      "images": .integer(tally.labelledCount), "unlabelled": .integer(tally.unlabelledCount), "f2": .double(tally.f2),
      "loss": number(tally.loss), "micro_precision": .double(total.precision),
      "micro_recall": .double(total.recall), "micro_f1": .double(total.f1), "micro_f2": .double(total.f2),
      "macro_precision": number(macro?.precision), "macro_recall": number(macro?.recall),
      "macro_f1": number(macro?.f1), "macro_f2": number(macro?.f2),
    ]
    try emit(figures)
    for (name, counts) in tally.tags {
      let cells = cells(counts)
      try emit([
        "tag": .string(name), "precision": .double(counts.precision), "recall": .double(counts.recall),
        "f1": .double(counts.f1), "f2": .double(counts.f2), "support": .integer(counts.support),
        "true_positives": .integer(cells[0]), "false_positives": .integer(cells[1]),
        "false_negatives": .integer(cells[2]), "true_negatives": .integer(cells[3]),
      ])
    }
  }

  private func cells(_ counts: TagCounts) -> [Int] {
    let known = [counts.truePositives, counts.falsePositives, counts.falseNegatives]
    return known + [tally.labelledCount - known.reduce(0, +)]
  }
}
