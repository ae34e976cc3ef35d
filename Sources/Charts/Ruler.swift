internal import CCairo
internal import Files

/// Says how much room text needs, before it is drawn: as letters, or in the cells of a terminal.
public final class Ruler {
  /// The width of a terminal's cell on a drawing.
  static let cellWidth = 8.0
  /// The height of a terminal's cell on a drawing.
  static let cellHeight = 16.0

  // A surface of one pixel, and its context, to lay letters out on; `nil` for a terminal.
  private let surface: OpaquePointer?
  private let context: OpaquePointer?

  /// Measures the letters that pictures are drawn with.
  ///
  /// - Throws: `DrawingError` when there is no font or no memory.
  public static func letters() throws(DrawingError) -> Ruler {
    try Canvas.checkFont()
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1), let context = cairo_create(surface) else {
      throw .outOfMemory
    }
    return Ruler(surface: surface, context: context)
  }

  /// Measures the cells of a terminal.
  public static func cells() -> Ruler { Ruler(surface: nil, context: nil) }

  private init(surface: OpaquePointer?, context: OpaquePointer?) {
    self.surface = surface
    self.context = context
  }

  deinit {
    if let context { cairo_destroy(context) }
    if let surface { cairo_surface_destroy(surface) }
  }

  /// Whether text takes cells of one size.
  var isTerminal: Bool { context == nil }

  /// The width of a line of text.
  func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    guard let context else { return Double(text.columnCount) * Ruler.cellWidth }
    return TextLayout(text, TextStyle(size: size, isBold: isBold), width: nil, on: context).width
  }

  /// The distance between two lines of text.
  func lineHeight(_ size: Double) -> Double { isTerminal ? Ruler.cellHeight : (size * 1.4).rounded() }

  /// Returns the text, without its middle where it is wider than `limit`.
  func fitted(_ text: String, into limit: Double, size: Double, isBold: Bool = false) -> String {
    let text = text.drawable(shortening: .middle)
    if width(text, size: size, isBold: isBold) <= limit { return text }
    let characters = Array(text)
    func shortened(_ kept: Int) -> String {
      String(characters.prefix((kept + 1) / 2)) + "…" + String(characters.suffix(kept / 2))
    }
    var (fits, tooMany) = (0, characters.count)
    while fits + 1 < tooMany {
      let kept = (fits + tooMany) / 2
      if width(shortened(kept), size: size, isBold: isBold) <= limit { fits = kept } else { tooMany = kept }
    }
    return shortened(fits)
  }
}
