/// A rectangle of the data space; nil bounds reach the frame's edge.
struct RegionMark: Mark {
  var xLow: Double?
  var xHigh: Double?
  var yLow: Double?
  var yHigh: Double?
  var paint: Paint
  var opacity = 1.0
  var extent: Extent { .none }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    let left = xLow.map { frame.x($0) } ?? frame.rect.x
    let right = xHigh.map { frame.x($0) } ?? frame.rect.maxX
    let top = yHigh.map { frame.y($0) } ?? frame.rect.y
    let bottom = yLow.map { frame.y($0) } ?? frame.rect.maxY
    guard right > left, bottom > top else { return }
    let colour = paint.colour(theme)
    canvas.fill(
      Path(Rect(x: left, y: top, width: right - left, height: bottom - top)),
      opacity < 1 ? colour.opacity(opacity) : colour)
  }
}

/// A line across the frame at one value.
struct RuleMark: Mark {
  enum Direction: Sendable { case horizontal, vertical }
  var direction: Direction
  var value: Double
  var paint: Paint
  var width = 1.0
  var dash: [Double] = []
  var extent: Extent {
    let range = Extent.range([value])
    return direction == .horizontal ? Extent(y: range) : Extent(x: range)
  }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    let path: Path
    if direction == .horizontal {
      let y = frame.y(value)
      path = .line(Point(x: frame.rect.x, y: y), Point(x: frame.rect.maxX, y: y))
    } else {
      let x = frame.x(value)
      path = .line(Point(x: x, y: frame.rect.y), Point(x: x, y: frame.rect.maxY))
    }
    canvas.stroke(path, Stroke(colour: paint.colour(theme), width: width, dash: dash))
  }
}

/// A polyline; points that are not finite interrupt it.
struct LineMark: Mark {
  var points: [(x: Double, y: Double)]
  var paint: Paint
  var width = 1.5
  var opacity = 1.0
  var dash: [Double] = []
  var group: String?
  var extent: Extent { Extent(points) }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    var path = Path()
    var isDown = false
    for point in points {
      guard point.x.isFinite, point.y.isFinite else {
        isDown = false
        continue
      }
      let place = frame.point(point.x, point.y)
      path.elements.append(isDown ? .line(place) : .move(place))
      isDown = true
    }
    guard path.elements.count > 1 else { return }
    let stroke = Stroke(colour: paint.colour(theme).opacity(opacity), width: width, dash: dash)
    canvas.grouped(group) { canvas.stroke(path, stroke) }
  }
}

/// The area between two curves over the same x.
struct BandMark: Mark {
  var points: [(x: Double, low: Double, high: Double)]
  var paint: Paint
  var opacity = 0.18
  var group: String?
  var extent: Extent {
    Extent(points.flatMap { [(x: $0.x, y: $0.low), (x: $0.x, y: $0.high)] })
  }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    let finite = points.filter { $0.low.isFinite && $0.high.isFinite }
    guard finite.count > 1 else { return }
    let upper = finite.map { frame.point($0.x, $0.high) }
    let lower = finite.reversed().map { frame.point($0.x, $0.low) }
    canvas.grouped(group) {
      canvas.fill(Path(upper + lower, closed: true), paint.colour(theme).opacity(opacity))
    }
  }
}

/// Small round dots: single seeds behind their mean.
struct DotsMark: Mark {
  var points: [(x: Double, y: Double)]
  var paint: Paint
  var radius = 2.2
  var opacity = 0.45
  var group: String?
  /// Dots do not widen the axes: their mean does.
  var extent: Extent { .none }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    canvas.grouped(group) {
      for point in points {
        canvas.fill(
          .circle(frame.point(point.x, point.y), radius), paint.colour(theme).opacity(opacity))
      }
    }
  }
}

/// One marker; outside the frame it becomes an arrowhead at the edge.
struct SymbolMark: Mark {
  var x: Double
  var y: Double
  var symbol: Symbol
  var paint: Paint
  var radius = 5.5
  /// Open markers are outlined on the page's colour.
  var isOpen = false
  var group: String?
  var extent: Extent { Extent([(x, y)]) }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    let path = edgePath(frame) ?? symbol.path(frame.point(x, y), radius)
    canvas.grouped(group) {
      canvas.fill(path, isOpen ? theme.page : paint.colour(theme))
      canvas.stroke(
        path, Stroke(colour: isOpen ? paint.colour(theme) : theme.page, width: isOpen ? 1.8 : 1))
    }
  }

  /// An arrowhead that points to where the symbol would be; nil where it lies in the frame.
  private func edgePath(_ frame: Frame) -> Path? {
    let (place, rect) = (frame.point(x, y), frame.rect)
    let tip = Point(
      x: min(max(place.x, rect.x), rect.maxX), y: min(max(place.y, rect.y), rect.maxY))
    let (dx, dy) = ((place.x - tip.x).sign(), (place.y - tip.y).sign())
    guard dx != 0 || dy != 0 else { return nil }
    let length = (dx * dx + dy * dy).squareRoot()
    let (along, size) = (Point(x: dx / length, y: dy / length), 1.6 * radius)
    let back = Point(x: tip.x - along.x * size, y: tip.y - along.y * size)
    return Path(
      [
        tip, Point(x: back.x - along.y * radius, y: back.y + along.x * radius),
        Point(x: back.x + along.y * radius, y: back.y - along.x * radius),
      ], closed: true)
  }
}

