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

/// A loss of the error of each pixel's depth alone.
protocol DistanceLoss: PixelLoss {
  /// Of an error in metres; and its derivative.
  func value(of error: Float) -> (loss: Float, slope: Float)
}

extension DistanceLoss {
  func isValid(_ target: UnsafePointer<Float>) -> Bool { isDistance(target[0]) }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let found = value(of: output[0] - target[0])
    gradient[0] = found.slope
    return found.loss
  }
}

struct AbsoluteError: DistanceLoss {
  func value(of error: Float) -> (loss: Float, slope: Float) {
    (abs(error), error > 0 ? 1 : error < 0 ? -1 : 0)
  }
}

struct SquaredError: DistanceLoss {
  func value(of error: Float) -> (loss: Float, slope: Float) { (error * error, 2 * error) }
}

/// |e| up to a threshold c, (e² + c²) / 2c above, where c is a fifth of the batch's largest |e| (Laina et al., 3DV 2016, §3.2):
/// large errors are pulled at as by squares, small ones as by absolute values.
///
/// Here c is a number: no gradient goes through it. DrSleep/DenseTorch (Nekrasov et al. 2019) computes it within the graph, which
/// gives the one pixel with the largest error a further gradient; takes the mean over all pixels, those without a depth counting as
/// 0, so that the loss shrinks with every hole; and cuts predictions at 0. Here as in the other losses the mean is over the
/// pixels that have a depth, and those alone determine c.
struct ReverseHuberError: DistanceLoss {
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

  func value(of error: Float) -> (loss: Float, slope: Float) {
    // Where all errors are 0 so is the threshold.
    guard abs(error) > threshold else { return AbsoluteError().value(of: error) }
    return ((error * error + threshold * threshold) / (2 * threshold), error / threshold)
  }
}
