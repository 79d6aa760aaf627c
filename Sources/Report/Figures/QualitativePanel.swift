/// The grid of pictures that the qualitative figure is: a row per frame and task.
struct QualitativePanel: Sendable {
  struct Row: Sendable {
    var frame: String
    var task: String
    var input: PictureRaster?
    var truth: ShownPicture
    /// In the order of the networks' columns; nil where a network has none.
    var predictions: [ShownPicture?]
    var errors: [ShownErrors?]
    /// The error at which the maps saturate, in the task's unit.
    var scale: Double
    var scaleText: String
  }
  var rows: [Row]
  var columns: [String]
  private static let gap = 5.0
  private static let left = 26.0
  private static let top = 36.0

  private var cell: Size {
    let width = (Figure.width - Self.left) / Double(columns.count) - Self.gap
    let aspect =
      rows.map { $0.truth.size.height / $0.truth.size.width }.max() ?? 1
    return Size(width: width, height: (width * min(max(aspect, 0.05), Self.tallest)).rounded())
  }

  /// Height over width of a place, at most: a strip of pixels would make the page miles long.
  private static let tallest = 4.0

  /// Where a picture lies in its place: all of it, but for shapes of another proportion, which keep
  /// theirs.
  private static func fitted(_ picture: Size, in place: Rect) -> Rect {
    let (width, height) = (picture.width, picture.height)
    if abs(place.width * height / width - place.height) <= 1 { return place }
    let scale = min(place.width / width, place.height / height)
    let size = Size(width: max(0.5, width * scale), height: max(0.5, height * scale))
    return Rect(
      x: place.midX - size.width / 2, y: place.midY - size.height / 2, width: size.width,
      height: size.height)
  }

  var size: Size {
    let breaks = Double(Set(rows.map(\.frame)).count) * 8
    return Size(
      width: Figure.width,
      height: Self.top + Double(rows.count) * (cell.height + Self.gap) + breaks)
  }

  func draw(on canvas: any Canvas, theme: Theme) {
    let cell = self.cell
    drawTitles(canvas, theme)
    var y = Self.top
    var frame: String?
    for row in rows {
      let isNew = row.frame != frame
      if isNew, frame != nil { y += 8 }
      frame = row.frame
      canvas.text(
        row.task, at: Point(x: 16, y: y + cell.height / 2),
        TextStyle(size: 11, colour: theme.ink, anchor: .middle, rotation: 90))
      for (index, picture) in pictures(row, isNew: isNew, theme).enumerated() {
        let rect = Rect(
          x: Self.left + Double(index) * (cell.width + Self.gap), y: y, width: cell.width,
          height: cell.height)
        if let picture {
          picture.draw(on: canvas, in: Self.fitted(picture.size, in: rect))
        } else if index > 1 {
          canvas.text(
            "not kept", at: Point(x: rect.midX, y: rect.midY),
            TextStyle(size: 10, colour: theme.muted, anchor: .middle, baseline: .middle))
        }
      }
      y += cell.height + Self.gap
    }
  }

  /// By column.
  private func pictures(_ row: Row, isNew: Bool, _ theme: Theme) -> [PanelPicture?] {
    let input = row.input?.raster(theme)
    return [
      isNew ? input.map { PanelPicture($0) } : nil, row.truth.panel(over: input, theme),
    ]
      + row.predictions.map { $0?.panel(over: input, theme) }
      + row.errors.map { $0?.panel(over: input, row.truth, scale: row.scale, theme) }
  }

  /// Column titles in one or two lines that fit their column.
  private func drawTitles(_ canvas: any Canvas, _ theme: Theme) {
    let style = TextStyle(size: 10.5, colour: theme.ink, anchor: .middle)
    for (index, title) in columns.enumerated() {
      let x = Self.left + Double(index) * (cell.width + Self.gap) + cell.width / 2
      let lines = Self.wrapped(title, width: cell.width + Self.gap - 4) {
        canvas.width(of: $0, style)
      }
      for (line, text) in lines.enumerated() {
        let y = Self.top - 8 - Double(lines.count - 1 - line) * 13
        canvas.text(text, at: Point(x: x, y: y), style)
      }
    }
  }

  static func wrapped(_ text: String, width: Double, _ measure: (String) -> Double) -> [String] {
    if measure(text) <= width { return [text] }
    let words = text.split(separator: " ").map(String.init)
    var lines = [""]
    for word in words {
      let candidate = lines.last!.isEmpty ? word : lines.last! + " " + word
      if measure(candidate) <= width || lines.last!.isEmpty {
        lines[lines.count - 1] = candidate
      } else {
        lines.append(word)
      }
    }
    if lines.count > 2 { lines = [lines[0], lines[1...].joined(separator: " ")] }
    return lines.map { line in
      var short = line
      while measure(short) > width, short.count > 2 { short = String(short.dropLast(2)) + "…" }
      return short
    }
  }
}
