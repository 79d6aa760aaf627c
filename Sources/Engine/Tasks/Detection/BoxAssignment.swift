/// Which object each location of a grid is to find (FCOS, Tian et al. 2019, with centre sampling): one in which it lies, not farther from
/// the middle than 1.5 strides each way, and whose sides are as far away as the level's range says; of several the smallest.
struct BoxAssignment {
  /// Of one location.
  enum Target: Equatable {
    case background
    /// Nothing is right or wrong there: it lies in something that is ignored.
    case ignored
    case object(Int)
  }

  private let objects: [LabelledObject]
  /// Objects that count, by their places in the list, the smallest first.
  private let order: [Int]

  init(_ objects: [LabelledObject]) {
    self.objects = objects
    order = objects.indices.filter { !objects[$0].isIgnored }
      .sorted { (objects[$0].box.area, $0) < (objects[$1].box.area, $1) }
  }

  /// Strides that a location may be away from the middle of its object.
  private static let radius: Float = 1.5

  func target(_ level: DetectionGrid.Level, _ location: Int) -> Target {
    let (x, y) = level.centre(location)
    let near = Self.radius * Float(level.stride)
    for index in order {
      let sides = Sides(of: objects[index].box, x: x, y: y)
      let isCentral =
        abs(sides.right - sides.left) < 2 * near && abs(sides.bottom - sides.top) < 2 * near
      if isCentral, sides.least > 0, level.range.contains(sides.most) { return .object(index) }
    }
    return objects.contains { $0.isIgnored && $0.box.contains(x: x, y: y) } ? .ignored : .background
  }
}
