import CCairo
import Foundation

/// A bitmap drawn by Cairo, to be written as PNG.
final class CairoCanvas: Canvas {
  let size: Size
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let measure = TextMeasure()

  /// - Parameter scale: device pixels per logical pixel.
  init(size: Size, scale: Double, background: Colour) {
    self.size = size
    // Cairo's surfaces have at most 32,767 pixels a side: a longer chart has fewer device pixels
    // for each logical one.
    let scale = min(scale, 32_767 / max(size.width, size.height, 1))
    surface = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(saturating: max(1, (size.width * scale).rounded())),
      Int32(saturating: max(1, (size.height * scale).rounded())))
    context = cairo_create(surface)
    TextMeasure.configure(context)
    cairo_scale(context, scale, scale)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    set(background)
    cairo_paint(context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func width(of text: String, _ style: TextStyle) -> Double { measure.width(of: text, style) }

  func fill(_ path: Path, _ colour: Colour) {
    trace(path)
    set(colour)
    cairo_fill(context)
  }

  func stroke(_ path: Path, _ stroke: Stroke) {
    trace(path)
    set(stroke.colour)
    cairo_set_line_width(context, stroke.width)
    cairo_set_dash(context, stroke.dash, Int32(stroke.dash.count), 0)
    cairo_stroke(context)
  }

  func text(_ text: String, at point: Point, _ style: TextStyle) {
    cairo_save(context)
    cairo_translate(context, point.x, point.y)
    cairo_rotate(context, -style.rotation * Double.pi / 180)
    TextMeasure.select(style, context)
    let width = style.anchor == .start ? 0 : self.width(of: text, style)
    let shift = style.anchor == .start ? 0 : style.anchor == .middle ? width / 2 : width
    set(style.colour)
    cairo_move_to(context, -shift, style.baseline == .middle ? style.size * 0.35 : 0)
    cairo_show_text(context, visibleText(text))
    cairo_restore(context)
  }

  func image(_ raster: Raster, in rect: Rect) {
    var buffer = [UInt32](repeating: 0, count: raster.width * raster.height)
    for index in buffer.indices {
      let red = UInt32(raster.pixels[3 * index])
      let green = UInt32(raster.pixels[3 * index + 1])
      buffer[index] = red << 16 | green << 8 | UInt32(raster.pixels[3 * index + 2])
    }
    buffer.withUnsafeMutableBytes { bytes in
      let picture = cairo_image_surface_create_for_data(
        bytes.bindMemory(to: UInt8.self).baseAddress, CAIRO_FORMAT_RGB24, Int32(raster.width),
        Int32(raster.height), Int32(raster.width * 4))
      cairo_save(context)
      cairo_translate(context, rect.x, rect.y)
      cairo_scale(
        context, rect.width / Double(raster.width), rect.height / Double(raster.height))
      cairo_set_source_surface(context, picture, 0, 0)
      cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
      cairo_rectangle(context, 0, 0, Double(raster.width), Double(raster.height))
      cairo_fill(context)
      cairo_restore(context)
      cairo_surface_finish(picture)
      cairo_surface_destroy(picture)
    }
  }

  func beginClip(_ rect: Rect) {
    cairo_save(context)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_clip(context)
  }

  func endClip() { cairo_restore(context) }
  func beginGroup(_ name: String) {}
  func endGroup() {}

  /// The bitmap as PNG, the same bytes on every run.
  func png() throws -> Data {
    cairo_surface_flush(surface)
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS, let pixels = cairo_image_surface_get_data(surface) else {
      throw ReportError.drawing(String(cString: cairo_status_to_string(status)))
    }
    return try PNGFile.encoded(
      pixels, width: Int(cairo_image_surface_get_width(surface)),
      height: Int(cairo_image_surface_get_height(surface)),
      stride: Int(cairo_image_surface_get_stride(surface)))
  }

  private func set(_ colour: Colour) {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha)
  }

  private func trace(_ path: Path) {
    cairo_new_path(context)
    for element in path.elements {
      switch element {
      case .move(let point): cairo_move_to(context, point.x, point.y)
      case .line(let point): cairo_line_to(context, point.x, point.y)
      case .close: cairo_close_path(context)
      case .circle(let centre, let radius):
        cairo_new_sub_path(context)
        cairo_arc(context, centre.x, centre.y, radius, 0, 2 * Double.pi)
        cairo_close_path(context)
      }
    }
  }
}
