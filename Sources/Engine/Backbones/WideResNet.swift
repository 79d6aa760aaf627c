/// WideResNet (Zagoruyko and Komodakis, BMVC 2016): a 3×3 convolution to 16 channels, then three stages of
/// pre-activation blocks of 16k, 32k and 64k channels at strides 1, 2 and 2; a last batch norm with ReLU.
/// Convolutions have no biases. Neither torchvision nor timm publishes weights of it (their `wide_resnet50_2` is a ResNet with wider
/// bottlenecks).
public struct WideResNet: Backbone {
  public static let name = "wrn"
  public static let summary =
    "WideResNet, pre-activation, for small images (Zagoruyko and Komodakis 2016)"

  public let widths: [Int]
  public let norm: NormKind
  private let blocks: Int

  public init(_ options: inout Options) throws {
    let depth = try options.take(
      "depth", default: 28, in: 1...1000, "layers: 6n + 4 for n blocks in a stage")
    let width = try options.take(
      "width", default: 4.0, in: 0.5...16, "the factor k: stages of 16k, 32k and 64k channels")
    norm = try NormKind(&options)
    guard depth >= 10, depth <= 1000, depth % 6 == 4 else {
      let below = max(10, (depth - 4) / 6 * 6 + 4)
      throw OptionError(
        key: "depth",
        message: "found \(depth), expected 6n + 4 such as 16, 28 or 40"
          + (depth > 10 && depth < 1000 ? "; the nearest are \(below) and \(below + 6)" : ""))
    }
    blocks = (depth - 4) / 6
    widths = [16, 32, 64].map { Int((Double($0) * width).rounded()) }
  }

  public var sizeMultiple: Int { 1 }
  public var stemWidth: Int { 16 }

  public func stem(in scope: ParameterScope) -> any Layer {
    Convolution(imageChannels, stemWidth, bias: false, in: scope.drawingHe["conv"])
  }

  public func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage {
    Stage(blocks: blocks, in: scope.drawingHe) { index, scope in
      PreactivationBlock(
        index == 0 ? inputs : widths[level], widths[level],
        stride: index == 0 && level > 0 ? 2 : 1, in: scope)
    }
  }

  public func closing(in scope: ParameterScope) -> any Layer {
    Normalization(features, activation: .relu, in: scope["bn"])
  }
}
