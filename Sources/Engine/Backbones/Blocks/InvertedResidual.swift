/// The block of MobileNetV2 (Sandler et al. 2018, §3.3): 1×1 to `expansion` times the channels, depthwise 3×3, both
/// with ReLU6, and a linear 1×1 to few channels; added to the input where the extents are equal.
struct InvertedResidual: Layer {
  private let branch: any Layer
  private let isResidual: Bool

  init(
    _ inputs: Int, _ outputs: Int, stride: Int, expansion: Int, in scope: ParameterScope
  ) {
    let wide = inputs * expansion
    let expand: [any Layer] =
      expansion == 1
      ? []
      : [NormedConvolution(inputs, wide, size: 1, activation: .relu6, in: scope["expand"])]
    let depthwise: [any Layer] = [
      DepthwiseConvolution(wide, stride: stride, in: scope["depthwise"]["conv"]),
      BatchNormalization(wide, activation: .relu6, in: scope["depthwise"]["bn"]),
    ]
    branch = Chain(
      expand + depthwise + [
        NormedConvolution(wide, outputs, size: 1, activation: .none, in: scope["project"])
      ])
    isResidual = stride == 1 && inputs == outputs
  }

  func callAsFunction(_ x: Value) -> Value { isResidual ? branch(x) + x : branch(x) }
}
