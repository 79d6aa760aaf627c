/// A rectangle as results files have it: the upper left corner, width and height, in pixels, in double precision.
public struct PixelBox: Sendable, Hashable {
  public var left: Double
  public var top: Double
  public var width: Double
  public var height: Double

  public init(left: Double, top: Double, width: Double, height: Double) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
  }

  public init(_ box: Box) {
    self.init(
      left: Double(box.left), top: Double(box.top), width: Double(box.right) - Double(box.left),
      height: Double(box.bottom) - Double(box.top))
  }

  var right: Double { left + width }
  var bottom: Double { top + height }
  var area: Double { width * height }

  /// Of what both have in common, in pixels².
  /// - Parameter margin: added to every extent: 1 where the right and bottom edges are the last pixels of a box.
  func commonArea(_ other: PixelBox, margin: Double = 0) -> Double {
    let width = min(right, other.right) - max(left, other.left) + margin
    let height = min(bottom, other.bottom) - max(top, other.top) + margin
    return width > 0 && height > 0 ? width * height : 0
  }
}
