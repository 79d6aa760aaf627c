/// Distance per pixel, in metres. Loss: mean absolute error over pixels whose truth is not 0 (MTAN §4.1.1).
public struct Depth: LearningTask {
  public static let name = "depth"
  public static let summary =
    "Depth per pixel: masked L1; absolute and relative error, RMSE (Liu et al. 2019; Eigen et al. 2014)"

  public let pooling: Pooling

  public init(_ options: inout Options) throws {
    pooling = try options.take(
      "pooling", default: Pooling.pixels,
      "metrics over all pixels of the split, or the mean over batches as in MTAN's code")
  }

  public var outputs: Int { 1 }
  public var targetChannels: Int { 1 }
  public var geometry: TargetGeometry { .distance }
  public var lossKind: LossKind { .regression }

  public func loss(_ prediction: Value, _ target: Value) -> Value {
    prediction.masked(AbsoluteError(), target)
  }

  public func labelledPositions(_ targets: UnsafePointer<Float>, positions: Int) -> Int {
    countPositions(targets, positions) { isDistance($0[0]) }
  }

  public func scorer() -> any Scorer { DepthScorer(pooling) }

  /// Farthest distance that a picture tells apart, in metres.
  private static let pictureRange = 10.0

  public func picture(_ values: UnsafePointer<Float>, _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  {
    let bytes = (0..<size.height * size.width).map { pixel -> UInt8 in
      let depth = Double(values[pixel])
      if isTarget && depth == 0 { return 0 }
      let fraction = min(max(depth / Self.pictureRange, 0), 1)
      return UInt8(1 + (fraction * 254).rounded())
    }
    return PictureData(kind: .scalar, size: size, range: [0, Self.pictureRange], bytes: bytes)
  }
}

/// 0 is missing.
private func isDistance(_ depth: Float) -> Bool { depth > 0 && depth < .infinity }

private struct AbsoluteError: PixelLoss {
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

private final class DepthScorer: Scorer {
  private let pooling: Pooling
  private var absolute = Mean()
  private var relative = Mean()
  /// Of squares over pixels, or of the batches' roots.
  private var root = Mean()

  private struct Sums {
    var absolute = 0.0
    var relative = 0.0
    var squared = 0.0
    var valid = 0
  }

  init(_ pooling: Pooling) { self.pooling = pooling }

  func add(
    _ prediction: UnsafePointer<Float>, _ target: UnsafePointer<Float>, frames: Int,
    size: ImageSize
  ) {
    var sums = Sums()
    for pixel in 0..<frames * size.height * size.width where isDistance(target[pixel]) {
      let truth = Double(target[pixel])
      let error = abs(Double(prediction[pixel]) - truth)
      sums.absolute += error
      sums.relative += error / truth
      sums.squared += error * error
      sums.valid += 1
    }
    guard sums.valid > 0 else { return }
    let count = Double(sums.valid)
    let weight = pooling == .pixels ? count : 1
    absolute.add(sums.absolute / count, weight: weight)
    relative.add(sums.relative / count, weight: weight)
    let meanSquare = sums.squared / count
    root.add(pooling == .pixels ? meanSquare : meanSquare.squareRoot(), weight: weight)
  }

  var values: [MetricValue] {
    guard let absolute = absolute.value, let relative = relative.value, let root = root.value
    else { return [] }
    return [
      MetricValue(
        metric: "absolute error", value: absolute, better: .lower, unit: "m", counts: true),
      MetricValue(
        metric: "relative error", value: relative, better: .lower, unit: "", counts: true),
      MetricValue(
        metric: "RMSE", value: pooling == .pixels ? root.squareRoot() : root, better: .lower,
        unit: "m", counts: false),
    ]
  }
}
