import KernelTable

/// What follows a batch normalisation, in the same pass over the values.
public enum NormActivation: Sendable, Hashable {
  case none
  case relu
  /// min(max(x, 0), ceiling)
  case clipped(ceiling: Float)
  /// x / (1 + e⁻ˣ)
  case silu

  public static let relu6 = NormActivation.clipped(ceiling: 6)
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
    scale = scope.constant("weight", [channels], 1)
    shift = scope.constant("bias", [channels], 0)
    runningMean = scope.buffer("running_mean", channels, 0)
    runningVariance = scope.buffer("running_var", channels, 1)
    self.activation = activation
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == scale.count,
      "\(scale.name) takes \(scale.count) channels, found \(x.extent)")
    let primitive: any Primitive =
      switch activation {
      case .none: MappedNorm(self, relu: false)
      case .relu: MappedNorm(self, relu: true)
      case .clipped(let ceiling): ClippedNorm(self, ceiling: ceiling)
      case .silu: SiLUNorm(self)
      }
    return x.tape.record(primitive, [x], x.extent)
  }
}

/// Convolution, batch normalisation, ReLU: the unit of the SegNet family.
public struct ConvolutionUnit: Layer {
  let convolution: Convolution
  let norm: Normalization

  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, relu: Bool = true, in scope: ParameterScope,
    number: Int? = nil
  ) {
    convolution = Convolution(inputs, outputs, size: size, in: scope.numbered("conv", number))
    norm = Normalization(
      outputs, activation: relu ? .relu : .none, in: scope.numbered("bn", number))
  }

  public func callAsFunction(_ x: Value) -> Value { norm(convolution(x)) }
}
