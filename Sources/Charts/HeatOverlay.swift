public import Images
public import Records

/// Draws a heat map over a photograph: what is hot keeps its colours, what is cold fades.
///
/// Nothing depends on a hue: cold parts are pale and grey, and a line that is dark on light and light on dark goes where the
/// map is at half of its maximum.
public struct HeatOverlay: Sendable {
  /// How it is to be read, in two lines.
  public static let legend = [
    "In colour: what speaks for the most probable class (Grad-CAM); pale: what does not.",
    "Line: half of the maximum. Frame: what the network saw.",
  ]

  private let map: HeatMap
  private let width: Int
  private let height: Int
  // What the network saw of the picture, in pixels.
  private let left: Double
  private let top: Double
  private let right: Double
  private let bottom: Double

  /// Fits `map` to a picture of this size.
  public init(_ map: HeatMap, width: Int, height: Int) {
    self.map = map
    self.width = width
    self.height = height
    let side = map.cropFraction.map { $0 * Double(min(width, height)) }
    let (seenWidth, seenHeight) = (side ?? Double(width), side ?? Double(height))
    left = (Double(width) - seenWidth) / 2
    top = (Double(height) - seenHeight) / 2
    right = left + seenWidth
    bottom = top + seenHeight
  }

  /// Returns the picture under the map.
  public func draw(on picture: Image) -> Image {
    precondition(picture.width == width && picture.height == height, "the picture has another size")
    var heats: [Double?] = []
    heats.reserveCapacity(width * height)
    for row in 0..<height { for column in 0..<width { heats.append(heat(column: column, row: row)) } }
    var pixels = picture.pixels
    for place in heats.indices {
      let (row, column) = place.quotientAndRemainder(dividingBy: width)
      if let line = line(column: column, row: row, heats) {
        for channel in 3 * place..<3 * place + 3 { pixels[channel] = line }
        continue
      }
      // ITU-R BT.601, as Pillow's convert("L").
      let grey =
        0.299 * Double(pixels[3 * place]) + 0.587 * Double(pixels[3 * place + 1])
        + 0.114 * Double(pixels[3 * place + 2])
      let pale = HeatOverlay.paleness + (1 - HeatOverlay.paleness / 255) * grey
      let heat = heats[place] ?? 0
      for channel in 3 * place..<3 * place + 3 {
        pixels[channel] = UInt8((heat * Double(pixels[channel]) + (1 - heat) * pale).rounded())
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  // How light black becomes where it is cold.
  private static let paleness = 130.0
  private static let lineHeat = 0.5

  /// The map between the middles of its parts, bilinear, 0...1; `nil` beyond what the network saw.
  private func heat(column: Int, row: Int) -> Double? {
    let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
    guard (left..<right).contains(x), (top..<bottom).contains(y) else { return nil }
    func between(_ position: Double, _ count: Int) -> (first: Int, second: Int, part: Double) {
      let place = max(0, min(Double(count - 1), position * Double(count) - 0.5))
      return (Int(place), min(Int(place) + 1, count - 1), place - place.rounded(.down))
    }
    let horizontal = between((x - left) / (right - left), map.columns)
    let vertical = between((y - top) / (bottom - top), map.rows)
    func value(_ row: Int) -> Double {
      let first = Double(map.values[row * map.columns + horizontal.first])
      let second = Double(map.values[row * map.columns + horizontal.second])
      return first + (second - first) * horizontal.part
    }
    let first = value(vertical.first)
    return first + (value(vertical.second) - first) * vertical.part
  }

  /// The grey of the line that goes through a pixel, if one does: light inside, dark outside.
  private func line(column: Int, row: Int, _ heats: [Double?]) -> UInt8? {
    func level(_ column: Int, _ row: Int) -> Int {
      heats[row * width + column].map { $0 >= HeatOverlay.lineHeat ? 2 : 1 } ?? 0
    }
    let own = level(column, row)
    var (lowest, highest) = (own, own)
    func meet(_ neighbour: Int) { (lowest, highest) = (min(lowest, neighbour), max(highest, neighbour)) }
    if column > 0 { meet(level(column - 1, row)) }
    if column < width - 1 { meet(level(column + 1, row)) }
    if row > 0 { meet(level(column, row - 1)) }
    if row < height - 1 { meet(level(column, row + 1)) }
    return lowest < own ? 255 : highest > own ? 0 : nil
  }
}
