import Foundation

@testable import Report

/// Keeps the calls as text, with a ruler that depends on no font: what tests compare.
final class RecordingCanvas: Canvas {
  let size: Size
  private(set) var calls: [String] = []
  /// Boxes of the texts drawn, for tests of collisions.
  private(set) var textBoxes: [(text: String, box: Rect)] = []
  /// Straight lines drawn.
  private(set) var lines: [(start: Point, end: Point)] = []

  init(size: Size) { self.size = size }

  func width(of text: String, _ style: TextStyle) -> Double {
    Double(text.count) * style.size * 0.6
  }

  func fill(_ path: Path, _ colour: Colour) {
    calls.append("fill \(name(colour)) \(spell(path))")
  }

  func stroke(_ path: Path, _ stroke: Stroke) {
    let dash = stroke.dash.isEmpty ? "" : " dash " + stroke.dash.map(spell).joined(separator: ",")
    calls.append("stroke \(name(stroke.colour)) \(spell(stroke.width))\(dash) \(spell(path))")
    if path.elements.count == 2, case .move(let start) = path.elements[0],
      case .line(let end) = path.elements[1]
    {
      lines.append((start, end))
    }
  }

  func text(_ text: String, at point: Point, _ style: TextStyle) {
    let turn = style.rotation == 0 ? "" : " turned \(spell(style.rotation))"
    calls.append(
      "text \(name(style.colour)) \(spell(style.size)) \(style.anchor.rawValue)\(turn)"
        + " \(spell(point)) “\(text)”")
    guard style.rotation == 0 else { return }
    let width = self.width(of: text, style)
    let shift = style.anchor == .start ? 0 : style.anchor == .middle ? width / 2 : width
    let top = style.baseline == .middle ? style.size / 2 : style.size * 0.8
    textBoxes.append(
      (text, Rect(x: point.x - shift, y: point.y - top, width: width, height: style.size)))
  }

  func image(_ raster: Raster, in rect: Rect) {
    calls.append("image \(raster.width)×\(raster.height) \(spell(rect))")
  }

  func beginClip(_ rect: Rect) { calls.append("clip \(spell(rect))") }
  func endClip() { calls.append("end clip") }
  func beginGroup(_ name: String) { calls.append("group \(name)") }
  func endGroup() { calls.append("end group") }

  private func name(_ colour: Colour) -> String {
    (colour.role ?? colour.hex) + (colour.alpha < 1 ? "@" + spell(colour.alpha) : "")
  }

  private func spell(_ value: Double) -> String { NumberFormat.fixed(value, 1) }
  private func spell(_ point: Point) -> String { "\(spell(point.x)),\(spell(point.y))" }
  private func spell(_ rect: Rect) -> String {
    "\(spell(rect.x)),\(spell(rect.y)) \(spell(rect.width))×\(spell(rect.height))"
  }

  private func spell(_ path: Path) -> String {
    path.elements.map { element in
      switch element {
      case .move(let point): "M\(spell(point))"
      case .line(let point): "L\(spell(point))"
      case .close: "Z"
      case .circle(let centre, let radius): "O\(spell(centre)) r\(spell(radius))"
      }
    }.joined(separator: " ")
  }
}
