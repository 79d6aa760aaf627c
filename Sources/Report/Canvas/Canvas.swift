/// How a line is drawn.
struct Stroke: Hashable, Sendable {
  var colour: Colour
  var width = 1.0
  /// Lengths of dashes and gaps; empty is solid.
  var dash: [Double] = []
}

struct TextStyle: Hashable, Sendable {
  enum Anchor: String, Hashable, Sendable { case start, middle, end }
  enum Baseline: Hashable, Sendable { case alphabetic, middle }
  var size = 12.0
  var colour: Colour
  var bold = false
  var anchor = Anchor.start
  var baseline = Baseline.alphabetic
  /// Degrees, counter-clockwise.
  var rotation = 0.0
}

/// Interleaved 8-bit RGB, row by row.
struct Raster: Hashable, Sendable {
  var width: Int
  var height: Int
  var pixels: [UInt8]

  init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == 3 * width * height, "\(pixels.count) bytes for \(width)×\(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

/// A surface to draw on, in logical pixels. Everything a chart shows goes through these calls, so that a
/// bitmap, a vector file and a test see the same drawing.
protocol Canvas: AnyObject {
  var size: Size { get }
  /// Width of a line of text. The same on every back end that writes files.
  func width(of text: String, _ style: TextStyle) -> Double
  func fill(_ path: Path, _ colour: Colour)
  func stroke(_ path: Path, _ stroke: Stroke)
  func text(_ text: String, at point: Point, _ style: TextStyle)
  /// Scales the raster to the rectangle without smoothing.
  func image(_ raster: Raster, in rect: Rect)
  /// Until `endClip`, nothing outside the rectangle is drawn.
  func beginClip(_ rect: Rect)
  func endClip()
  /// Until `endGroup`, drawings belong to `name` (an arm's id): a page may highlight them.
  func beginGroup(_ name: String)
  func endGroup()
}

extension Canvas {
  func clipped(to rect: Rect, _ body: () -> Void) {
    beginClip(rect)
    body()
    endClip()
  }

  func grouped(_ name: String?, _ body: () -> Void) {
    guard let name else { return body() }
    beginGroup(name)
    body()
    endGroup()
  }
}
