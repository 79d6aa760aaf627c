/// Positions in logical pixels, x to the right, y down.
struct Point: Hashable, Sendable {
  var x: Double
  var y: Double
}

struct Size: Hashable, Sendable {
  var width: Double
  var height: Double
}

struct Rect: Hashable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var maxX: Double { x + width }
  var maxY: Double { y + height }
  var midX: Double { x + width / 2 }
  var midY: Double { y + height / 2 }

  func inset(_ amount: Double) -> Rect {
    Rect(x: x + amount, y: y + amount, width: width - 2 * amount, height: height - 2 * amount)
  }

  func intersects(_ other: Rect) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }

  func contains(_ other: Rect) -> Bool {
    other.x >= x && other.y >= y && other.maxX <= maxX && other.maxY <= maxY
  }

  func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }
}

/// Straight lines and whole circles: all that the charts need.
struct Path: Hashable, Sendable {
  enum Element: Hashable, Sendable {
    case move(Point)
    case line(Point)
    case close
    case circle(Point, radius: Double)
  }
  var elements: [Element] = []

  init() {}

  /// An open or closed polygon.
  init(_ points: [Point], closed: Bool = false) {
    for (index, point) in points.enumerated() {
      elements.append(index == 0 ? .move(point) : .line(point))
    }
    if closed { elements.append(.close) }
  }

  init(_ rect: Rect) {
    self.init(
      [
        Point(x: rect.x, y: rect.y), Point(x: rect.maxX, y: rect.y),
        Point(x: rect.maxX, y: rect.maxY), Point(x: rect.x, y: rect.maxY),
      ], closed: true)
  }

  static func circle(_ centre: Point, _ radius: Double) -> Path {
    var path = Path()
    path.elements = [.circle(centre, radius: radius)]
    return path
  }

  static func line(_ from: Point, _ to: Point) -> Path { Path([from, to]) }
}
