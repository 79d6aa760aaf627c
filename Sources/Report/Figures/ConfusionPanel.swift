/// Confusion matrices side by side: the true classes downwards, the answers across, shaded by their share of the row.
struct ConfusionPanel: Sendable {
  struct Network: Sendable {
    var title: String
    /// [truth][answer]
    var counts: [[Int]]
  }
  var classes: [String]
  /// Two at most.
  var networks: [Network]
  private static let gap = 20.0
  private static let title = 22.0
  private static let longest = 96.0
  /// Room for what the axes are.
  private static let axis = 92.0
  private static let largestCell = 64.0
  /// Below, a number of two digits does not fit.
  private static let smallestWithNumber = 15.5

  private struct Layout {
    /// For the names beside rows, and for those above columns.
    var left: Double
    var top: Double
    var cell: Double
    var pitch: Double
  }

  private func labelStyle(_ theme: Theme, anchor: TextStyle.Anchor, rotation: Double = 0)
    -> TextStyle
  {
    TextStyle(
      size: classes.count > 30 ? 7 : 10, colour: theme.ink, anchor: anchor, baseline: .middle,
      rotation: rotation)
  }

  private func layout(_ canvas: any Canvas) -> Layout {
    let style = labelStyle(.light, anchor: .end)
    let widest = classes.map { canvas.width(of: $0, style) }.max() ?? 0
    let names = min(widest, Self.longest) + 12
    let left = max(names, Self.axis)
    let pitch = (Figure.width - Self.gap) / 2
    let cell = min((pitch - left) / Double(classes.count), Self.largestCell)
    return Layout(left: left, top: names, cell: cell, pitch: pitch + Self.gap)
  }

  func size(_ canvas: any Canvas) -> Size {
    let layout = layout(canvas)
    let height = Self.title + layout.top + layout.cell * Double(classes.count) + 6
    return Size(width: Figure.width, height: height.rounded(.up))
  }

  func draw(on canvas: any Canvas, theme: Theme) {
    let layout = layout(canvas)
    let names = classes.map { name in
      Self.fitted(name, Self.longest) { canvas.width(of: $0, labelStyle(theme, anchor: .end)) }
    }
    for (index, network) in networks.enumerated() {
      let x = Double(index) * layout.pitch
      let title = TextStyle(size: 11.5, colour: theme.ink, bold: true)
      let shown = Self.fitted(network.title, layout.pitch - Self.gap) {
        canvas.width(of: $0, title)
      }
      canvas.text(shown, at: Point(x: x, y: 13), title)
      draw(network, names, layout, Point(x: x, y: Self.title), on: canvas, theme)
    }
  }

  private func draw(
    _ network: Network, _ names: [String], _ layout: Layout, _ corner: Point,
    on canvas: any Canvas, _ theme: Theme
  ) {
    let origin = Point(x: corner.x + layout.left, y: corner.y + layout.top)
    let axis = TextStyle(size: 10, colour: theme.muted)
    canvas.text("truth ↓ answer →", at: Point(x: corner.x, y: origin.y - 5), axis)
    for (index, name) in names.enumerated() {
      let middle = (Double(index) + 0.5) * layout.cell
      canvas.text(
        name, at: Point(x: origin.x - 5, y: origin.y + middle), labelStyle(theme, anchor: .end))
      canvas.text(
        name, at: Point(x: origin.x + middle, y: origin.y - 5),
        labelStyle(theme, anchor: .start, rotation: 90))
    }
    for (truth, row) in network.counts.enumerated() {
      let total = row.reduce(0, +)
      for (answer, count) in row.enumerated() {
        let place = Rect(
          x: origin.x + Double(answer) * layout.cell, y: origin.y + Double(truth) * layout.cell,
          width: layout.cell, height: layout.cell)
        draw(share: total > 0 ? Double(count) / Double(total) : nil, in: place, on: canvas, theme)
      }
    }
  }

  /// - Parameter share: of the row; nil where no image is of the class.
  private func draw(share: Double?, in place: Rect, on canvas: any Canvas, _ theme: Theme) {
    let inner = place.inset(place.width > 6 ? 0.75 : 0.25)
    canvas.stroke(Path(inner), Stroke(colour: theme.grid, width: 0.5))
    guard let share, share > 0 else { return }
    canvas.fill(Path(inner), Theme.blue.opacity(share))
    guard place.width >= Self.smallestWithNumber else { return }
    let percent = NumberFormat.fixed(100 * share, 0)
    let shade = theme.page.mixed(with: Theme.blue, share)
    let isReadable = theme.ink.contrast(with: shade) >= theme.page.contrast(with: shade)
    canvas.text(
      percent == "0" ? "<1" : percent, at: Point(x: place.midX, y: place.midY),
      TextStyle(
        size: place.width < 24 ? 8.5 : 11, colour: isReadable ? theme.ink : theme.page,
        anchor: .middle, baseline: .middle))
  }

  /// The text, or its beginning with an ellipsis.
  private static func fitted(_ text: String, _ width: Double, _ measure: (String) -> Double)
    -> String
  {
    var kept = text
    while measure(kept == text ? text : kept + "…") > width, kept.count > 1 { kept.removeLast() }
    return kept == text ? text : kept + "…"
  }
}
