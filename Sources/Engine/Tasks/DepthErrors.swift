/// What is made of the error e of a pixel's depth, in metres; the mean over the pixels that have a depth.
enum DepthLoss: String, CaseIterable, Sendable {
  /// |e|
  case l1
  /// The reverse Huber loss, `ReverseHuberError`.
  case berhu
  /// e²
  case l2
}

/// 0 is missing.
func isDistance(_ depth: Float) -> Bool { depth > 0 && depth < .infinity }

struct AbsoluteError: PixelLoss {
  func isValid(_ target: UnsafePointer<Float>) -> Bool { isDistance(target[0]) }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let difference = output[0] - target[0]
    gradient[0] = difference > 0 ? 1 : difference < 0 ? -1 : 0
    return abs(difference)
  }
}

struct SquaredError: PixelLoss {
  func isValid(_ target: UnsafePointer<Float>) -> Bool { isDistance(target[0]) }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let difference = output[0] - target[0]
    gradient[0] = 2 * difference
    return difference * difference
  }
}

/// |e| up to a threshold c, (e² + c²) / 2c above, where c is a fifth of the batch's largest |e| (Laina et al., 3DV 2016, §3.2):
/// large errors are pulled at as by squares, small ones as by absolute values.
///
/// Here c is a number: no gradient goes through it. DrSleep/DenseTorch (Nekrasov et al. 2019) computes it within the graph, which
/// gives the one pixel with the largest error a further gradient; takes the mean over all pixels, those without a depth counting as
/// 0, so that the loss shrinks with every hole; and cuts predictions at 0. Here as in the other losses the mean is over the
/// pixels that have a depth, and those alone determine c.
struct ReverseHuberError: PixelLoss {
  private static let share: Float = 0.2
  private var threshold: Float = 0

  func prepared(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int
  ) -> ReverseHuberError {
    var largest: Float = 0
    for row in 0..<rows where isValid(target + row * targetChannels) {
      largest = max(largest, abs(output[row * channels] - target[row * targetChannels]))
    }
    var copy = self
    copy.threshold = Self.share * largest
    return copy
  }

  func isValid(_ target: UnsafePointer<Float>) -> Bool { isDistance(target[0]) }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let difference = output[0] - target[0]
    // Where all errors are 0 so is the threshold.
    guard abs(difference) > threshold else {
      gradient[0] = difference > 0 ? 1 : difference < 0 ? -1 : 0
      return abs(difference)
    }
    gradient[0] = difference / threshold
    return (difference * difference + threshold * threshold) / (2 * threshold)
  }
}
