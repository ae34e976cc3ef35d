internal import Randomness

/// A rectangle that a crop may take, in parts of the photograph whose size is not known yet.
public struct AreaProposal: Equatable, Sendable {
  /// The part of the photograph's area.
  public var area: Double
  /// Its width divided by its height, or the other way round if `isSwapped`.
  public var ratio: Double
  /// Whether width and height are swapped.
  public var isSwapped: Bool
  /// Where it lies: 0 left, 1 right.
  public var horizontal: Double
  /// Where it lies: 0 top, 1 bottom.
  public var vertical: Double

  /// Says which rectangle.
  public init(area: Double, ratio: Double, isSwapped: Bool, horizontal: Double, vertical: Double) {
    self.area = area
    self.ratio = ratio
    self.isSwapped = isSwapped
    self.horizontal = horizontal
    self.vertical = vertical
  }

  private static let tries = 10

  /// Draws as fastai 0.7's `GoogleNetResize` does: ten proposals, of which width and height are swapped in all or none.
  static func draw(area: ClosedRange<Double>, ratio: ClosedRange<Double>, _ numbers: RandomNumbers) -> [AreaProposal] {
    func uniform(_ number: Int, _ range: ClosedRange<Double>) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * numbers.uniform(number)
    }
    let isSwapped = numbers.uniform(0) < 0.5
    return (0..<tries).map { number in
      let first = 1 + 4 * number
      return AreaProposal(
        area: uniform(first, area), ratio: uniform(first + 1, ratio), isSwapped: isSwapped,
        horizontal: numbers.uniform(first + 2), vertical: numbers.uniform(first + 3))
    }
  }

  /// Returns the rectangle in a photograph of `width` × `height` pixels; `nil` when it does not fit.
  func rectangle(width: Int, height: Int) -> PixelRectangle? {
    let pixels = area * Double(width) * Double(height)
    let (first, second) = (Int((pixels * ratio).squareRoot() + 0.5), Int((pixels / ratio).squareRoot() + 0.5))
    let (columns, rows) = isSwapped ? (second, first) : (first, second)
    guard (1...width).contains(columns), (1...height).contains(rows) else { return nil }
    return PixelRectangle(
      left: min(Int(horizontal * Double(width - columns + 1)), width - columns),
      top: min(Int(vertical * Double(height - rows + 1)), height - rows), width: columns, height: rows)
  }
}

/// A part of a picture, in whole pixels.
struct PixelRectangle: Equatable {
  let left: Int
  let top: Int
  let width: Int
  let height: Int

  /// The largest square in the middle of `width` × `height` pixels.
  static func middle(ofWidth width: Int, height: Int) -> PixelRectangle {
    let side = min(width, height)
    return PixelRectangle(left: (width - side + 1) / 2, top: (height - side + 1) / 2, width: side, height: side)
  }
}
