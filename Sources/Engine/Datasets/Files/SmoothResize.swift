/// To another size with a triangle filter as wide as a pixel of the result, so that nothing finer than its pixels is left: what
/// Pillow's `BILINEAR` and PyTorch's `interpolate` with `antialias=True` do. Enlarging is plain bilinear.
struct SmoothResize {
  /// For each pixel of the result, where its window begins and what its pixels weigh.
  private let rows: [(first: Int, weights: [Float])]
  private let columns: [(first: Int, weights: [Float])]
  private let from: ImageSize
  private let to: ImageSize

  init(_ from: ImageSize, to: ImageSize) {
    self.from = from
    self.to = to
    rows = Self.windows(from.height, to.height)
    columns = Self.windows(from.width, to.width)
  }

  /// [h, w, channels] → [H, W, channels].
  func callAsFunction(_ source: [Float], channels: Int) -> [Float] {
    var narrow = [Float](repeating: 0, count: from.height * to.width * channels)
    for row in 0..<from.height {
      for (column, window) in columns.enumerated() {
        for c in 0..<channels {
          var sum: Float = 0
          for (offset, weight) in window.weights.enumerated() {
            sum += weight * source[(row * from.width + window.first + offset) * channels + c]
          }
          narrow[(row * to.width + column) * channels + c] = sum
        }
      }
    }
    let stride = to.width * channels
    var result = [Float](repeating: 0, count: to.height * stride)
    for (row, window) in rows.enumerated() {
      for (offset, weight) in window.weights.enumerated() {
        let line = (window.first + offset) * stride
        for index in 0..<stride { result[row * stride + index] += weight * narrow[line + index] }
      }
    }
    return result
  }

  private static func windows(_ from: Int, _ to: Int) -> [(first: Int, weights: [Float])] {
    let scale = Double(from) / Double(to)
    let support = max(scale, 1)
    return (0..<to).map { index in
      let centre = (Double(index) + 0.5) * scale
      let first = max(0, Int(centre - support + 0.5))
      let end = min(from, Int(centre + support + 0.5))
      let weights = (first..<end).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / support)) }
      let sum = weights.reduce(0, +)
      return (first, weights.map { Float($0 / sum) })
    }
  }
}
