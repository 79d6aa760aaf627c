/// The block of MobileNetV2 (Sandler et al. 2018, §3.3): 1×1 to `expansion` times the channels, a depthwise convolution, both
/// with an activation, and a linear 1×1 to few channels; added to the input where the extents are equal. That of EfficientNet
/// (Tan and Le 2019; torchvision's MBConv) scales the channels behind the depthwise convolution by squeeze-and-excitation.
struct InvertedResidual: Layer {
  private let branch: any Layer
  private let isResidual: Bool

  /// - Parameters:
  ///   - size: of the depthwise filter.
  ///   - dilation: of the depthwise filter.
  ///   - squeezed: channels between squeeze and excitation; nil without them.
  ///   - expandsAlways: whether an expansion of 1 has a 1×1 convolution too.
  init(
    _ inputs: Int, _ outputs: Int, stride: Int, dilation: Int = 1, expansion: Int, size: Int = 3,
    activation: NormActivation = .relu6, squeezed: Int? = nil, expandsAlways: Bool = false,
    in scope: ParameterScope
  ) {
    let wide = inputs * expansion
    let expand: [any Layer] =
      expansion == 1 && !expandsAlways
      ? []
      : [NormedConvolution(inputs, wide, size: 1, activation: activation, in: scope["expand"])]
    let depthwise: [any Layer] = [
      DepthwiseConvolution(
        wide, size: size, stride: stride, dilation: dilation, in: scope["depthwise"]["conv"]),
      Normalization(wide, activation: activation, in: scope["depthwise"]["bn"]),
    ]
    let squeeze = squeezed.map { SqueezeExcitation(wide, squeezed: $0, in: scope["se"]) }
    branch = Chain(
      expand + depthwise + [squeeze].compactMap { $0 } + [
        NormedConvolution(wide, outputs, size: 1, activation: .none, in: scope["project"])
      ])
    isResidual = stride == 1 && inputs == outputs
  }

  func callAsFunction(_ x: Value) -> Value { isResidual ? branch(x) + x : branch(x) }
}
