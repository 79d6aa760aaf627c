import Foundation

/// Object keypoint similarity (Lin et al. 2014; COCO's keypoints): the mean over the labelled keypoints of exp(−d² / 2 s² k²), with d
/// the distance in pixels, s² the object's area and k = 2σ, how far apart people's annotations of this keypoint are.
///
/// Where no keypoint is labelled the mean is over all, and d is how far they lie outside of the object's box enlarged by its own
/// width and height on every side.
public struct KeypointSimilarity: ObjectSimilarity {
  /// Of nose, eyes, ears, shoulders, elbows, wrists, hips, knees and ankles, as COCO publishes them.
  public static let cocoSigmas = [
    0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107,
    0.087, 0.087, 0.089, 0.089,
  ]

  public let sigmas: [Double]

  public init(sigmas: [Double] = cocoSigmas) { self.sigmas = sigmas }

  /// Both have as many keypoints as there are sigmas.
  public func value(_ found: Pose, _ truth: TruthObject<Pose>) -> Double {
    let pose = truth.shape
    precondition(
      found.keypoints.count == sigmas.count && pose.keypoints.count == sigmas.count,
      "\(found.keypoints.count) and \(pose.keypoints.count) keypoints, \(sigmas.count) sigmas")
    let hasLabels = pose.keypoints.contains(where: \.isLabelled)
    var mean = Mean()
    for (index, sigma) in sigmas.enumerated()
    where pose.keypoints[index].isLabelled || !hasLabels {
      let point = found.keypoints[index]
      let (dx, dy) =
        hasLabels
        ? (point.x - pose.keypoints[index].x, point.y - pose.keypoints[index].y)
        : Self.outside(pose.box, point)
      let variance = 4 * sigma * sigma
      mean.add(exp(-(dx * dx + dy * dy) / variance / (truth.area + .ulpOfOne) / 2))
    }
    return mean.value ?? 0
  }

  private static func outside(_ box: PixelBox, _ point: Pose.Keypoint) -> (Double, Double) {
    func distance(_ x: Double, _ start: Double, _ extent: Double) -> Double {
      max(0, start - extent - x) + max(0, x - (start + 2 * extent))
    }
    return (distance(point.x, box.left, box.width), distance(point.y, box.top, box.height))
  }
}
