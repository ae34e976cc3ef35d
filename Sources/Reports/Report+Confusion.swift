internal import Charts
internal import Metrics
internal import Records

extension Report {
  /// The confusion matrix, and the photographs behind each of its cells.
  func confusion(_ pictures: PictureStore) -> Section? {
    guard let main, let pairs, let matrix = main.tally.matrixIfSmall else { return nil }
    let chart = ConfusionChart(matrix) { [pairs] in pairs.link($0, $1) }
    let name = files.predictions.count > 1 ? Markup.text(" of ") + .name(main.name) : .nothing
    let content =
      .element(
        "p", [:],
        .text("What was taken for what, in the predictions") + name
          + .text(". A cell leads to its photographs below.")) + self.chart(chart)
      + .element("h3", [:], .text("Cells"))
      + pairs.pairs.map { cell($0, pictures) }.joined
    return Section(id: "confusion", heading: "Confusion", content: content)
  }

  // More names than this help nobody.
  private static let mostNames = 100

  private func cell(_ pair: ConfusedPairs.Pair, _ pictures: PictureStore) -> Markup {
    let count = pair.predictions.count
    let what =
      pair.isRight
      ? Markup.name(pair.actual) + .text(", right") : .name(pair.actual) + .text(" taken for ") + .name(pair.predicted)
    let shown = pair.predictions.prefix(pair.shownCount)
    let ranking: PredictionRanking = pair.isRight ? .mostUncertain : .mostIncorrect
    var content = PhotographTile.grid(shown.map { PhotographTile.tile($0, on: ranking, pictures) })
    let others = pair.predictions.dropFirst(pair.shownCount)
    if !others.isEmpty {
      let names = others.prefix(Report.mostNames).map { Markup.element("li", [:], .name($0.path)) }
      let left = others.count - names.count
      content =
        content + .element("p", [:], .text(shown.isEmpty ? "The photographs:" : "And \(others.count) more:"))
        + .element("ul", ["class": "names"], names)
        + (left > 0 ? .element("p", [:], .text("and \(left) more")) : .nothing)
    }
    // The target is inside: browsers open what is around it.
    return .element(
      "details", ["class": "cell"], .element("summary", [:], what + .text(": \(count) image\(count == 1 ? "" : "s")")),
      .element("div", ["id": pair.id], content))
  }
}
