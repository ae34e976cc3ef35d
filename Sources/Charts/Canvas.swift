internal import CCairo
internal import Images

/// A picture that is drawn on: rectangles, pictures and text, by cairo and pango.
final class Canvas {
  let width: Int
  let height: Int
  private let surface: OpaquePointer?
  private let context: OpaquePointer?

  /// The most pixels of a side: cairo's limit.
  static let largestSide = 32_767

  /// Begins with paper of this size.
  init(width: Int, height: Int) {
    precondition((1...Canvas.largestSide).contains(width) && (1...Canvas.largestSide).contains(height))
    self.width = width
    self.height = height
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    context = cairo_create(surface)
    fill(Rectangle(x: 0, y: 0, width: Double(width), height: Double(height)), .paper)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func fill(_ rectangle: Rectangle, _ colour: Colour) {
    cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    cairo_fill(context)
  }

  /// Copies a picture to the place whose upper left corner is (x, y); what lies outside is cut off.
  func draw(_ picture: Image, x: Int, y: Int) {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface))
    for row in max(0, -y)..<max(0, -y, min(picture.height, height - y)) {
      let line = UnsafeMutableRawPointer(data + (y + row) * stride).assumingMemoryBound(to: UInt32.self)
      for column in max(0, -x)..<max(0, -x, min(picture.width, width - x)) {
        let pixel = 3 * (row * picture.width + column)
        let (red, green, blue) = (picture.pixels[pixel], picture.pixels[pixel + 1], picture.pixels[pixel + 2])
        line[x + column] = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
      }
    }
    cairo_surface_mark_dirty(surface)
  }

  /// Writes one line of text, shortened where it is wider than `rectangle`, and returns its width.
  ///
  /// The text is never taken for markup, whatever it holds.
  @discardableResult
  func write(_ text: String, in rectangle: Rectangle, _ style: TextStyle) -> Double {
    let layout = pango_cairo_create_layout(context)
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    let font = pango_font_description_from_string("DejaVu Sans, Noto Sans, Noto Sans CJK, sans-serif")
    defer { pango_font_description_free(font) }
    pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
    pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_layout_set_font_description(layout, font)
    // A line end in a name is drawn as the sign for it.
    pango_layout_set_single_paragraph_mode(layout, 1)
    pango_layout_set_width(layout, Int32(rectangle.width * Double(PANGO_SCALE)))
    pango_layout_set_ellipsize(layout, style.shortens == .middle ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END)
    pango_layout_set_text(layout, text, Int32(clamping: text.utf8.count))
    cairo_set_source_rgb(context, style.colour.red, style.colour.green, style.colour.blue)
    cairo_move_to(context, rectangle.x, rectangle.y)
    pango_cairo_show_layout(context, layout)
    var (textWidth, textHeight): (Int32, Int32) = (0, 0)
    pango_layout_get_pixel_size(layout, &textWidth, &textHeight)
    return Double(textWidth)
  }

  /// The picture as it is now.
  var image: Image {
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { pixels, count in
      count = 3 * width * height
      guard let data = cairo_image_surface_get_data(surface) else { return pixels.initialize(repeating: 255) }
      for row in 0..<height {
        let line = UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
        for column in 0..<width {
          let pixel = 3 * (row * width + column)
          pixels[pixel] = UInt8(truncatingIfNeeded: line[column] >> 16)
          pixels[pixel + 1] = UInt8(truncatingIfNeeded: line[column] >> 8)
          pixels[pixel + 2] = UInt8(truncatingIfNeeded: line[column])
        }
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}

/// A place on a canvas, in pixels from its upper left corner.
struct Rectangle {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
}

/// How a line of text looks.
struct TextStyle {
  /// Where a line that is too wide loses letters.
  enum Shortening { case middle, end }

  /// The size of the letters, in pixels.
  var size: Double
  var colour = Colour.ink
  var isBold = false
  var shortens = Shortening.end
}
