internal import CCairo

/// How a line of text looks.
struct TextStyle {
  /// The size of the letters, in pixels.
  var size: Double
  var colour = Colour.ink
  var isBold = false
  var isCentred = false
  /// Where a line that is too wide loses letters.
  var shortens = TextShortening.end
}

/// One line of text, with its glyphs in their places.
///
/// The text is never taken for markup, whatever it holds.
struct TextLayout: ~Copyable {
  private let layout: OpaquePointer

  /// Lays a line out; `nil` for a width that it always has.
  init(_ text: String, _ style: TextStyle, width: Double?, on context: OpaquePointer) {
    layout = pango_cairo_create_layout(context)
    let font = Font(style)
    pango_layout_set_font_description(layout, font.description)
    pango_layout_set_single_paragraph_mode(layout, 1)
    // Names of right-to-left scripts are written their way, but captions begin where all captions begin.
    pango_context_set_base_dir(pango_layout_get_context(layout), PANGO_DIRECTION_LTR)
    pango_layout_set_auto_dir(layout, 0)
    pango_layout_set_alignment(layout, style.isCentred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT)
    if let width {
      pango_layout_set_width(layout, Int32(clamping: Int(width * Double(PANGO_SCALE))))
      pango_layout_set_ellipsize(layout, style.shortens == .middle ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END)
    }
    let text = text.drawable(shortening: style.shortens)
    pango_layout_set_text(layout, text, Int32(clamping: text.utf8.count))
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

  /// Whether a font has each of the characters.
  var hasAllGlyphs: Bool { pango_layout_get_unknown_glyphs_count(layout) == 0 }

  /// The width of its letters.
  var width: Double {
    var extents = PangoRectangle()
    pango_layout_get_extents(layout, nil, &extents)
    return Double(extents.width) / Double(PANGO_SCALE)
  }

  /// How far the line that letters stand on is below the upper edge.
  var baseline: Double { Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE) }

  /// Draws it where `context` stands.
  func show(on context: OpaquePointer) { pango_cairo_show_layout(context, layout) }

  /// The letters of a style.
  private struct Font: ~Copyable {
    let description: OpaquePointer

    init(_ style: TextStyle) {
      description = pango_font_description_from_string("DejaVu Sans, Noto Sans, Noto Sans CJK, sans-serif")
      pango_font_description_set_absolute_size(description, style.size * Double(PANGO_SCALE))
      pango_font_description_set_weight(description, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    }

    deinit { pango_font_description_free(description) }
  }
}
