/// MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov and Chen, CVPR 2018, table 2) as torchvision builds it: a 3×3
/// convolution at stride 2, inverted residuals, and a 1×1 convolution to 1280 channels. A stage is what lies
/// between two strides. Convolutions have no biases.
public struct MobileNetV2: Backbone {
  public static let name = "mobilenet-v2"
  public static let summary =
    "MobileNetV2: inverted residuals with depthwise convolutions (Sandler et al. 2018)"

  public let widths: [Int]
  public let firstWidths: [Int]
  public let innerWidths: [[Int]]
  public let stemWidth: Int
  public let features: Int
  public let norm: NormKind
  let stages: [[Block]]
  private let start: Stem
  private let steps: [OutputStride.Step]
  private let expandsAlways: Bool

  struct Block: Sendable {
    let expansion: Int
    let outputs: Int
  }

  /// Expansion, channels, blocks and first stride of every row of the paper's table, by stage.
  private static let rows: [[(t: Int, c: Int, n: Int, s: Int)]] = [
    [(1, 16, 1, 1)], [(6, 24, 2, 2)], [(6, 32, 3, 2)], [(6, 64, 4, 2), (6, 96, 3, 1)],
    [(6, 160, 3, 2), (6, 320, 1, 1)],
  ]

  public init(_ options: inout Options) throws {
    let width = try options.take(
      "width", default: 1.0, in: 0.01...4, "width multiplier; the last convolution keeps 1280")
    start = try options.take(
      "stem", default: Stem.imagenet, isLater: true,
      "imagenet: the first convolution at stride 2; small: at stride 1, for images of about 32×32")
    norm = try NormKind(&options)
    steps = try OutputStride(&options).steps(Self.rows.map { $0[0].s })
    expandsAlways = try options.take(
      "expand-first", default: false, isLater: true,
      "a 1×1 convolution in the first block too, as in the networks of Nekrasov et al. 2019")
    stemWidth = multipleOfEight(32 * width)
    features = multipleOfEight(1280 * max(1, width))
    stages = Self.rows.map { rows in
      rows.flatMap { row in
        (0..<row.n).map { _ in
          Block(expansion: row.t, outputs: multipleOfEight(Double(row.c) * width))
        }
      }
    }
    innerWidths = Self.rows.map { $0.dropLast().map { multipleOfEight(Double($0.c) * width) } }
    widths = stages.map { $0[$0.count - 1].outputs }
    // Of what the last block takes.
    firstWidths = stages.map { $0[max($0.count - 2, 0)].outputs }
  }

  public var sizeMultiple: Int { 1 }

  public func stem(in scope: ParameterScope) -> any Layer {
    NormedConvolution(
      imageChannels, stemWidth, stride: start == .small ? 1 : 2, activation: .relu6,
      in: scope.drawingHe)
  }

  public func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage {
    let blocks = stages[level]
    let (step, ends) = (steps[level], rowEnds(Self.rows[level].map(\.n)))
    return Stage(blocks: blocks.count, keeping: ends, in: scope.drawingHe) { index, scope in
      let block = blocks[index]
      return InvertedResidual(
        index == 0 ? inputs : blocks[index - 1].outputs, block.outputs,
        stride: index == 0 ? step.stride : 1, dilation: index == 0 ? step.first : step.rest,
        expansion: block.expansion, expandsAlways: expandsAlways, in: scope)
    }
  }

  public func closing(in scope: ParameterScope) -> any Layer {
    NormedConvolution(
      widths[widths.count - 1], features, size: 1, activation: .relu6, in: scope.drawingHe)
  }
}
