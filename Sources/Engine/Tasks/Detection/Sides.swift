/// Distances from a location to the sides of a box; below 0 beyond a side.
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

  /// How central the location is: 1 in the middle, 0 at a side (FCOS, equation 3). At a location within the box.
  var centerness: Float {
    let across = min(left, right) / max(left, right)
    let down = min(top, bottom) / max(top, bottom)
    return (across * down).squareRoot()
  }
}
