/// A piece of a line in data coordinates; infinite ends reach the frame's edge.
struct LineSegment: Sendable {
  var x1: Double
  var y1: Double
  var x2: Double
  var y2: Double
}

/// Names beside points. Each finds a free place near its point, in the order given; one that finds none says less, or is
/// left out, for the table has it. Nothing is ever drawn over a label or a marker.
struct LabelsMark: Mark {
  struct Label: Sendable {
    var x: Double
    var y: Double
    var text: String
    /// What it says where the text finds no place.
    var short: String?
    var paint: Paint
    var size = 12.0
    var bold = false
    var group: String?
  }
  var labels: [Label]
  /// Markers to keep clear of.
  var markers: [(x: Double, y: Double)]
  /// Vertical intervals to keep clear of.
  var intervals: [(x: Double, low: Double, high: Double)] = []
  /// Horizontal and vertical lines to keep clear of; infinite ends reach the frame's edges.
  var lines: [LineSegment] = []
  var extent: Extent { .none }

  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme) {
    var obstacles = obstacles(frame)
    var names: [Rect] = []
    for label in labels {
      let style = TextStyle(
        size: label.size, colour: label.paint.colour(theme), bold: label.bold, baseline: .middle)
      let origin = frame.point(label.x, label.y)
      guard frame.rect.contains(origin) else { continue }
      var (text, box) = (label.text, Rect?.none)
      for candidate in [label.text, label.short].compactMap(\.self) where box == nil {
        let width = canvas.width(of: candidate, style)
        text = candidate
        box = place(
          origin, Size(width: width, height: label.size + 2), obstacles, names, frame.rect)
      }
      guard let box else { continue }
      // Names in one line are apart by more than a word's space.
      names.append(Rect(x: box.x - 4, y: box.y, width: box.width + 8, height: box.height))
      canvas.grouped(label.group) {
        if let leader = leader(from: origin, to: box) {
          canvas.stroke(leader, Stroke(colour: theme.muted.opacity(0.7), width: 0.8))
          obstacles += points(of: leader).map {
            Rect(x: $0.x - 2, y: $0.y - 2, width: 4, height: 4)
          }
        }
        canvas.text(text, at: Point(x: box.x, y: box.midY), style)
      }
    }
  }

  private func obstacles(_ frame: Frame) -> [Rect] {
    markers.map { marker in
      let p = frame.point(marker.x, marker.y)
      return Rect(x: p.x - 7, y: p.y - 7, width: 14, height: 14)
    }
      + intervals.map { interval in
        let top = frame.y(interval.high)
        let x = frame.x(interval.x)
        return Rect(x: x - 4, y: top - 1, width: 8, height: frame.y(interval.low) - top + 2)
      }
      + lines.map { line in
        func place(_ value: Double, _ scale: Scale, _ low: Double, _ high: Double) -> Double {
          value.isFinite ? scale(value) : value > 0 ? high : low
        }
        let rect = frame.rect
        let x = [line.x1, line.x2].map { place($0, frame.x, rect.x, rect.maxX) }
        let y = [line.y1, line.y2].map { place($0, frame.y, rect.maxY, rect.y) }
        return Rect(
          x: x.min()! - 1.5, y: y.min()! - 1.5, width: abs(x[1] - x[0]) + 3,
          height: abs(y[1] - y[0]) + 3)
      }
  }

  /// Near places first; at each distance right, left, then the diagonals, above, below.
  private func place(
    _ origin: Point, _ size: Size, _ obstacles: [Rect], _ names: [Rect], _ bounds: Rect
  ) -> Rect? {
    let taken = obstacles + names
    let directions: [(x: Double, y: Double)] = [
      (1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1), (1, -0.5), (1, 0.5),
      (-1, -0.5), (-1, 0.5),
    ]
    for distance in [9.0, 14, 20, 28, 38, 50, 64, 80, 100, 124] {
      for direction in directions {
        let x: Double
        if direction.x > 0 {
          x = origin.x + distance
        } else if direction.x < 0 {
          x = origin.x - distance - size.width
        } else {
          x = origin.x - size.width / 2
        }
        let reach = direction.x == 0 ? distance + size.height / 2 : distance
        let y = origin.y + direction.y * reach - size.height / 2
        let box = Rect(x: x, y: y, width: size.width, height: size.height)
        if bounds.contains(box), !taken.contains(where: { $0.intersects(box) }),
          isLeaderFree(origin, box, obstacles, names)
        {
          return box
        }
      }
    }
    return nil
  }

  /// Whether the leader to a far label crosses no name, and of the rest only thin lines and what surrounds its own point.
  private func isLeaderFree(
    _ origin: Point, _ box: Rect, _ obstacles: [Rect], _ names: [Rect]
  ) -> Bool {
    guard let leader = leader(from: origin, to: box) else { return true }
    let own = Rect(x: origin.x - 8, y: origin.y - 8, width: 16, height: 16)
    let avoided = names + obstacles.filter { !$0.intersects(own) && $0.height > 4 }
    return !points(of: leader).contains { point in avoided.contains { $0.contains(point) } }
  }

  /// Points along a straight line, closer to each other than letters are high.
  private func points(of line: Path) -> [Point] {
    guard case .move(let start)? = line.elements.first, case .line(let end)? = line.elements.last
    else { return [] }
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let count = max(12, (dx * dx + dy * dy).squareRoot() / 4).rounded(.up)
    return (1...Int(count)).map {
      Point(x: start.x + dx * Double($0) / count, y: start.y + dy * Double($0) / count)
    }
  }

  /// A thin line to a label that is not right beside its point.
  private func leader(from origin: Point, to box: Rect) -> Path? {
    let end = Point(
      x: min(max(origin.x, box.x - 2), box.maxX + 2), y: min(max(origin.y, box.y), box.maxY))
    let dx = end.x - origin.x
    let dy = end.y - origin.y
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 17 else { return nil }
    let start = Point(x: origin.x + dx / length * 8, y: origin.y + dy / length * 8)
    return .line(start, end)
  }
}
