/// A window of a frame, resized to the whole frame and perhaps mirrored.
public struct View: Sendable, Hashable {
  /// Of the frame, before and after.
  public let size: ImageSize
  /// The window, in pixels.
  public var top = 0
  public var left = 0
  public var height: Int
  public var width: Int
  /// Left and right exchanged, after the resizing.
  public var mirrored = false
  /// What distances are divided by.
  public var zoom: Float = 1

  /// The whole frame, as it is.
  public init(_ size: ImageSize) {
    self.size = size
    height = size.height
    width = size.width
  }

  /// Resamples an image [H, W, channels]: bilinear with the corners aligned, as lorenmt/mtan does.
  public func copyImage(
    from source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>, channels: Int
  ) {
    guard isResized else { return copyNearest(from: source, to: destination, channels: channels) }
    forEachPixel { pixel, row, column in
      let corners = Corners(row, column, size, channels)
      for c in 0..<channels {
        destination[pixel * channels + c] = corners.sum(of: source + c)
      }
    }
  }

  /// Resamples distances [H, W]: the nearest neighbour, divided by the zoom; 0, which is missing, stays so.
  public func copyDistances(
    from source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>
  ) {
    copyNearest(from: source, to: destination, channels: 1)
    if zoom != 1 { for index in 0..<size.height * size.width { destination[index] /= zoom } }
  }

  private var isResized: Bool { height != size.height || width != size.width }

  /// Resamples what cannot be blended, as class indices, [H, W, channels]: the nearest neighbour, source index
  /// ⌊i · window / frame⌋, as PyTorch's `nearest`.
  public func copyNearest(
    from source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>, channels: Int
  ) {
    if !mirrored && !isResized {
      destination.update(from: source, count: size.height * size.width * channels)
      return
    }
    for i in 0..<size.height {
      let row = source + (top + i * height / size.height) * size.width * channels
      for j in 0..<size.width {
        let column = left + (mirrored ? size.width - 1 - j : j) * width / size.width
        for c in 0..<channels {
          destination[(i * size.width + j) * channels + c] = row[column * channels + c]
        }
      }
    }
  }

  /// Resamples vectors [H, W, 3] in camera coordinates: bilinear with the corners aligned, as lorenmt/mtan does, but
  /// renormalised to unit length and over the corners that are present only, because a mean with missing vectors is
  /// neither a unit vector nor recognisably missing; missing where the corner of the largest weight is. A mirror image
  /// negates x.
  public func copyDirections(
    from source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>
  ) {
    let side: Float = mirrored ? -1 : 1
    guard isResized else {
      copyNearest(from: source, to: destination, channels: 3)
      if mirrored {
        for pixel in 0..<size.height * size.width { destination[pixel * 3] *= side }
      }
      return
    }
    forEachPixel { pixel, row, column in
      let mean = Corners(row, column, size, 3).direction(of: source)
      destination[pixel * 3] = mean.x * side
      destination[pixel * 3 + 1] = mean.y
      destination[pixel * 3 + 2] = mean.z
    }
  }

  /// Calls with each pixel's index and its place in the source, the window's corners on the frame's corners.
  private func forEachPixel(_ body: (_ pixel: Int, _ row: Float, _ column: Float) -> Void) {
    let down = size.height > 1 ? Float(height - 1) / Float(size.height - 1) : 0
    let across = size.width > 1 ? Float(width - 1) / Float(size.width - 1) : 0
    for i in 0..<size.height {
      for j in 0..<size.width {
        let from = mirrored ? size.width - 1 - j : j
        body(
          i * size.width + j, Float(top) + Float(i) * down, Float(left) + Float(from) * across)
      }
    }
  }
}

/// The four pixels around a place, with their bilinear weights.
private struct Corners {
  private let offsets: SIMD4<Int>
  private let weights: SIMD4<Float>

  init(_ row: Float, _ column: Float, _ size: ImageSize, _ channels: Int) {
    let i = min(Int(row), size.height - 1)
    let j = min(Int(column), size.width - 1)
    let below = min(i + 1, size.height - 1)
    let right = min(j + 1, size.width - 1)
    let v = row - Float(i)
    let u = column - Float(j)
    offsets =
      SIMD4(
        i * size.width + j, i * size.width + right, below * size.width + j,
        below * size.width + right) &* channels
    weights = SIMD4((1 - v) * (1 - u), (1 - v) * u, v * (1 - u), v * u)
  }

  func sum(of source: UnsafePointer<Float>) -> Float {
    var total: Float = 0
    for corner in 0..<4 { total += weights[corner] * source[offsets[corner]] }
    return total
  }

  func direction(of source: UnsafePointer<Float>) -> SIMD3<Float> {
    var total = SIMD3<Float>()
    var nearest = 0
    for corner in 0..<4 {
      let at = source + offsets[corner]
      total += weights[corner] * SIMD3(at[0], at[1], at[2])
      if weights[corner] > weights[nearest] { nearest = corner }
    }
    let at = source + offsets[nearest]
    if at[0] == 0 && at[1] == 0 && at[2] == 0 { return .zero }
    let length = (total * total).sum().squareRoot()
    return length > 1e-6 ? total / length : SIMD3(at[0], at[1], at[2])
  }
}
