extension RunLengthMask {
  /// What a mask cannot be made of.
  struct Flaw: Error {
    let found: String
    let expected: String
  }

  /// Of an outline, in pixels: as much as no object of a real image has.
  private static let longestOutline = 1 << 22
  private static let farthest = Double(1 << 22)

  /// The pixels inside an outline, by the rule of COCO's masks.
  ///
  /// The outline is drawn on a grid five times as fine, corners rounded to its points. Where it goes from one column of that grid to
  /// the next through the middle of a pixel's column, the pixels of the column from there downwards change sides: they are in, and
  /// at the next such place out again. A pixel belongs to the side below where the outline passes its middle.
  /// - Parameter corners: x, y, x, y, … in pixels; the last is joined to the first.
  init(polygon corners: [Double], size: ImageSize) throws(Flaw) {
    try Self.check(corners)
    let points = stride(from: 0, to: corners.count, by: 2).map { place in
      GridPoint(x: Self.onGrid(corners[place]), y: Self.onGrid(corners[place + 1]))
    }
    var length = 0
    for place in points.indices {
      length += points[place].steps(to: points[(place + 1) % points.count])
      guard length <= Self.longestOutline * Self.fineness else {
        throw Flaw(
          found: "an outline of more than \(Self.longestOutline) pixels", expected: "a shorter one")
      }
    }
    var crossings: [Int] = []
    var last: GridPoint?
    for place in points.indices {
      points[place].walk(to: points[(place + 1) % points.count]) { point in
        if let last, last.x != point.x, let place = Self.crossing(last, point, size) {
          crossings.append(place)
        }
        last = point
      }
    }
    self.init(size, Self.builder(crossings.sorted(), size.height * size.width))
  }

  private static func check(_ corners: [Double]) throws(Flaw) {
    guard corners.count >= 6, corners.count % 2 == 0 else {
      throw Flaw(
        found: "\(corners.count) numbers", expected: "x and y of three corners or more")
    }
    if let far = corners.first(where: { !(abs($0) <= farthest) }) {
      throw Flaw(found: "\(far)", expected: "pixels from −\(Int(farthest)) to \(Int(farthest))")
    }
  }

  /// Points of the fine grid in a pixel.
  private static let fineness = 5

  private static func onGrid(_ coordinate: Double) -> Int {
    Int(coordinate * Double(fineness) + 0.5)
  }

  /// From which pixel on, in the order of runs, sides change; nil where the step is not in the middle of a column of the image.
  private static func crossing(_ from: GridPoint, _ to: GridPoint, _ size: ImageSize) -> Int? {
    let middle = fineness / 2
    let x = min(from.x, to.x) - middle
    guard x >= 0, x % fineness == 0, x / fineness < size.width else { return nil }
    // Up to the next whole pixel.
    let above = max(min(from.y, to.y) - middle, 0)
    let row = min((above + fineness - 1) / fineness, size.height)
    return x / fineness * size.height + row
  }

  /// Sides change at every place; twice at one place is not at all.
  private static func builder(_ crossings: [Int], _ pixels: Int) -> Builder {
    var builder = Builder()
    var (start, isSet) = (0, false)
    for place in crossings {
      builder.append(place - start, isSet)
      (start, isSet) = (place, !isSet)
    }
    builder.append(pixels - start, isSet)
    return builder
  }
}

/// A point of the fine grid that outlines are drawn on.
private struct GridPoint {
  let x: Int
  let y: Int

  func steps(to end: GridPoint) -> Int { max(abs(end.x - x), abs(end.y - y)) }

  /// Every point of the straight line, both ends among them: one for each step along its longer extent, and across the nearest.
  func walk(to end: GridPoint, _ visit: (GridPoint) -> Void) {
    let (width, height) = (abs(end.x - x), abs(end.y - y))
    let isFlat = width >= height
    // Lines are computed from the left or from above, so that both directions meet the same points.
    let isReversed = isFlat ? x > end.x : y > end.y
    let (first, last) = isReversed ? (end, self) : (self, end)
    let steps = max(width, height)
    let across = isFlat ? last.y - first.y : last.x - first.x
    let slope = steps > 0 ? Double(across) / Double(steps) : 0
    for step in 0...steps {
      let along = isReversed ? steps - step : step
      let offset = slope * Double(along)
      visit(
        isFlat
          ? GridPoint(x: first.x + along, y: Int(Double(first.y) + offset + 0.5))
          : GridPoint(x: Int(Double(first.x) + offset + 0.5), y: first.y + along))
    }
  }
}
