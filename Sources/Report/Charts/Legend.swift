/// Rows of keys: a marker or a line with its meaning, wrapped to a width.
struct Legend: Sendable {
  struct Entry: Sendable {
    enum Key: Sendable {
      case symbol(Symbol, Paint, isOpen: Bool)
      case line(Paint, dash: [Double], width: Double)
      case area(Paint)
      /// A word in bold that opens a group.
      case heading
    }
    var key: Key
    var text: String
    var group: String?
  }
  var entries: [Entry]
  static let rowHeight = 20.0

  /// Height that `draw` will need.
  func height(width: Double, _ canvas: any Canvas) -> Double {
    Double((layout(width, canvas).last?.row ?? -1) + 1) * Self.rowHeight
  }

  func draw(on canvas: any Canvas, at origin: Point, width: Double, theme: Theme) {
    for place in layout(width, canvas) {
      let entry = entries[place.index]
      let y = origin.y + (Double(place.row) + 0.5) * Self.rowHeight
      let x = origin.x + place.x
      canvas.grouped(entry.group) { drawEntry(entry, Point(x: x, y: y), canvas, theme) }
    }
  }

  private func drawEntry(_ entry: Entry, _ at: Point, _ canvas: any Canvas, _ theme: Theme) {
    var style = TextStyle(size: 12, colour: theme.ink, baseline: .middle)
    var shift = 24.0
    switch entry.key {
    case .symbol(let symbol, let paint, let isOpen):
      let path = symbol.path(Point(x: at.x + 9, y: at.y), 5)
      canvas.fill(path, isOpen ? theme.page : paint.colour(theme))
      if isOpen { canvas.stroke(path, Stroke(colour: paint.colour(theme), width: 1.6)) }
    case .line(let paint, let dash, let width):
      canvas.stroke(
        .line(Point(x: at.x, y: at.y), Point(x: at.x + 18, y: at.y)),
        Stroke(colour: paint.colour(theme), width: width, dash: dash))
    case .area(let paint):
      let box = Path(Rect(x: at.x + 0.5, y: at.y - 5.5, width: 17, height: 11))
      canvas.fill(box, paint.colour(theme))
      canvas.stroke(box, Stroke(colour: theme.grid))
    case .heading:
      style.bold = true
      shift = 0
    }
    canvas.text(entry.text, at: Point(x: at.x + shift, y: at.y), style)
  }

  private func layout(
    _ width: Double, _ canvas: any Canvas
  ) -> [(index: Int, row: Int, x: Double)] {
    var places: [(index: Int, row: Int, x: Double)] = []
    var x = 0.0
    var row = 0
    for (index, entry) in entries.enumerated() {
      var style = TextStyle(size: 12, colour: Colour(0))
      if case .heading = entry.key {
        style.bold = true
        if x > 0 {
          row += 1
          x = 0
        }
      }
      let isHeading = if case .heading = entry.key { true } else { false }
      let own = canvas.width(of: entry.text, style) + (isHeading ? 14 : 24 + 18)
      if x > 0, x + own - 18 > width {
        row += 1
        x = 0
      }
      places.append((index, row, x))
      x += own
    }
    return places
  }
}
