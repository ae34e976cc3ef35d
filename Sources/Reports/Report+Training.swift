internal import Charts
internal import Files
internal import Records

extension Report {
  /// How the training went.
  var training: Section? {
    var content = Markup.nothing
    var count = 0
    for kind in [RecordKind.curve, .schedule, .epoch] {
      for summary in files.summaries(of: kind) {
        count += 1
        content = content + .element("h3", [:], .name(summary.name))
        switch kind {
        case .curve:
          content = content + chart(CurveChart(points: summary.records.curve, summary: summary.records.curveSummary))
        case .schedule: content = content + chart(ScheduleChart(summary.records.schedule))
        default: content = content + chart(EpochChart(summary.records.epochs)) + table(summary.records.epochs)
        }
      }
    }
    return count == 0 ? nil : Section(id: "training", heading: "Training", content: content)
  }

  private func table(_ epochs: [EpochRecord]) -> Markup {
    let metrics = epochs.first?.metrics.map(\.name) ?? []
    func number(_ value: Double?) -> Table.Cell {
      guard let value, value.isFinite else { return .number("–", .nan) }
      return .number(value.text(decimals: 4), value)
    }
    let rows = epochs.map { epoch -> [Table.Cell] in
      let values = metrics.map { name in number(epoch.metrics.first { $0.name == name }?.value) }
      let rates = epoch.learningRates.map { NumberText.short($0) }.joined(separator: ", ")
      return [.name(String(epoch.epoch)), number(epoch.trainingLoss), number(epoch.validationLoss)] + values + [
        .number(rates, epoch.learningRates.last ?? .nan), .number(NumberText.short(epoch.seconds), epoch.seconds),
      ]
    }
    return Table(
      caption: "Epochs", headings: ["epoch", "training loss", "validation loss"] + metrics + ["last rate", "seconds"],
      rows: rows
    ).markup
  }
}
