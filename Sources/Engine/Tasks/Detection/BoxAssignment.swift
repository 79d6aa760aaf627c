/// Which object each place of a grid is to find (FCOS, Tian et al. 2019, with centre sampling): one in which it lies, not farther from
/// the middle than 1.5 strides each way, and whose sides are as far away as the level's reach says; of several the smallest.
struct BoxAssignment {
  /// By place of a level.
  enum Duty: Equatable {
    case background
    /// Neither right nor wrong: the place lies in something that is ignored.
    case nothing
    case object(Int)
  }

  private let objects: [LabelledObject]
  /// Places to take, from the smallest object on.
  private let order: [Int]

  init(_ objects: [LabelledObject]) {
    self.objects = objects
    order = objects.indices.filter { !objects[$0].isIgnored }
      .sorted { (objects[$0].box.area, $0) < (objects[$1].box.area, $1) }
  }

  /// Strides that a place may be away from the middle of its object.
  private static let radius: Float = 1.5

  func duty(_ level: DetectionGrid.Level, _ place: Int) -> Duty {
    let (x, y) = level.centre(place)
    let near = Self.radius * Float(level.stride)
    for index in order {
      let sides = Sides(of: objects[index].box, x: x, y: y)
      let isCentral =
        abs(sides.right - sides.left) < 2 * near && abs(sides.bottom - sides.top) < 2 * near
      if isCentral, sides.least > 0, level.reach.contains(sides.most) { return .object(index) }
    }
    return objects.contains { $0.isIgnored && $0.box.contains(x: x, y: y) } ? .nothing : .background
  }
}

/// Distances from a place to the sides of a box; below 0 beyond a side.
struct Sides: Equatable {
  var left: Float
  var top: Float
  var right: Float
  var bottom: Float

  init(left: Float, top: Float, right: Float, bottom: Float) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  init(of box: Box, x: Float, y: Float) {
    self.init(left: x - box.left, top: y - box.top, right: box.right - x, bottom: box.bottom - y)
  }

  var least: Float { min(min(left, right), min(top, bottom)) }
  var most: Float { max(max(left, right), max(top, bottom)) }

  func divided(by stride: Float) -> Sides {
    Sides(left: left / stride, top: top / stride, right: right / stride, bottom: bottom / stride)
  }

  /// How central the place is: 1 in the middle, 0 at a side (FCOS, equation 3). Of a place within the box.
  var centerness: Float {
    let across = min(left, right) / max(left, right)
    let down = min(top, bottom) / max(top, bottom)
    return (across * down).squareRoot()
  }
}
