internal import Charts
internal import Files
internal import Metrics
internal import Records

extension Report {
  /// What to know before anything else, in sentences.
  var overview: Section? {
    let points = [qualityPoints, fittingPoints, confusionPoints, lookPoints].joined()
    guard !points.isEmpty else { return nil }
    return Section(
      id: "overview", heading: "What to know",
      content: .element("ul", ["class": "points"], points.map { .element("li", [:], $0) }))
  }

  private var qualityPoints: [Markup] {
    files.predictions.filter(\.isLabelled).map { predictions in
      let name = Markup.name(predictions.name)
      if predictions.hasTags {
        return .text("F2 ") + strong(predictions.tags.f2.text(decimals: 3))
          + .text(", mean over \(predictions.tags.labelledCount) images, in ") + name
      }
      let matrix = predictions.tally.matrixIfSmall
      let (right, total) = matrix.map { ($0.correct, $0.total) } ?? predictions.counts
      let interval = WilsonInterval(successes: right, count: total)
      return strong("\(NumberText.percent(ratio(right, total))) right")
        + .text(
          ": \(right) of \(total) in ") + name
        + .text(
          "; the true part is between \(NumberText.percent(interval.lower)) and \(NumberText.percent(interval.upper)), "
            + "as far as so many images can tell")
    }
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }

  private func strong(_ text: String) -> Markup { .element("strong", [:], .text(text)) }

  /// Whether the training went on for too long, or not long enough.
  private var fittingPoints: [Markup] {
    files.summaries(of: .epoch).compactMap { summary in
      let epochs = summary.records.epochs.filter { $0.validationLoss != nil }
      guard let last = epochs.last, let lastLoss = last.validationLoss,
        let best = epochs.min(by: { ($0.validationLoss ?? 0) < ($1.validationLoss ?? 0) }),
        let loss = best.validationLoss
      else { return nil }
      let losses = "training loss \(NumberText.short(last.trainingLoss)), validation loss \(NumberText.short(lastLoss))"
      let end = Markup.text(" (") + .element("a", ["href": "#training"], .text(losses + " at the end")) + .text(")")
      if best.epoch == last.epoch {
        return strong("No sign of over-fitting")
          + .text(": the validation loss was smallest after the last epoch; more epochs may help") + end
      }
      if lastLoss <= loss * 1.05 {
        return strong("Hardly any over-fitting")
          + .text(": the validation loss is about as small as after epoch \(best.epoch), where it was smallest") + end
      }
      guard last.trainingLoss < lastLoss else {
        return strong("No clear sign of over-fitting")
          + .text(
            ": the validation loss was \(NumberText.short(loss)) after epoch \(best.epoch), and larger since, but the training "
              + "loss is not below it") + end
      }
      return strong("It over-fits")
        + .text(
          ": after epoch \(best.epoch) the validation loss was \(NumberText.short(loss)), and it rose since. Fewer epochs, "
            + "stronger augmentation or more photographs help") + end
    }
  }

  private var confusionPoints: [Markup] {
    guard let pairs, let main, let matrix = main.tally.matrixIfSmall else { return [] }
    let totals = Dictionary(
      matrix.scores.map { (ExactText($0.name), $0.support) }, uniquingKeysWith: { first, _ in first })
    let worst = pairs.mistakes.prefix(3).map { pair in
      let total = totals[ExactText(pair.actual)] ?? 0
      return Markup.element(
        "a", ["href": "#\(pair.id)"], .name(pair.actual), .text(" taken for "), .name(pair.predicted))
        + .text(" (\(pair.predictions.count) of \(total))")
    }
    guard !worst.isEmpty else { return [] }
    let list = worst.enumerated().map { $0.offset == 0 ? $0.element : .text(", ") + $0.element }
    return [strong("Most confused") + .text(": ") + list.joined]
  }

  private var lookPoints: [Markup] {
    guard let main, main.isLabelled else { return [] }
    let wrong = main.records.count { $0.isRight == false }
    guard wrong > 0 else { return [] }
    return [
      strong("Look at these photographs") + .text(": the ")
        + .element("a", ["href": "#most-incorrect"], .text("most incorrect")) + .text(" of \(wrong) wrong ones first")
    ]
  }
}

extension RunFiles.Predictions {
  /// How many are right, and how many are labelled.
  var counts: (right: Int, total: Int) {
    (records.count { $0.isRight == true }, tally.labelledCount + tags.labelledCount)
  }
}

extension PredictionTally {
  /// The matrix, where it is not too large to be looked at.
  var matrixIfSmall: ConfusionMatrix? { classCount <= ConfusionChart.classLimit ? matrix : nil }
}
