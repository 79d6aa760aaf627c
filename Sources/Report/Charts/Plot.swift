/// How an axis looks; its domain comes from the marks.
struct Axis: Sendable {
  var title: String
  var kind = Scale.Kind.linear
  /// Overrides what the marks ask for.
  var domain: ClosedRange<Double>?
  var format: @Sendable (Double) -> String
  /// A second reading of the same positions on the opposite side: its title, and a label per tick.
  var opposite: (title: String, format: @Sendable (Double) -> String)?
  var tickCount = 6
  var showsLabels = true
}

/// Axes, grid and marks in a rectangle.
struct Plot: Sendable {
  var title: String?
  var x: Axis
  var y: Axis
  /// Drawn in order, inside the frame.
  var marks: [any Mark]
  /// Drawn last, over everything.
  var labels: [any Mark] = []
  var note: String?

  func draw(on canvas: any Canvas, in rect: Rect, theme: Theme) {
    let frame = frame(in: rect, canvas, theme)
    drawGrid(canvas, frame, theme)
    canvas.clipped(to: frame.rect) {
      for mark in marks { mark.draw(on: canvas, in: frame, theme: theme) }
    }
    for mark in labels { mark.draw(on: canvas, in: frame, theme: theme) }
    drawTitles(canvas, frame, rect, theme)
  }

  private func frame(in rect: Rect, _ canvas: any Canvas, _ theme: Theme) -> Frame {
    let extent = marks.map(\.extent).reduce(Extent.none) { $0.union($1) }
    var yScale = Scale(
      kind: y.kind, domain: y.domain ?? padded(extent.y, y.kind), start: 0, end: 0)
    let style = TextStyle(size: 11, colour: theme.muted)
    let widest =
      y.showsLabels
      ? yScale.ticks(about: y.tickCount, labelled: y.format).map {
        canvas.width(of: y.format($0), style)
      }.max() ?? 0
      : 0
    let left = widest + 10 + (y.title.isEmpty ? 0 : 20)
    let top = (title == nil ? 8 : 26) + (x.opposite == nil ? 0 : 34.0)
    let bottom = (x.title.isEmpty ? 22 : 42.0)
    let inner = Rect(
      x: (rect.x + left).rounded() + 0.5, y: (rect.y + top).rounded() + 0.5,
      width: (rect.width - left - 8).rounded(), height: (rect.height - top - bottom).rounded())
    yScale.start = inner.maxY
    yScale.end = inner.y
    let xScale = Scale(
      kind: x.kind, domain: x.domain ?? padded(extent.x, x.kind), start: inner.x, end: inner.maxX)
    return Frame(rect: inner, x: xScale, y: yScale)
  }

  private func padded(_ range: ClosedRange<Double>?, _ kind: Scale.Kind) -> ClosedRange<Double> {
    guard let range else { return kind == .linear ? 0...1 : 0.5...2 }
    if kind == .logarithmic {
      let low = max(range.lowerBound, Scale.smallest)
      let high = max(range.upperBound, low)
      let factor = max(1.12, (high / low).squareRoot() > 2 ? 1.25 : 1.15)
      return low / factor...high * factor
    }
    let span = range.upperBound - range.lowerBound
    let pad = span > 0 ? span * 0.06 : max(abs(range.lowerBound) * 0.1, 0.5)
    return range.lowerBound - pad...range.upperBound + pad
  }

  private func drawGrid(_ canvas: any Canvas, _ frame: Frame, _ theme: Theme) {
    let rect = frame.rect
    let line = Stroke(colour: theme.grid, width: 1)
    var style = TextStyle(size: 11, colour: theme.muted, anchor: .end, baseline: .middle)
    for tick in frame.y.ticks(about: y.tickCount, labelled: y.format) {
      let at = frame.y(tick).rounded() + 0.5
      canvas.stroke(.line(Point(x: rect.x, y: at), Point(x: rect.maxX, y: at)), line)
      if y.showsLabels { canvas.text(y.format(tick), at: Point(x: rect.x - 7, y: at), style) }
    }
    style.anchor = .middle
    style.baseline = .alphabetic
    var lastEnd = -Double.infinity
    for tick in frame.x.ticks(about: x.tickCount, labelled: x.format) {
      let at = frame.x(tick).rounded() + 0.5
      canvas.stroke(.line(Point(x: at, y: rect.y), Point(x: at, y: rect.maxY)), line)
      let text = x.format(tick)
      let other = x.opposite.map { $0.format(tick) } ?? ""
      let half = max(canvas.width(of: text, style), canvas.width(of: other, style)) / 2
      guard at - half > lastEnd + 6 else { continue }
      lastEnd = at + half
      if x.showsLabels { canvas.text(text, at: Point(x: at, y: rect.maxY + 16), style) }
      if x.opposite != nil { canvas.text(other, at: Point(x: at, y: rect.y - 7), style) }
    }
    canvas.stroke(Path(rect), line)
  }

  private func drawTitles(_ canvas: any Canvas, _ frame: Frame, _ rect: Rect, _ theme: Theme) {
    let style = TextStyle(size: 12, colour: theme.ink, anchor: .middle)
    if !x.title.isEmpty {
      canvas.text(x.title, at: Point(x: frame.rect.midX, y: frame.rect.maxY + 36), style)
    }
    if let opposite = x.opposite {
      var muted = style
      muted.colour = theme.muted
      canvas.text(opposite.title, at: Point(x: frame.rect.midX, y: frame.rect.y - 25), muted)
    }
    if !y.title.isEmpty {
      var turned = style
      turned.rotation = 90
      canvas.text(y.title, at: Point(x: rect.x + 12, y: frame.rect.midY), turned)
    }
    if let title {
      canvas.text(
        title, at: Point(x: frame.rect.x, y: rect.y + 15),
        TextStyle(size: 13, colour: theme.ink, bold: true))
    }
    if let note {
      canvas.text(
        note, at: Point(x: frame.rect.midX, y: frame.rect.midY),
        TextStyle(size: 12, colour: theme.muted, anchor: .middle))
    }
  }
}
