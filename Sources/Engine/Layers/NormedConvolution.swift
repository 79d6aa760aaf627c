/// Convolution without bias, then batch normalisation, which has one: the unit of the residual families.
public struct NormedConvolution: Layer {
  let convolution: Convolution
  let norm: BatchNormalization

  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, stride: Int = 1,
    activation: NormActivation = .relu, in scope: ParameterScope
  ) {
    convolution = Convolution(
      inputs, outputs, size: size, stride: stride, bias: false, in: scope["conv"])
    norm = BatchNormalization(outputs, activation: activation, in: scope["norm"])
  }

  public func callAsFunction(_ x: Value) -> Value { norm(convolution(x)) }
}
