/// A rectangle in an image: edges in pixels, from the upper left corner of its first pixel; the width is right − left.
public struct Box: Sendable, Hashable {
  public var left: Float
  public var top: Float
  public var right: Float
  public var bottom: Float

  public init(left: Float, top: Float, right: Float, bottom: Float) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  public var width: Float { right - left }
  public var height: Float { bottom - top }
  /// 0 of what is no rectangle.
  public var area: Float { max(width, 0) * max(height, 0) }

  /// What both have in common; of no area where that is nothing.
  func intersection(_ other: Box) -> Box {
    Box(
      left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
      bottom: min(bottom, other.bottom))
  }

  /// Intersection over union; 0 where the union is empty.
  func iou(_ other: Box) -> Float {
    let common = intersection(other).area
    let union = area + other.area - common
    return union > 0 ? common / union : 0
  }

  func contains(x: Float, y: Float) -> Bool { left <= x && x < right && top <= y && y < bottom }
}
