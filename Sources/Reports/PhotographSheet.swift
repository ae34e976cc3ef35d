internal import Metrics
internal import Records

/// Photographs that are worth looking at, for one reason.
struct PhotographSheet {
  let id: String
  let heading: String
  let explanation: String
  let ranking: PredictionRanking
  let predictions: [PredictionRecord]

  /// The sheets of predictions: the most incorrect, the most uncertain, the most correct.
  static func all(of predictions: RunFiles.Predictions, count: Int) -> [PhotographSheet] {
    let kinds: [(String, String, String, PredictionRanking)] = [
      (
        "most-incorrect", "Most incorrect",
        "Wrong, and surest of it. Are they labelled rightly? Do they show what they should? What do they have in common?",
        .mostIncorrect
      ),
      ("most-uncertain", "Most uncertain", "Those of which the model is least sure, right or wrong.", .mostUncertain),
      ("most-correct", "Most correct", "Right, and surest of it: what the model takes for typical.", .mostCorrect),
    ]
    return kinds.compactMap { id, heading, explanation, ranking in
      guard !ranking.needsLabels || predictions.isLabelled else { return nil }
      return PhotographSheet(
        id: id, heading: heading, explanation: explanation, ranking: ranking,
        predictions: ranking.choose(count, of: predictions.records))
    }
  }

  func section(_ pictures: PictureStore) -> Report.Section {
    guard !predictions.isEmpty else {
      let none = ranking == .mostIncorrect ? "No prediction is wrong." : "No prediction is right."
      return Report.Section(id: id, heading: heading, content: .element("p", [:], .text(none)))
    }
    return Report.Section(
      id: id, heading: heading,
      content: .element("p", [:], .text(explanation))
        + PhotographTile.grid(predictions.map { PhotographTile.tile($0, on: ranking, pictures) }))
  }
}
