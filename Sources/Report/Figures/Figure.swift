/// A chart with everything that goes with it: what it shows, what it finds, its numbers.
struct Figure: Sendable {
  /// Names its files; unique in a report.
  var id: String
  var title: String
  /// One sentence with the finding and its numbers: the alternative text.
  var finding: String
  /// One sentence on what the marks mean.
  var howToRead: String
  /// Logical pixels.
  var size: Size
  var data: DataTable
  /// Made of pictures: written as PNG only.
  var isRaster = false
  var draw: @Sendable (any Canvas, Theme) -> Void

  static let width = 880.0

  /// The ruler for layouts that are decided before drawing.
  static func ruler() -> any Canvas {
    SVGCanvas(
      size: Size(width: width, height: 1), id: "ruler", title: "", summary: "",
      palette: .page)
  }
}
