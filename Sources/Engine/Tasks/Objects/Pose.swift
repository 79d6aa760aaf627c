/// Where the keypoints of an object are, in pixels.
public struct Pose: Sendable, Hashable {
  public struct Keypoint: Sendable, Hashable {
    public var x: Double
    public var y: Double
    /// Whether it is known where it is; of what was found it says nothing.
    public var isLabelled: Bool

    public init(x: Double, y: Double, isLabelled: Bool = true) {
      (self.x, self.y, self.isLabelled) = (x, y, isLabelled)
    }
  }

  public var keypoints: [Keypoint]
  /// Of the object.
  public var box: PixelBox

  public init(_ keypoints: [Keypoint], box: PixelBox) {
    (self.keypoints, self.box) = (keypoints, box)
  }

  /// From what was found, which has no other box: around all keypoints.
  public init(_ keypoints: [Keypoint]) {
    let (xs, ys) = (keypoints.map(\.x), keypoints.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    self.init(
      keypoints,
      box: PixelBox(
        left: left, top: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top))
  }
}
