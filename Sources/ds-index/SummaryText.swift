internal import CommandLine
internal import Indexing
internal import Records

/// What `--summary` prints.
enum SummaryText {
  static func text(_ summary: IndexSummary) -> String {
    let splits = Split.allCases.filter { summary.totals[$0] != nil }
    var classes = TextTable(["class"] + splits.map(\.rawValue))
    for (name, counts) in summary.counts.sorted(by: { Vocabulary.precedes($0.key, $1.key) }) {
      classes.append([name.isEmpty ? "(no label)" : name] + splits.map { String(counts[$0] ?? 0) })
    }
    classes.append(["images"] + splits.map { String(summary.totals[$0] ?? 0) })

    var sizes = TextTable(["pixels", "smallest", "quarter", "median", "three quarters", "largest"])
    sizes.append(["width"] + summary.widthQuartiles.map(String.init))
    sizes.append(["height"] + summary.heightQuartiles.map(String.init))
    return classes.text + "\n" + sizes.text
  }
}
