import Engine
import KernelTable

/// What a convolution kernel is tried on.
public struct ConvolutionShape: Sendable, CustomStringConvertible {
  public let window: Window
  public let outputs: Int

  /// `padding` nil keeps the extent at stride 1.
  public init(
    _ image: Extent, outputs: Int, size: Int = 3, stride: Int = 1, padding: Int? = nil
  ) {
    window = Window(image: image, size: size, stride: stride, padding: padding ?? size / 2)
    self.outputs = outputs
  }
  public var image: Extent { window.image }
  public var outputRows: Int { window.lines * window.outputWidth }
  public var description: String {
    "\(image) → \(outputs), \(window.size)×\(window.size)/\(window.stride)"
  }
}

/// Random operands and the exact results of a convolution.
public struct ConvolutionProblem {
  public let x: Tensor
  public let w: Tensor
  public let dy: Tensor
  public private(set) var y: [Double]
  public private(set) var dx: [Double]
  public private(set) var dw: [Double]

  public init(_ shape: ConvolutionShape) {
    let (image, window, outputs) = (shape.image, shape.window, shape.outputs)
    let inputs = image.channels
    let size = window.size
    x = random([image.count], 11)
    w = random([window.depth * outputs], 12)
    dy = random([shape.outputRows * outputs], 13)
    y = Array(repeating: 0, count: dy.count)
    dx = Array(repeating: 0, count: x.count)
    dw = Array(repeating: 0, count: w.count)
    for line in 0..<window.lines {
      let (frame, row) = line.quotientAndRemainder(dividingBy: window.outputHeight)
      for column in 0..<window.outputWidth {
        let to = (line * window.outputWidth + column) * outputs
        for tap in 0..<size * size {
          let r = row * window.stride + tap / size - window.padding
          let c = column * window.stride + tap % size - window.padding
          guard (0..<image.height).contains(r), (0..<image.width).contains(c) else { continue }
          let from = ((frame * image.height + r) * image.width + c) * inputs
          accumulate(from, to, tap * inputs * outputs, inputs, outputs)
        }
      }
    }
  }

  private mutating func accumulate(
    _ from: Int, _ to: Int, _ tap: Int, _ inputs: Int, _ outputs: Int
  ) {
    for i in 0..<inputs {
      for o in 0..<outputs {
        let at = tap + i * outputs + o
        y[to + o] += Double(x.data[from + i]) * Double(w.data[at])
        dx[from + i] += Double(dy.data[to + o]) * Double(w.data[at])
        dw[at] += Double(x.data[from + i]) * Double(dy.data[to + o])
      }
    }
  }
}

/// Standard normal values.
public func random(_ shape: [Int], _ seed: Int) -> Tensor {
  let tensor = Tensor(shape)
  var stream = RandomStream(seed: seed, "kernel test")
  for i in 0..<tensor.count { tensor.data[i] = Float(stream.normal()) }
  return tensor
}

/// √(Σ (found − expected)² / Σ expected²)
public func relativeRMS(_ found: Tensor, _ expected: [Double]) -> Double {
  var error = 0.0
  var size = 0.0
  for i in expected.indices {
    error += (Double(found.data[i]) - expected[i]) * (Double(found.data[i]) - expected[i])
    size += expected[i] * expected[i]
  }
  return (error / size).squareRoot()
}

/// The largest |found − expected| / size of all elements, and √(Σ (found − expected)² / n).
public func deviation(_ found: Tensor, _ expected: Tensor, sizes: Tensor) -> (
  largest: Double, spread: Double
) {
  var (largest, squares) = (0.0, 0.0)
  for i in 0..<found.count {
    let gap = abs(Double(found.data[i]) - Double(expected.data[i]))
    // Not a number is no small deviation.
    largest = gap.isNaN ? .infinity : max(largest, gap / Double(sizes.data[i]))
    squares += gap * gap
  }
  return (largest, (squares / Double(found.count)).squareRoot())
}

/// |a| of every element.
public func absolute(_ tensor: Tensor) -> Tensor {
  let result = Tensor(tensor.shape)
  for i in 0..<tensor.count { result.data[i] = abs(tensor.data[i]) }
  return result
}
