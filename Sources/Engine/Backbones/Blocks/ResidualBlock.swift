/// A residual block of ResNet (He et al. 2016, figure 5): max(F(x) + shortcut(x), 0). The shortcut is x itself, or a
/// 1×1 convolution where the extent changes (option B).
struct ResidualBlock: Layer {
  /// F, by its convolutions; the last has no ReLU of its own.
  enum Kind: Sendable {
    /// Two 3×3 convolutions.
    case basic
    /// 1×1 to a quarter of the channels, 3×3, and 1×1 back. The stride is in the 3×3 convolution, as in
    /// torchvision (ResNet v1.5), not in the first 1×1 as in the paper.
    case bottleneck
  }

  private let branch: any Layer
  private let shortcut: (any Layer)?

  /// - Parameter dilation: of the 3×3 convolution that has the stride, and of the other where there are two.
  init(
    _ kind: Kind, _ inputs: Int, _ outputs: Int, stride: Int,
    dilation: (first: Int, rest: Int) = (1, 1), in scope: ParameterScope
  ) {
    switch kind {
    case .basic:
      branch = Chain([
        NormedConvolution(
          inputs, outputs, stride: stride, dilation: dilation.first, in: scope, number: 1),
        NormedConvolution(
          outputs, outputs, dilation: dilation.rest, activation: .none, in: scope, number: 2),
      ])
    case .bottleneck:
      let narrow = outputs / 4
      branch = Chain([
        NormedConvolution(inputs, narrow, size: 1, in: scope, number: 1),
        NormedConvolution(
          narrow, narrow, stride: stride, dilation: dilation.first, in: scope, number: 2),
        NormedConvolution(narrow, outputs, size: 1, activation: .none, in: scope, number: 3),
      ])
    }
    shortcut =
      stride == 1 && inputs == outputs
      ? nil
      : NormedConvolution(
        inputs, outputs, size: 1, stride: stride, activation: .none, in: scope["downsample"])
  }

  func callAsFunction(_ x: Value) -> Value { rectifiedSum(branch(x), shortcut?(x) ?? x) }
}
