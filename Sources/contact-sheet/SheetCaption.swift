internal import Charts
internal import Files
internal import Metrics
internal import Records

/// What is written under a photograph, which is not read yet: predicted, actual, probability, file.
enum SheetCaption {
  // The number after a name of a right-to-left script stays after it.
  private static let mark = "\u{200E}"

  static func tile(_ prediction: PredictionRecord, on ranking: PredictionRanking) -> ContactSheet.Tile {
    let isOne = if case .one = prediction.predicted { true } else { false }
    return ContactSheet.Tile(
      picture: nil, heading: heading(prediction, ranking), isRight: prediction.isRight, detail: detail(prediction),
      name: prediction.path.split(separator: "/").last.map(String.init) ?? prediction.path, keepsEnds: isOne)
  }

  private static func heading(_ prediction: PredictionRecord, _ ranking: PredictionRanking) -> String {
    switch prediction.predicted {
    case .one(let name):
      return prediction.confidence.isNaN ? name : pair(name, Double(prediction.confidence))
    case .several(let names):
      guard ranking == .mostUncertain, let nearest = prediction.nearestToThreshold else { return list(names) }
      // The class that it is about comes first, with its probability.
      let others = names.filter { $0 != nearest.name }
      let isPredicted = others.count < names.count
      let parts = [(isPredicted ? "" : "not ") + pair(nearest.name, Double(nearest.value))] + others
      return parts.joined(separator: ", ")
    }
  }

  private static func detail(_ prediction: PredictionRecord) -> String {
    guard let actual = prediction.actual else { return "label not known" }
    let names = "is \(list(actual.names))"
    return prediction.probabilityOfActual.map { pair(names, $0) } ?? names
  }

  private static func list(_ names: [String]) -> String { names.isEmpty ? "(none)" : names.joined(separator: ", ") }

  private static func pair(_ name: String, _ probability: Double) -> String {
    "\(name)\(mark)  \(probability.text(decimals: 2))"
  }
}
