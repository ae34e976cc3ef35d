internal import Charts
internal import Files
internal import Metrics

extension Report {
  /// How good the predictions are: those of all files side by side, then class by class.
  var quality: Section? {
    let labelled = files.predictions.filter(\.isLabelled)
    guard let main, !labelled.isEmpty else { return nil }
    var content = Markup.nothing
    let single = labelled.filter { !$0.hasTags }
    if !single.isEmpty { content = content + comparison(single) }
    let tagged = labelled.filter(\.hasTags)
    for predictions in tagged { content = content + tags(predictions) }
    if !main.hasTags {
      content = content + classes(main)
      if main.reliability.count > 0 { content = content + chart(ReliabilityChart(main.reliability)) }
    }
    return Section(id: "quality", heading: "How good it is", content: content)
  }

  private func percent(_ part: Double) -> Table.Cell { .number(NumberText.percent(part), part) }

  private func comparison(_ all: [RunFiles.Predictions]) -> Markup {
    let rows = all.map { predictions -> [Table.Cell] in
      let (right, total) = predictions.counts
      let interval = WilsonInterval(successes: right, count: total)
      let loss = predictions.tally.logLoss.count == total ? predictions.tally.logLoss.value : nil
      let error = predictions.reliability.expectedCalibrationError
      return [
        .name(predictions.name), .number(String(total), Double(total)),
        percent(total == 0 ? 0 : Double(right) / Double(total)),
        .number("\(NumberText.percent(interval.lower)) to \(NumberText.percent(interval.upper))", interval.lower),
        .number(loss?.text(decimals: 4) ?? "unknown", loss ?? .nan),
        .number(error?.text(decimals: 4) ?? "unknown", error ?? .nan),
      ]
    }
    return Table(
      caption: "Predictions", headings: ["file", "images", "right", "95 % interval", "log loss", "calibration error"],
      rows: rows
    ).markup
  }

  private func classes(_ predictions: RunFiles.Predictions) -> Markup {
    guard let matrix = predictions.tally.matrixIfSmall else { return .nothing }
    let rows = matrix.scores.map { scores -> [Table.Cell] in
      [
        .name(scores.name), percent(scores.precision), percent(scores.recall),
        .number(scores.f1.text(decimals: 3), scores.f1),
        .number(String(scores.support), Double(scores.support)),
      ]
    }
    return .element(
      "p", [:],
      .text(
        "Precision: of what was taken for the class, the part that is. Recall: of the class, the part that was found."))
      + Table(caption: "Classes", headings: ["class", "precision", "recall", "F1", "images"], rows: rows).markup
  }

  private func tags(_ predictions: RunFiles.Predictions) -> Markup {
    let rows = predictions.tags.tags.map { name, counts -> [Table.Cell] in
      [
        .name(name), percent(counts.precision), percent(counts.recall), .number(counts.f2.text(decimals: 3), counts.f2),
        .number(String(counts.support), Double(counts.support)),
      ]
    }
    return .element("h3", [:], .name(predictions.name))
      + Table(caption: "Tags", headings: ["tag", "precision", "recall", "F2", "images"], rows: rows).markup
  }
}
