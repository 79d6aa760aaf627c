import Engine
import KernelTable
import TestSupport
import Testing

/// What the kernels of depthwise convolution are tried on.
struct DepthwiseShape: Sendable, CustomTestStringConvertible {
  let window: Window
  var testDescription: String {
    "\(window.image), size \(window.size), stride \(window.stride)"
  }

  /// Shapes at the edges of what there is, then some at random.
  static let all: [DepthwiseShape] = {
    var extents = [
      Extent(1, 1, 1, 3), Extent(1, 1, 9, 8), Extent(2, 7, 1, 13), Extent(1, 2, 2, 24),
      Extent(3, 5, 7, 1), Extent(2, 33, 40, 16),
    ]
    var stream = RandomStream(seed: 4, "depthwise shapes")
    for _ in 0..<8 {
      extents.append(
        Extent(
          1 + stream.index(below: 3), 1 + stream.index(below: 20), 1 + stream.index(below: 20),
          1 + stream.index(below: 40)))
    }
    return extents.flatMap { extent in
      [(3, 1), (3, 2), (5, 1), (5, 2), (5, 3)].map { size, stride in
        DepthwiseShape(
          window: Window(image: extent, size: size, stride: stride, padding: size / 2))
      }
    }
  }()
}

/// In all directions and both tables, against sums in double precision.
@Suite struct DepthwiseKernelTests {
  @Test(arguments: Engine.tables.map(\.name), DepthwiseShape.all)
  func depthwise(_ table: String, _ shape: DepthwiseShape) {
    let kernels = Engine.tables.first { $0.name == table }!
    let window = shape.window
    let channels = window.image.channels
    let x = random([window.image.count], 21)
    let w = random([window.size * window.size * channels], 22)
    let dy = random([window.lines * window.outputWidth * channels], 23)
    let exact = Self.exact(window, x, w, dy)

    let y = Tensor([dy.count])
    kernels.depthwiseForward(window, 0..<window.image.batch, x.data, w.data, y.data)
    #expect(relativeRMS(y, exact.y) <= 1e-6)

    let dx = Tensor([x.count])
    for i in 0..<dx.count { dx.data[i] = .nan }
    kernels.depthwiseBackward(window, 0..<window.image.batch, dy.data, w.data, false, dx.data)
    #expect(relativeError(dx.values, exact.dx.map { Float($0) }) <= 1e-6)
    kernels.depthwiseBackward(window, 0..<window.image.batch, dy.data, w.data, true, dx.data)
    #expect(relativeError(dx.values, exact.dx.map { Float(2 * $0) }) <= 1e-6, "added once more")

    let dw = Tensor([w.count])
    let sums = UnsafeMutablePointer<Double>.allocate(capacity: w.count)
    defer { sums.deallocate() }
    sums.initialize(repeating: .nan, count: w.count)
    kernels.depthwiseGradient(window, 0..<window.image.channels, x.data, dy.data, dw.data, sums)
    #expect(relativeError(dw.values, exact.dw.map { Float($0) }) <= 1e-6)
    kernels.depthwiseGradient(window, 0..<window.image.channels, x.data, dy.data, dw.data, sums)
    #expect(relativeError(dw.values, exact.dw.map { Float(2 * $0) }) <= 1e-6, "added once more")
  }

  private static func exact(_ window: Window, _ x: Tensor, _ w: Tensor, _ dy: Tensor) -> (
    y: [Double], dx: [Double], dw: [Double]
  ) {
    let image = window.image
    let channels = image.channels
    var y = [Double](repeating: 0, count: dy.count)
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: w.count)
    for line in 0..<window.lines {
      for column in 0..<window.outputWidth {
        let to = (line * window.outputWidth + column) * channels
        for tap in 0..<window.size * window.size {
          let row =
            line % window.outputHeight * window.stride + tap / window.size - window.padding
          let across = column * window.stride + tap % window.size - window.padding
          guard (0..<image.height).contains(row), (0..<image.width).contains(across) else {
            continue
          }
          let frame = line / window.outputHeight * image.height
          let from = ((frame + row) * image.width + across) * channels
          for c in 0..<channels {
            let weight = tap * channels + c
            y[to + c] += Double(x.data[from + c]) * Double(w.data[weight])
            dx[from + c] += Double(dy.data[to + c]) * Double(w.data[weight])
            dw[weight] += Double(dy.data[to + c]) * Double(x.data[from + c])
          }
        }
      }
    }
    return (y, dx, dw)
  }
}
