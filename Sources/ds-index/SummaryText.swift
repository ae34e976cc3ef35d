internal import CommandLine
internal import Files
internal import Indexing
internal import Records

/// What `--summary` prints.
enum SummaryText {
  static func text(_ summary: IndexSummary) -> String {
    let splits = Split.allCases.filter { summary.totals[$0] != nil }
    var classes = TextTable(["class"] + splits.map(\.rawValue))
    for (name, counts) in summary.counts.sorted(by: { Vocabulary.precedes($0.key.text, $1.key.text) }) {
      classes.append([name.text.isEmpty ? "(no label)" : name.text] + splits.map { String(counts[$0] ?? 0) })
    }
    classes.append(["images"] + splits.map { String(summary.totals[$0] ?? 0) })

    var sizes = TextTable(["pixels", "smallest", "quarter", "median", "three quarters", "largest"])
    sizes.append(["width"] + summary.widthQuartiles.map(String.init))
    sizes.append(["height"] + summary.heightQuartiles.map(String.init))
    return classes.text + "\n" + sizes.text
  }
}
