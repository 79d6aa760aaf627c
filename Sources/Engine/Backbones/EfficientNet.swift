/// EfficientNet (Tan and Le, ICML 2019, table 1) as torchvision builds it: a 3×3 convolution at stride 2, inverted residuals with
/// squeeze-and-excitation and SiLU, and a 1×1 convolution to four times the channels. A stage is what lies between two
/// strides. Convolutions have no biases. Dropout and stochastic depth, which regularised its training on ImageNet, are left out.
public struct EfficientNet: Backbone {
  public static let name = "efficientnet"
  public static let summary =
    "EfficientNet B0 to B4, without dropout and stochastic depth (Tan and Le 2019; torchvision's)"

  /// Networks of one family, each wider and deeper than the one before. In torchvision norms differ from B5 on.
  public enum Variant: String, CaseIterable, Sendable {
    case b0, b1, b2, b3, b4

    /// Factors on channels and on blocks.
    fileprivate var factors: (width: Double, depth: Double) {
      switch self {
      case .b0: (1, 1)
      case .b1: (1, 1.1)
      case .b2: (1.1, 1.2)
      case .b3: (1.2, 1.4)
      case .b4: (1.4, 1.8)
      }
    }
  }

  public let widths: [Int]
  public let firstWidths: [Int]
  public let innerWidths: [[Int]]
  public let stemWidth: Int
  public let norm: NormKind
  let stages: [[Block]]
  private let start: Stem
  private let steps: [OutputStride.Step]
  /// Blocks of every row, by stage.
  private let rowBlocks: [[Int]]

  struct Block: Sendable {
    let expansion: Int
    let size: Int
    let outputs: Int
  }

  /// Expansion, size of the filter, channels, blocks and first stride of every row of the paper's table, by stage.
  private static let rows: [[(t: Int, k: Int, c: Int, n: Int, s: Int)]] = [
    [(1, 3, 16, 1, 1)], [(6, 3, 24, 2, 2)], [(6, 5, 40, 2, 2)],
    [(6, 3, 80, 3, 2), (6, 5, 112, 3, 1)],
    [(6, 5, 192, 4, 2), (6, 3, 320, 1, 1)],
  ]

  public init(_ options: inout Options) throws {
    let variant = try options.take(
      "variant", default: Variant.b0, "b0 to b4: factors on channels and blocks")
    let width = try options.take(
      "width", default: 1.0, in: 0.01...4, "a further factor on channels; at least 8 stay")
    start = try options.take(
      "stem", default: Stem.imagenet,
      "imagenet: the first convolution at stride 2; small: at stride 1, for images of about 32×32")
    norm = try NormKind(&options)
    steps = try OutputStride(&options).steps(Self.rows.map { $0[0].s })
    let factors = variant.factors
    func channels(_ standard: Int) -> Int {
      multipleOfEight(Double(standard) * factors.width * width)
    }
    stemWidth = channels(32)
    let rowBlocks = Self.rows.map { rows in
      rows.map { Int((Double($0.n) * factors.depth).rounded(.up)) }
    }
    stages = zip(Self.rows, rowBlocks).map { rows, counts in
      zip(rows, counts).flatMap { row, count in
        (0..<count).map { _ in
          Block(expansion: row.t, size: row.k, outputs: channels(row.c))
        }
      }
    }
    self.rowBlocks = rowBlocks
    innerWidths = Self.rows.map { $0.dropLast().map { channels($0.c) } }
    widths = stages.map { $0[$0.count - 1].outputs }
    // Of what the last block takes.
    firstWidths = stages.map { $0[max($0.count - 2, 0)].outputs }
  }

  public var sizeMultiple: Int { 1 }
  public var features: Int { 4 * widths[widths.count - 1] }

  public func stem(in scope: ParameterScope) -> any Layer {
    NormedConvolution(
      imageChannels, stemWidth, stride: start == .small ? 1 : 2, activation: .silu,
      in: scope.drawingHe)
  }

  public func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage {
    let blocks = stages[level]
    let (step, ends) = (steps[level], rowEnds(rowBlocks[level]))
    return Stage(blocks: blocks.count, keeping: ends, in: scope.drawingHe) { index, scope in
      let block = blocks[index]
      let inputs = index == 0 ? inputs : blocks[index - 1].outputs
      return InvertedResidual(
        inputs, block.outputs, stride: index == 0 ? step.stride : 1,
        dilation: index == 0 ? step.first : step.rest, expansion: block.expansion,
        size: block.size, activation: .silu, squeezed: max(1, inputs / 4), in: scope)
    }
  }

  public func closing(in scope: ParameterScope) -> any Layer {
    NormedConvolution(
      widths[widths.count - 1], features, size: 1, activation: .silu, in: scope.drawingHe)
  }
}
