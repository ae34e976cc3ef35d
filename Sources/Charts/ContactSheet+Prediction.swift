internal import Files
public import Metrics
public import Records

extension ContactSheet.Tile {
  // The number after a name of a right-to-left script stays after it.
  private static let mark = "\u{200E}"

  /// Makes the tile of a photograph, which is not read yet: predicted, actual, probability, file.
  public init(_ prediction: PredictionRecord, on ranking: PredictionRanking) {
    let isOne = if case .one = prediction.predicted { true } else { false }
    self.init(
      picture: nil, heading: ContactSheet.Tile.heading(prediction, ranking), isRight: prediction.isRight,
      detail: ContactSheet.Tile.detail(prediction),
      name: ImageName.last(of: prediction.path), keepsEnds: isOne)
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
