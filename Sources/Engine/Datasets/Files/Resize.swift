/// To another size with half-pixel centres, as PyTorch's `interpolate` with `align_corners=False`.
enum Resize {
  /// Bilinear, no prefilter. [h, w, channels] → [H, W, channels].
  static func bilinear(
    _ source: [Float], _ from: ImageSize, to: ImageSize, channels: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    if from == to { return copy(source, into: result) }
    source.withUnsafeBufferPointer { source in
      for i in 0..<to.height {
        let (top, bottom, v) = neighbours(i, from.height, to.height)
        for j in 0..<to.width {
          let (left, right, u) = neighbours(j, from.width, to.width)
          for c in 0..<channels {
            func at(_ row: Int, _ column: Int) -> Float {
              source[(row * from.width + column) * channels + c]
            }
            let upper = at(top, left) + (at(top, right) - at(top, left)) * u
            let lower = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * u
            result[(i * to.width + j) * channels + c] = upper + (lower - upper) * v
          }
        }
      }
    }
  }

  /// The nearest neighbour: labels keep their values, what is missing stays missing.
  static func nearest(
    _ source: [Float], _ from: ImageSize, to: ImageSize, channels: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    if from == to { return copy(source, into: result) }
    for i in 0..<to.height {
      let row = (2 * i + 1) * from.height / (2 * to.height)
      for j in 0..<to.width {
        let column = (2 * j + 1) * from.width / (2 * to.width)
        for c in 0..<channels {
          result[(i * to.width + j) * channels + c] =
            source[(row * from.width + column) * channels + c]
        }
      }
    }
  }

  private static func copy(_ source: [Float], into result: UnsafeMutablePointer<Float>) {
    source.withUnsafeBufferPointer {
      if let start = $0.baseAddress { result.update(from: start, count: $0.count) }
    }
  }

  /// The two places around the centre of pixel `index`, and the weight of the second.
  private static func neighbours(_ index: Int, _ from: Int, _ to: Int) -> (Int, Int, Float) {
    let place = max(0, (Float(index) + 0.5) * Float(from) / Float(to) - 0.5)
    let first = min(Int(place), from - 1)
    return (first, min(first + 1, from - 1), place - Float(first))
  }
}
