internal import CCairo

/// Why a picture could not be drawn, as a sentence.
public struct DrawingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The whole sentence, without the tool's name.
  public let description: String

  static let outOfMemory = DrawingError(description: "cannot draw the picture: out of memory")
  static let noFont = DrawingError(
    description: "cannot draw the picture: no font is installed; Debian's fonts-dejavu-core has one")

  static func size(width: Int, height: Int) -> DrawingError {
    DrawingError(
      description: "the picture would have \(width) × \(height) pixels, more than \(Canvas.largestSide) to a side or "
        + "\(Canvas.largestArea) in all; choose a smaller one")
  }

  /// Throws what cairo's `status` says, unless all is well.
  static func check(_ status: cairo_status_t) throws(DrawingError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    guard status != CAIRO_STATUS_NO_MEMORY else { throw .outOfMemory }
    throw DrawingError(description: "cannot draw the picture: \(String(cString: cairo_status_to_string(status)))")
  }
}
