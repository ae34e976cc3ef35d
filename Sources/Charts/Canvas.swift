internal import CCairo
internal import Glibc
internal import Images

/// A picture that is drawn on: rectangles, pictures and text, by cairo and pango.
///
/// What goes wrong while drawing stays in cairo's context, and is thrown when the picture is taken.
struct Canvas: ~Copyable {
  let width: Int
  let height: Int
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// The most pixels of a side: cairo's limit.
  static let largestSide = 32_767
  /// The most pixels in all: Pillow warns of larger pictures, and their memory is that of a small computer.
  static let largestArea = ImageHeader.pixelLimit / 2

  /// Begins with paper of this size.
  ///
  /// - Throws: `DrawingError` when it is too large, or there is no memory for it.
  init(width: Int, height: Int, paper: Colour = .paper) throws(DrawingError) {
    guard Canvas.isPossible(width: width, height: height) else {
      throw .size(width: width, height: height)
    }
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)) else {
      throw .outOfMemory
    }
    do throws(DrawingError) {
      try DrawingError.check(cairo_surface_status(surface))
      guard let context = cairo_create(surface) else { throw .outOfMemory }
      self.context = context
    } catch {
      cairo_surface_destroy(surface)
      throw error
    }
    self.surface = surface
    self.width = width
    self.height = height
    fill(Rectangle(x: 0, y: 0, width: Double(width), height: Double(height)), paper)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Whether a picture may have this size.
  static func isPossible(width: Int, height: Int) -> Bool {
    (1...largestSide).contains(width) && (1...largestSide).contains(height) && width * height <= largestArea
  }

  func fill(_ rectangle: Rectangle, _ colour: Colour) {
    cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    cairo_fill(context)
  }

  /// Takes all lengths of what follows times `factor`.
  func scale(by factor: Double) { cairo_scale(context, factor, factor) }

  func stroke(_ points: [Point], width: Double, dash: [Double], _ colour: Colour) {
    guard let first = points.first else { return }
    cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    let lengths = dash.map { $0 * width }
    cairo_set_dash(context, lengths, Int32(lengths.count), 0)
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    cairo_stroke(context)
  }

  /// Fills the inside of a polygon.
  func fill(_ points: [Point], _ colour: Colour) {
    guard let first = points.first else { return }
    cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    cairo_fill(context)
  }

  func fillCircle(_ centre: Point, radius: Double, _ colour: Colour) {
    cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
    cairo_arc(context, centre.x, centre.y, radius, 0, 2 * Double.pi)
    cairo_fill(context)
  }

  func write(_ caption: Caption, _ colour: Colour) {
    cairo_save(context)
    cairo_translate(context, caption.place.x, caption.place.y)
    cairo_rotate(context, caption.angle * Double.pi / 180)
    let layout = TextLayout(
      caption.text, TextStyle(size: caption.size, colour: colour, isBold: caption.isBold), width: nil, on: context)
    let part =
      switch caption.anchor {
      case .start: 0.0
      case .middle: 0.5
      case .end: 1.0
      }
    cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
    cairo_move_to(context, -part * layout.width, Caption.drop * caption.size - layout.baseline)
    layout.show(on: context)
    cairo_restore(context)
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

  /// Writes one line of text, shortened where it is wider than `rectangle`; nothing of it is drawn outside.
  func write(_ text: String, in rectangle: Rectangle, _ style: TextStyle) {
    let layout = TextLayout(text, style, width: rectangle.width, on: context)
    cairo_save(context)
    // Marks that are heaped upon a letter would reach into the neighbours.
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    cairo_clip(context)
    cairo_set_source_rgb(context, style.colour.red, style.colour.green, style.colour.blue)
    cairo_move_to(context, rectangle.x, rectangle.y)
    layout.show(on: context)
    cairo_restore(context)
  }

  /// Makes sure that there is a font: pango draws boxes where there is none.
  ///
  /// - Throws: `DrawingError`.
  static func checkFont() throws(DrawingError) {
    let canvas = try Canvas(width: 1, height: 1)
    let layout = TextLayout("Aa0", TextStyle(size: 10), width: 100, on: canvas.context)
    guard layout.hasAllGlyphs else { throw .noFont }
  }

  /// Returns the picture that was drawn.
  ///
  /// - Throws: `DrawingError` when something could not be drawn, or there is no memory for a copy.
  consuming func image() throws(DrawingError) -> Image {
    cairo_surface_flush(surface)
    try DrawingError.check(cairo_status(context))
    try DrawingError.check(cairo_surface_status(surface))
    guard let data = cairo_image_surface_get_data(surface) else { throw .outOfMemory }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let size = 3 * width * height
    guard Canvas.hasMemory(size) else { throw .outOfMemory }
    let pixels = [UInt8](unsafeUninitializedCapacity: size) { pixels, count in
      for row in 0..<height {
        let line = UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
        for column in 0..<width {
          let pixel = 3 * (row * width + column)
          pixels[pixel] = UInt8(truncatingIfNeeded: line[column] >> 16)
          pixels[pixel + 1] = UInt8(truncatingIfNeeded: line[column] >> 8)
          pixels[pixel + 2] = UInt8(truncatingIfNeeded: line[column])
        }
      }
      count = size
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}

extension Canvas {
  /// Whether so many bytes can be had: an array that finds no memory ends the program, so this asks the system first.
  private static func hasMemory(_ size: Int) -> Bool {
    // Not malloc, which a compiler may leave out when nothing is done with what it gives.
    guard let room = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), room != MAP_FAILED
    else { return false }
    munmap(room, size)
    return true
  }
}

/// A place on a canvas, in pixels from its upper left corner.
struct Rectangle {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
}
