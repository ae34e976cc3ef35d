internal import Charts
internal import CommandLine
internal import Images
internal import Metrics
internal import Records

/// What is written under a photograph: predicted, actual, probability, file.
enum SheetCaption {
  static func tile(_ prediction: PredictionRecord, picture: Image?) -> ContactSheet.Tile {
    ContactSheet.Tile(
      picture: picture, heading: heading(prediction), isRight: prediction.isRight, detail: detail(prediction),
      name: prediction.path.split(separator: "/").last.map(String.init) ?? prediction.path)
  }

  private static func heading(_ prediction: PredictionRecord) -> String {
    let names = prediction.predicted.names
    let text = names.isEmpty ? "(none)" : names.joined(separator: ", ")
    guard case .one = prediction.predicted, !prediction.confidence.isNaN else { return text }
    return "\(text)  \(Double(prediction.confidence).text(decimals: 2))"
  }

  private static func detail(_ prediction: PredictionRecord) -> String {
    guard let actual = prediction.actual else { return "label not known" }
    let names = actual.names.isEmpty ? "(none)" : actual.names.joined(separator: ", ")
    return "is \(names)" + (prediction.probabilityOfActual.map { "  \($0.text(decimals: 2))" } ?? "")
  }
}
