import Foundation
import KernelTable

/// Surface normal per pixel: the raw output, divided by its length. Loss: 1 − mean cosine over pixels whose
/// truth is not zero (MTAN §4.1.1, with the constant of its code).
public struct Normals: LearningTask {
  public static let name = "normals"
  public static let summary =
    "Surface normal per pixel: masked cosine; mean and median angle, within 11.25°, 22.5°, 30°"

  public let pooling: Pooling

  public init(_ options: inout Options) throws {
    pooling = try options.take(
      "pooling", default: Pooling.pixels,
      "metrics over all pixels of the split, or the mean over batches as in MTAN's code")
  }

  public var reads: FeatureRequest { .map }
  public var outputs: [Int] { [3] }
  public var lossKind: LossKind { .regression }

  public func slots(on frame: ImageSize) -> [Extent] { [Extent(1, frame.height, frame.width, 3)] }

  /// A unit vector for every pixel, [H, W, 3], in camera coordinates; 0 is missing.
  public func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>])
    -> Int
  {
    let pixels = view.size.height * view.size.width
    guard let label else {
      slots[0].update(repeating: 0, count: 3 * pixels)
      return 0
    }
    view.copyDirections(from: label.checked(3 * pixels, name), to: slots[0])
    return labelled(slots[0], pixels, channels: 3, isVector)
  }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(CosineError(), targets[0])
  }

  public func scorer() -> any Scorer { NormalsScorer(pooling) }

  /// The direction with the least mean angle.
  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? {
    let vectors = stride(from: 0, to: targets[0].count, by: 3).map {
      SIMD3(targets[0][$0], targets[0][$0 + 1], targets[0][$0 + 2])
    }
    return medianDirection(of: vectors.filter { $0 != .zero }).map { [[$0.x, $0.y, $0.z]] }
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    (0..<frame.height * frame.width).flatMap { _ -> [Float] in
      let z = random.uniform(0.5, 1)
      return [Float((1 - z * z).squareRoot()), 0, Float(z)]
    }
  }

  public var pictureChannels: Int { 3 }

  public func picture(_ values: [UnsafePointer<Float>], _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  {
    let values = values[0]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * size.height * size.width)
    for pixel in 0..<size.height * size.width {
      let v = values + 3 * pixel
      let norm = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).squareRoot()
      for c in 0..<3 {
        bytes.append(norm > 0 ? UInt8(1 + ((v[c] / norm + 1) * 127).rounded()) : 0)
      }
    }
    return PictureData(kind: .vectors, size: size, range: [-1, 1], bytes: bytes)
  }
}

private func isVector(_ target: UnsafePointer<Float>) -> Bool {
  target[0] != 0 || target[1] != 0 || target[2] != 0
}

private struct CosineError: PixelLoss {
  func isValid(_ target: UnsafePointer<Float>) -> Bool { isVector(target) }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let squares = output[0] * output[0] + output[1] * output[1] + output[2] * output[2]
    let factor = 1 / max(squares.squareRoot(), 1e-12)
    let cosine = (output[0] * target[0] + output[1] * target[1] + output[2] * target[2]) * factor
    for c in 0..<3 { gradient[c] = (output[c] * factor * cosine - target[c]) * factor }
    return 1 - cosine
  }
}

private final class NormalsScorer: Scorer {
  private let pooling: Pooling
  /// Angles of all valid pixels, in degrees: the median needs them.
  private var angles: [Float] = []
  private var batches: [Mean] = Array(repeating: Mean(), count: NormalsScorer.names.count)

  private static let names = [
    "mean angle", "median angle", "within 11.25°", "within 22.5°", "within 30°",
  ]

  init(_ pooling: Pooling) { self.pooling = pooling }

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    if pooling == .batches { angles.removeAll(keepingCapacity: true) }
    for pixel in 0..<batch.pixels {
      let p = prediction + 3 * pixel
      let t = target + 3 * pixel
      guard isVector(t) else { continue }
      let norm = max((p[0] * p[0] + p[1] * p[1] + p[2] * p[2]).squareRoot(), 1e-12)
      let cosine = (p[0] * t[0] + p[1] * t[1] + p[2] * t[2]) / norm
      angles.append(Float(acos(Double(min(max(cosine, -1), 1))) * 180 / .pi))
    }
    if pooling == .batches, !angles.isEmpty {
      for (index, value) in Self.summary(angles).enumerated() { batches[index].add(value) }
    }
  }

  /// Mean, median (the mean of the two middle values of an even count, as NumPy's, which MTAN's code uses), and the
  /// three fractions.
  private static func summary(_ angles: [Float]) -> [Double] {
    let count = Double(angles.count)
    let mean = angles.reduce(0.0) { $0 + Double($1) } / count
    let sorted = angles.sorted()
    let median = (Double(sorted[(angles.count - 1) / 2]) + Double(sorted[angles.count / 2])) / 2
    let within = [11.25, 22.5, 30].map { limit in
      Double(angles.count { Double($0) < limit }) / count
    }
    return [mean, median] + within
  }

  var values: [MetricValue] {
    let found: [Double]
    switch pooling {
    case .pixels: found = angles.isEmpty ? [] : Self.summary(angles)
    case .batches: found = batches.compactMap(\.value)
    }
    return zip(Self.names, found).enumerated().map { index, pair in
      MetricValue(
        metric: pair.0, value: pair.1, better: index < 2 ? .lower : .higher,
        unit: index < 2 ? "°" : "%", counts: true)
    }
  }
}