extension Double {
  /// −1, 0 or 1; what a rounding error puts outside lies inside.
  fileprivate func sign() -> Double { self > 1e-6 ? 1 : self < -1e-6 ? -1 : 0 }
}

/// An interval with end caps; an end outside the frame becomes an arrowhead at its edge.
struct IntervalMark: Mark {
  enum Direction: Sendable { case horizontal, vertical }
  var direction: Direction
  /// Position on the other axis.
  var at: Double
  var low: Double
  var high: Double
  var paint: Paint
  var width = 1.6
  var group: String?
  var extent: Extent { .none }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    let stroke = Stroke(colour: paint.colour(theme), width: width)
    canvas.grouped(group) {
      let bounds =
        direction == .vertical
        ? (frame.rect.maxY, frame.rect.y) : (frame.rect.x, frame.rect.maxX)
      let scale = direction == .vertical ? frame.y : frame.x
      let ends = [(scale(low), bounds.0), (scale(high), bounds.1)]
      let forward: Double = direction == .vertical ? -1 : 1
      let isOutside = [
        (ends[0].0 - bounds.0) * forward < 0, (ends[1].0 - bounds.1) * forward > 0,
      ]
      let a = isOutside[0] ? bounds.0 : ends[0].0
      let b = isOutside[1] ? bounds.1 : ends[1].0
      // Both ends beyond the same edge: there is nothing of it in the frame but the arrow.
      canvas.stroke(.line(place(a, 0, frame), place(b, 0, frame)), stroke)
      cap(canvas, frame, a, isOutside[0] ? -forward : 0, stroke)
      cap(canvas, frame, b, isOutside[1] ? forward : 0, stroke)
    }
  }

  private func place(_ along: Double, _ across: Double, _ frame: Frame) -> Point {
    direction == .vertical
      ? Point(x: frame.x(at) + across, y: along) : Point(x: along, y: frame.y(at) + across)
  }

  private func cap(
    _ canvas: any Canvas, _ frame: Frame, _ along: Double, _ arrow: Double, _ stroke: Stroke
  ) {
    if arrow == 0 {
      canvas.stroke(.line(place(along, -3.5, frame), place(along, 3.5, frame)), stroke)
    } else {
      let tip = place(along, 0, frame)
      canvas.fill(
        Path(
          [place(along - 7 * arrow, -4, frame), tip, place(along - 7 * arrow, 4, frame)],
          closed: true), stroke.colour)
    }
  }
}

/// The stair-step line of a Pareto front: what is reachable at each cost, left to right.
struct FrontMark: Mark {
  var points: [(x: Double, y: Double)]
  var paint: Paint
  var extent: Extent { .none }

  /// The horizontal pieces; the last one has no end.
  var steps: [(y: Double, from: Double, to: Double)] {
    var steps: [(y: Double, from: Double, to: Double)] = []
    for point in points.sorted(by: { ($0.x, $0.y) < ($1.x, $1.y) }) {
      if let last = steps.last, point.y <= last.y { continue }
      if !steps.isEmpty { steps[steps.count - 1].to = point.x }
      steps.append((point.y, point.x, .infinity))
    }
    return steps
  }

  /// Its pieces, horizontal and vertical.
  var segments: [LineSegment] {
    var low = -Double.infinity
    return steps.flatMap { step -> [LineSegment] in
      defer { low = step.y }
      return [
        LineSegment(x1: step.from, y1: low, x2: step.from, y2: step.y),
        LineSegment(x1: step.from, y1: step.y, x2: step.to, y2: step.y),
      ]
    }
  }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    guard let first = steps.first else { return }
    var path = [Point(x: frame.x(first.from), y: frame.rect.maxY)]
    for step in steps {
      path.append(frame.point(step.from, step.y))
      path.append(
        Point(x: step.to.isFinite ? frame.x(step.to) : frame.rect.maxX, y: frame.y(step.y)))
    }
    canvas.stroke(
      Path(path), Stroke(colour: paint.colour(theme), width: 1.4, dash: [6, 4]))
  }
}
