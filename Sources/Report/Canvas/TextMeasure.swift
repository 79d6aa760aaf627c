import CCairo

/// Text metrics of the charts' font, from Cairo. One ruler for every back end.
final class TextMeasure {
  /// Installed by `fonts-dejavu-core`.
  static let family = "DejaVu Sans"
  private let surface: OpaquePointer
  private let context: OpaquePointer

  init() {
    surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
    context = cairo_create(surface)
    TextMeasure.configure(context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Explicit options: the system's settings must not change a chart.
  static func configure(_ context: OpaquePointer) {
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  static func select(_ style: TextStyle, _ context: OpaquePointer) {
    cairo_select_font_face(
      context, family, CAIRO_FONT_SLANT_NORMAL,
      style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, style.size)
  }

  func width(of text: String, _ style: TextStyle) -> Double {
    TextMeasure.select(style, context)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, visibleText(text), &extents)
    return extents.x_advance
  }

  /// Whether the system has the font that was asked for. Cairo substitutes silently; the advance of a
  /// fixed line gives a substitute away.
  var hasFont: Bool {
    let style = TextStyle(size: 100, colour: Colour(0))
    return abs(width(of: "Hamburgefonstiv 0123", style) - Self.knownAdvance) < 1
  }

  /// Advance of that line at 100 pixels in DejaVu Sans 2.37.
  static let knownAdvance = 1151.172
}
