internal import Charts
internal import Files
internal import Metrics
internal import Records

/// A photograph on a page, with what was predicted of it.
enum PhotographTile {
  /// The tile of a prediction, with the words of a contact sheet.
  static func tile(_ prediction: PredictionRecord, on ranking: PredictionRanking, _ pictures: PictureStore) -> Markup {
    let tile = ContactSheet.Tile(prediction, on: ranking)
    let sign = prediction.isRight.map { $0 ? "✓ " : "✗ " } ?? ""
    let kind = prediction.isRight.map { $0 ? "right" : "wrong" } ?? "unknown"
    let description = "predicted \(tile.heading), \(tile.detail)"
    return .element(
      "figure", ["class": "tile \(kind)"], pictures.image(prediction.path, description),
      .element(
        "figcaption", [:], .element("b", [:], .text(sign), .name(tile.heading)),
        .element("span", [:], .name(tile.detail)),
        path(prediction.path)))
  }

  /// The tile of a photograph of which nothing was predicted.
  static func sample(_ path: String, of className: String, _ pictures: PictureStore) -> Markup {
    .element(
      "figure", ["class": "tile"], pictures.image(path, className.isEmpty ? "a photograph without a label" : className),
      .element("figcaption", [:], self.path(path)))
  }

  /// The name of a file; its folders are said when it is pointed at.
  private static func path(_ path: String) -> Markup {
    .element(
      "span", ["class": "path", "title": path], .name(ImageName.last(of: path)))
  }

  /// Tiles beside and below each other.
  static func grid(_ tiles: [Markup]) -> Markup { .element("div", ["class": "tiles"], tiles) }
}
