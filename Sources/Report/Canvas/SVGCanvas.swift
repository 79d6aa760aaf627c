import Foundation

/// A vector drawing with real text: searchable, accessible and themable.
final class SVGCanvas: Canvas {
  enum Palette {
    /// Colours written out: a file of its own.
    case fixed(background: Colour)
    /// Roles written as custom properties: inlined into a page, it follows the page's theme.
    case page
  }

  let size: Size
  private let id: String
  private let palette: Palette
  private let measure = TextMeasure()
  private var body = ""
  private var clips = 0
  private let title: String
  private let summary: String

  /// - Parameters:
  ///   - id: prefix of every id in the drawing, unique in a page.
  ///   - title: what the chart shows.
  ///   - summary: its finding, in one sentence.
  init(size: Size, id: String, title: String, summary: String, palette: Palette) {
    self.size = size
    self.id = id
    self.title = title
    self.summary = summary
    self.palette = palette
  }

  func width(of text: String, _ style: TextStyle) -> Double { measure.width(of: text, style) }

  func fill(_ path: Path, _ colour: Colour) {
    shape(path, paint("fill", colour))
  }

  func stroke(_ path: Path, _ stroke: Stroke) {
    var attributes = " fill=\"none\"" + paint("stroke", stroke.colour)
    if stroke.width != 1 { attributes += " stroke-width=\"\(number(stroke.width))\"" }
    if !stroke.dash.isEmpty {
      attributes += " stroke-dasharray=\"\(stroke.dash.map(number).joined(separator: " "))\""
    }
    shape(path, attributes)
  }

  func text(_ text: String, at point: Point, _ style: TextStyle) {
    let y = style.baseline == .middle ? style.size * 0.35 : 0
    var place = " x=\"\(number(point.x))\" y=\"\(number(point.y + y))\""
    if style.rotation != 0 {
      place =
        " x=\"0\" y=\"\(number(y))\" transform=\"translate(\(number(point.x)) \(number(point.y)))"
        + " rotate(\(number(-style.rotation)))\""
    }
    var attributes = place + " font-size=\"\(number(style.size))\"" + paint("fill", style.colour)
    if style.anchor != .start { attributes += " text-anchor=\"\(style.anchor.rawValue)\"" }
    if style.bold { attributes += " font-weight=\"bold\"" }
    body += "<text\(attributes)>\(escapedXML(text))</text>\n"
  }

  func image(_ raster: Raster, in rect: Rect) {
    let canvas = CairoCanvas(
      size: Size(width: Double(raster.width), height: Double(raster.height)), scale: 1,
      background: Colour(0))
    canvas.image(raster, in: Rect(x: 0, y: 0, width: canvas.size.width, height: canvas.size.height))
    guard let data = try? canvas.png() else {
      preconditionFailure("a bitmap in memory cannot fail to be written")
    }
    body +=
      "<image x=\"\(number(rect.x))\" y=\"\(number(rect.y))\" width=\"\(number(rect.width))\""
      + " height=\"\(number(rect.height))\" preserveAspectRatio=\"none\""
      + " image-rendering=\"pixelated\" href=\"data:image/png;base64,"
      + data.base64EncodedString() + "\"/>\n"
  }

  func beginClip(_ rect: Rect) {
    clips += 1
    let name = "\(id)-clip-\(clips)"
    body +=
      "<clipPath id=\"\(name)\"><rect x=\"\(number(rect.x))\" y=\"\(number(rect.y))\""
      + " width=\"\(number(rect.width))\" height=\"\(number(rect.height))\"/></clipPath>\n"
      + "<g clip-path=\"url(#\(name))\">\n"
  }

  func endClip() { body += "</g>\n" }

  func beginGroup(_ name: String) { body += "<g data-arm=\"\(escapedXML(name))\">\n" }
  func endGroup() { body += "</g>\n" }

  func document() -> String {
    let box = "0 0 \(number(size.width)) \(number(size.height))"
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"\(box)\" width=\"\(number(size.width))\""
      + " height=\"\(number(size.height))\" role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\""
      + " font-family=\"'\(TextMeasure.family)', Verdana, system-ui, sans-serif\">\n"
      + "<title id=\"\(id)-title\">\(escapedXML(title))</title>\n"
      + "<desc id=\"\(id)-desc\">\(escapedXML(summary))</desc>\n"
    if case .fixed(let background) = palette {
      out += "<rect width=\"100%\" height=\"100%\" fill=\"\(background.hex)\"/>\n"
    }
    return out + body + "</svg>\n"
  }

  private func shape(_ path: Path, _ attributes: String) {
    if path.elements.count == 1, case .circle(let centre, let radius) = path.elements[0] {
      body +=
        "<circle cx=\"\(number(centre.x))\" cy=\"\(number(centre.y))\" r=\"\(number(radius))\""
        + attributes + "/>\n"
      return
    }
    body += "<path d=\"\(data(path))\"\(attributes)/>\n"
  }

  private func data(_ path: Path) -> String {
    path.elements.map { element in
      switch element {
      case .move(let point): return "M\(number(point.x)) \(number(point.y))"
      case .line(let point): return "L\(number(point.x)) \(number(point.y))"
      case .close: return "Z"
      case .circle(let centre, let radius):
        let r = number(radius)
        let left = number(centre.x - radius)
        let right = number(centre.x + radius)
        let y = number(centre.y)
        return "M\(left) \(y)A\(r) \(r) 0 1 1 \(right) \(y)A\(r) \(r) 0 1 1 \(left) \(y)Z"
      }
    }.joined()
  }

  private func paint(_ attribute: String, _ colour: Colour) -> String {
    var value = colour.hex
    if case .page = palette, let role = colour.role { value = "var(--\(role))" }
    var text = " \(attribute)=\"\(value)\""
    if colour.alpha < 1 { text += " \(attribute)-opacity=\"\(number(colour.alpha))\"" }
    return text
  }

  /// At most two decimals, no trailing zeros, no negative zero.
  private func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    if rounded == rounded.rounded() { return String(Int(rounded)) }
    var text = String(format: "%.2f", rounded)
    while text.hasSuffix("0") { text.removeLast() }
    return text
  }
}

/// Text and attribute values for XML and HTML.
func escapedXML(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": out += "&amp;"
    case "<": out += "&lt;"
    case ">": out += "&gt;"
    case "\"": out += "&quot;"
    // XML 1.0 has no spelling at all for control characters.
    case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": out += "\u{FFFD}"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}
