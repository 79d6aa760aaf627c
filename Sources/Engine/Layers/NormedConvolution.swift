/// Convolution without bias, then a norm, which has one: the unit of the residual families.
/// Parameters go to `conv` and `bn`, or to `conv2` and `bn2` for the second of several, as in torchvision.
public struct NormedConvolution: Layer {
  let convolution: Convolution
  let norm: Normalization

  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, stride: Int = 1, dilation: Int = 1,
    activation: NormActivation = .relu, in scope: ParameterScope, number: Int? = nil
  ) {
    convolution = Convolution(
      inputs, outputs, size: size, stride: stride, dilation: dilation, bias: false,
      in: scope.numbered("conv", number))
    norm = Normalization(
      outputs, activation: activation, in: scope.numbered("bn", number))
  }

  public func callAsFunction(_ x: Value) -> Value { norm(convolution(x)) }
}

extension ParameterScope {
  /// `conv2` for the second of several, `conv` for the only one.
  func numbered(_ name: String, _ number: Int?) -> ParameterScope {
    self[name + (number.map(String.init) ?? "")]
  }
}
