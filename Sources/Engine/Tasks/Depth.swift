import KernelTable

/// Distance per pixel, in metres. Loss: mean absolute error over pixels whose truth is not 0 (MTAN §4.1.1), or another of
/// `DepthLoss`.
public struct Depth: LearningTask {
  public static let name = "depth"
  public static let summary =
    "Depth per pixel: masked L1, reverse Huber or L2; absolute and relative error, RMSE (Liu et al. 2019; Eigen et al. 2014)"

  public let pooling: Pooling
  private let form: DepthLoss

  public init(_ options: inout Options) throws {
    pooling = try options.take(
      "pooling", default: Pooling.pixels,
      "metrics over all pixels of the split, or the mean over batches as in MTAN's code")
    form = try options.take(
      "loss", default: DepthLoss.l1, isLater: true,
      "absolute error; reverse Huber: squares above a fifth of the batch's largest error (Laina et al. 2016); or squared error"
    )
  }

  public var reads: FeatureRequest { .map }
  public var outputs: [Int] { [1] }
  public var lossKind: LossKind { .regression }

  public func slots(on frame: ImageSize) -> [Extent] { [Extent(1, frame.height, frame.width, 1)] }

  /// Metres for every pixel, [H, W]; 0 is missing.
  public func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>])
    -> Int
  {
    let pixels = view.size.height * view.size.width
    guard let label else {
      slots[0].update(repeating: 0, count: pixels)
      return 0
    }
    view.copyDistances(from: label.checked(pixels, name), to: slots[0])
    return labelled(slots[0], pixels) { isDistance($0[0]) }
  }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    switch form {
    case .l1: answer[0].masked(AbsoluteError(), targets[0])
    case .berhu: answer[0].masked(ReverseHuberError(), targets[0])
    case .l2: answer[0].masked(SquaredError(), targets[0])
    }
  }

  public func scorer() -> any Scorer { DepthScorer(pooling) }

  /// The median, which has the least mean absolute error.
  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? {
    median(of: targets[0].filter(isDistance).map(Double.init)).map { [[Float($0)]] }
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    (0..<frame.height * frame.width).map { _ in Float(random.uniform(1, 5)) }
  }

  public var pictureChannels: Int { 1 }

  /// Farthest distance that a picture tells apart, in metres.
  private static let pictureRange = 10.0

  public func picture(_ values: [UnsafePointer<Float>], _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  {
    let values = values[0]
    let bytes = (0..<size.height * size.width).map { pixel -> UInt8 in
      let depth = Double(values[pixel])
      if isTarget && depth == 0 { return 0 }
      let fraction = min(max(depth / Self.pictureRange, 0), 1)
      return UInt8(1 + (fraction * 254).rounded())
    }
    return PictureData(kind: .scalar, size: size, range: [0, Self.pictureRange], bytes: bytes)
  }
}

private final class DepthScorer: Scorer {
  private let pooling: Pooling
  private var absolute = Mean()
  private var relative = Mean()
  /// Of squares over pixels, or of the batches' roots.
  private var root = Mean()

  init(_ pooling: Pooling) { self.pooling = pooling }

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    var sums = DistanceErrors()
    for pixel in 0..<batch.pixels where isDistance(target[pixel]) {
      sums.add(Double(prediction[pixel]), truth: Double(target[pixel]))
    }
    guard sums.count > 0 else { return }
    let count = Double(sums.count)
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
