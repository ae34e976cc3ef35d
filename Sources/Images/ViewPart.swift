public import Tensors

/// A rectangle of what a network sees of a photograph, to be cut out of the photograph itself.
public struct ViewPart: Equatable, Sendable {
  /// Where it lies in the upright photograph, in its pixels, rounded.
  public let left: Int
  public let top: Int
  public let width: Int
  public let height: Int
  // The photograph, scaled so that the longer side of the rectangle has the wanted length, and the rectangle in it.
  let whole: ScaledSize
  let columns: Range<Int>
  let rows: Range<Int>

  /// Finds the rectangle.
  ///
  /// - Parameters:
  ///   - columns: Its columns in the square that the network sees, not empty.
  ///   - rows: Its rows there, not empty.
  ///   - header: The photograph.
  ///   - input: How the network sees it.
  ///   - side: How long its longer side becomes when it is cut out.
  public init(columns: Range<Int>, rows: Range<Int>, of header: ImageHeader, input: NetworkInput, side: Int) {
    precondition(!columns.isEmpty && !rows.isEmpty, "nothing to cut out")
    let view = ViewGeometry(width: header.width, height: header.height, input: input)
    let (seenColumns, seenRows) = (columns.moved(by: view.left), rows.moved(by: view.top))
    let (x, y) = (Double(header.width) / Double(view.width), Double(header.height) / Double(view.height))
    let place = (seenColumns.scaled(by: x, within: header.width), seenRows.scaled(by: y, within: header.height))
    (left, top, width, height) = (place.0.lowerBound, place.1.lowerBound, place.0.count, place.1.count)

    let scale = Double(side) / Double(max(columns.count, rows.count))
    whole = ScaledSize(
      width: max(1, Int((Double(view.width) * scale).rounded())),
      height: max(1, Int((Double(view.height) * scale).rounded())))
    self.columns = seenColumns.scaled(by: scale, within: whole.width)
    self.rows = seenRows.scaled(by: scale, within: whole.height)
  }
}

extension Range<Int> {
  fileprivate func moved(by distance: Int) -> Range { lowerBound + distance..<upperBound + distance }

  /// The range on another scale, rounded, at least one number long and below `count`.
  fileprivate func scaled(by factor: Double, within count: Int) -> Range {
    let first = Swift.max(0, Swift.min(count - 1, Int((Double(lowerBound) * factor).rounded())))
    return first..<Swift.max(first + 1, Swift.min(count, Int((Double(upperBound) * factor).rounded())))
  }
}
