import KernelTable

/// What follows a batch normalisation, in the same pass over the values.
public enum NormActivation: Sendable, Hashable {
  case none
  case relu
  /// min(max(x, 0), ceiling)
  case clipped(ceiling: Float)

  public static let relu6 = NormActivation.clipped(ceiling: 6)

  fileprivate var isReLU: Bool { self == .relu }
  fileprivate var ceiling: Float? {
    if case .clipped(let ceiling) = self { ceiling } else { nil }
  }
}

/// Ioffe and Szegedy 2015, optionally with the ReLU that follows it: statistics per channel over batch and
/// pixels. As in PyTorch: epsilon 1e-5, running mean and *unbiased* running variance with momentum 0.1,
/// used in inference.
public struct BatchNormalization: Layer {
  public let scale: Parameter
  public let shift: Parameter
  let runningMean: StateBuffer
  let runningVariance: StateBuffer
  let activation: NormActivation

  public init(_ channels: Int, relu: Bool = false, in scope: ParameterScope) {
    self.init(channels, activation: relu ? .relu : .none, in: scope)
  }

  public init(_ channels: Int, activation: NormActivation, in scope: ParameterScope) {
    scale = scope.constant("scale", [channels], 1)
    shift = scope.constant("shift", [channels], 0)
    runningMean = scope.buffer("running_mean", channels, 0)
    runningVariance = scope.buffer("running_variance", channels, 1)
    self.activation = activation
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == scale.count,
      "\(scale.name) takes \(scale.count) channels, found \(x.extent)")
    return x.tape.record(BatchNormalizationPrimitive(self), [x], x.extent)
  }
}

private final class BatchNormalizationPrimitive: Primitive {
  let layer: BatchNormalization
  let channels: Int
  static let epsilon = 1e-5
  static let momentum: Float = 0.1

  init(_ layer: BatchNormalization) {
    self.layer = layer
    channels = layer.scale.count
  }

  var parameters: [Parameter] { [layer.scale, layer.shift] }

  /// Mean, inverse deviation, and the scale and shift that apply both with the parameters.
  func auxiliaryBytes(_ node: Node) -> Int { 4 * channels * 4 }
  /// Double sums, and three coefficients per channel.
  func scratch(_ node: Node) -> Int { 4 * channels + 3 * channels + 16 }

  func forward(_ node: Node, _ pass: Pass) {
    let x = node.inputs[0].data!
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    let inverse = mean + channels
    if pass.training {
      measure(node.extent.rows, x, mean, inverse, pass)
    } else {
      let running = (pass.pointer(layer.runningMean), pass.pointer(layer.runningVariance))
      for c in 0..<channels {
        mean[c] = running.0[c]
        inverse[c] = Float(1 / (Double(running.1[c]) + Self.epsilon).squareRoot())
      }
    }
    let scale = inverse + channels
    let shift = scale + channels
    let (gamma, beta) = (pass.pointer(layer.scale), pass.pointer(layer.shift))
    for c in 0..<channels {
      scale[c] = gamma[c] * inverse[c]
      shift[c] = beta[c] - mean[c] * scale[c]
    }
    if let ceiling = layer.activation.ceiling {
      Engine.kernels.clippedAffine(
        node.extent.rows, channels, x, scale, shift, ceiling, node.data)
    } else {
      Engine.kernels.channelAffine(
        node.extent.rows, channels, x, scale, shift, layer.activation.isReLU, node.data)
    }
  }

  private func measure(
    _ rows: Int, _ x: UnsafePointer<Float>, _ mean: UnsafeMutablePointer<Float>,
    _ inverse: UnsafeMutablePointer<Float>, _ pass: Pass
  ) {
    let sums = UnsafeMutableRawPointer(pass.scratch).bindMemory(to: Double.self, capacity: channels)
    Engine.kernels.channelSums(rows, channels, x, sums)
    for c in 0..<channels { mean[c] = Float(sums[c] / Double(rows)) }
    Engine.kernels.channelSquares(rows, channels, x, mean, sums)
    let runningMean = pass.pointer(layer.runningMean)
    let runningVariance = pass.pointer(layer.runningVariance)
    let unbiased = Double(max(rows - 1, 1))
    for c in 0..<channels {
      inverse[c] = Float(1 / (sums[c] / Double(rows) + Self.epsilon).squareRoot())
      runningMean[c] += Self.momentum * (mean[c] - runningMean[c])
      runningVariance[c] += Self.momentum * (Float(sums[c] / unbiased) - runningVariance[c])
    }
  }

  /// With g the cotangent behind the ReLU: dx = γ/σ (g − mean g − x̂ mean(g x̂)), written as a g + b x + d.
  func backward(_ node: Node, _ sweep: Sweep) {
    let rows = node.extent.rows
    let x = node.inputs[0].data!
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    let inverse = mean + channels
    let sums = UnsafeMutableRawPointer(sweep.scratch)
      .bindMemory(to: Double.self, capacity: 2 * channels)
    let a = sweep.scratch + 4 * channels
    let gamma = sweep.pointer(layer.scale)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      let relu = layer.activation.isReLU
      if let ceiling = layer.activation.ceiling {
        // In place: nobody reads this cotangent again, and what follows needs no mask then.
        Engine.kernels.clippedGradient(node.extent.count, ceiling, dy, node.data, dy)
      }
      Engine.kernels.normSums(rows, channels, dy, node.data, x, mean, relu, sums)
      let dGamma = sweep.gradient(layer.scale, node, slot)
      let dBeta = sweep.gradient(layer.shift, node, slot)
      for c in 0..<channels {
        let deviation = Double(inverse[c])
        dBeta[c] += Float(sums[c])
        dGamma[c] += Float(sums[channels + c] * deviation)
        let factor = Double(gamma[c]) * deviation
        let slope =
          -factor * deviation * deviation * sums[channels + c] / Double(rows)
        a[c] = Float(factor)
        a[channels + c] = Float(slope)
        a[2 * channels + c] = Float(-factor * sums[c] / Double(rows) - slope * Double(mean[c]))
      }
      sweep.pass(node, slot, to: 0) { dx in
        Engine.kernels.normGradient(
          rows, channels, dy, node.data, x, a, a + channels, a + 2 * channels, relu, dx)
      }
    }
  }
}

/// Convolution, batch normalisation, ReLU: the unit of the SegNet family.
public struct ConvolutionUnit: Layer {
  let convolution: Convolution
  let norm: BatchNormalization

  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, relu: Bool = true, in scope: ParameterScope
  ) {
    convolution = Convolution(inputs, outputs, size: size, in: scope["conv"])
    norm = BatchNormalization(outputs, relu: relu, in: scope["norm"])
  }

  public func callAsFunction(_ x: Value) -> Value { norm(convolution(x)) }
}
