/// ResNet (He, Zhang, Ren and Sun, CVPR 2016) in torchvision's form, v1.5: 7×7 convolution at stride 2 and 3×3 max
/// pooling at stride 2, then four stages of residual blocks. Convolutions have no biases.
public struct ResNet: Backbone {
  public static let name = "resnet"
  public static let summary =
    "ResNet of 18, 34, 50, 101 or 152 layers (He et al. 2016; torchvision's v1.5)"

  public let widths: [Int]
  public let stemWidth: Int
  private let kind: ResidualBlock.Kind
  private let blocks: [Int]
  public let norm: NormKind
  private let start: Stem
  private let steps: [OutputStride.Step]

  /// He et al. 2016, table 1.
  private static let depths: [Int: (ResidualBlock.Kind, [Int])] = [
    18: (.basic, [2, 2, 2, 2]), 34: (.basic, [3, 4, 6, 3]), 50: (.bottleneck, [3, 4, 6, 3]),
    101: (.bottleneck, [3, 4, 23, 3]), 152: (.bottleneck, [3, 8, 36, 3]),
  ]

  public init(_ options: inout Options) throws {
    let depth = try options.take(
      "depth", default: 18, in: 1...1000, "layers: 18, 34, 50, 101 or 152")
    let width = try options.take(
      "width", default: 1.0, in: 0.01...4, "factor on the channels of every stage; at least 8 stay")
    start = try options.take(
      "stem", default: Stem.imagenet, isLater: true,
      "imagenet: 7×7 at stride 2, then pooling; small: 3×3 at stride 1 alone, for images of about 32×32"
    )
    norm = try NormKind(&options)
    steps = try OutputStride(&options).steps([1, 2, 2, 2])
    guard let (kind, blocks) = Self.depths[depth] else {
      throw OptionError(key: "depth", message: "found \(depth), expected 18, 34, 50, 101 or 152")
    }
    self.kind = kind
    self.blocks = blocks
    let base = [64, 128, 256, 512].map { max(8, Int((Double($0) * width).rounded())) }
    stemWidth = base[0]
    widths = kind == .bottleneck ? base.map { 4 * $0 } : base
  }

  public var sizeMultiple: Int { 1 }

  /// The small one is that of ResNets for CIFAR: with the other a 32×32 image would reach the first block as 8×8.
  public func stem(in scope: ParameterScope) -> any Layer {
    if start == .small {
      return NormedConvolution(imageChannels, stemWidth, in: scope.drawingHe)
    }
    return Chain([
      NormedConvolution(imageChannels, stemWidth, size: 7, stride: 2, in: scope.drawingHe),
      MaxPool(size: 3, stride: 2, padding: 1),
    ])
  }

  public func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage {
    let step = steps[level]
    return Stage(blocks: blocks[level], in: scope.drawingHe) { index, scope in
      ResidualBlock(
        kind, index == 0 ? inputs : widths[level], widths[level],
        stride: index == 0 ? step.stride : 1,
        dilation: (index == 0 ? step.first : step.rest, step.rest), in: scope)
    }
  }
}
