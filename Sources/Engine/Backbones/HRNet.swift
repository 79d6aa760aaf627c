/// HRNet (Wang et al., TPAMI 2020): branches of four resolutions side by side, each twice as wide as the one above it, which
/// exchange their features again and again. A level is the output of one branch; all are made together. The smaller form,
/// `small-v2`, is that of Vandenhende et al. 2021. Convolutions have no biases. Running statistics move by a tenth, where the authors' code has
/// a hundredth: that would need trainings of thousands of steps.
public struct HRNet: Backbone {
  public static let name = "hrnet"
  public static let summary =
    "HRNet: parallel branches of four resolutions that exchange features (Wang et al. 2020)"

  /// Blocks and modules of the stages.
  public enum Variant: String, CaseIterable, Sendable {
    case smallV2 = "small-v2"
    case full

    /// Bottlenecks of the first stage, blocks of a branch in each module, modules of the stages with two, three and four branches.
    fileprivate var counts: (bottlenecks: Int, blocks: Int, modules: [Int]) {
      switch self {
      case .smallV2: (2, 2, [1, 3, 2])
      case .full: (4, 4, [1, 4, 3])
      }
    }
  }

  public let widths: [Int]
  private let variant: Variant
  public let norm: NormKind
  private let start: Stem
  /// Of the stem, and of the first stage, which has bottlenecks.
  private static let (firstWidth, bottleneckWidth) = (64, 256)

  public init(_ options: inout Options) throws {
    let width = try options.take(
      "width", default: 18, in: 2...256,
      "channels of the finest branch; the others have 2, 4 and 8 times as many"
    )
    variant = try options.take(
      "variant", default: Variant.smallV2,
      "small-v2: 2 blocks a branch in 1, 3 and 2 modules; full: 4 in 1, 4 and 3")
    start = try options.take(
      "stem", default: Stem.imagenet,
      "imagenet: two 3×3 convolutions at stride 2; small: the first at stride 1, for small images")
    norm = try NormKind(&options)
    widths = (0..<4).map { width << $0 }
  }

  public var sizeMultiple: Int { 1 }
  public var stemWidth: Int { Self.firstWidth }
  public var isStaged: Bool { false }
  /// The means of all branches.
  public var features: Int { widths.reduce(0, +) }

  public func stem(in scope: ParameterScope) -> any Layer {
    let (scope, width) = (scope.drawingHe, Self.firstWidth)
    return Chain([
      NormedConvolution(
        imageChannels, width, stride: start == .small ? 1 : 2, in: scope, number: 1),
      NormedConvolution(width, width, stride: 2, in: scope, number: 2),
    ])
  }

  public func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage {
    preconditionFailure("the levels of HRNet are made together")
  }

  public func together(in scope: ParameterScope) -> @Sendable (Value) -> [StageOutput] {
    let scope = scope.drawingHe
    let first = Chain(
      (0..<variant.counts.bottlenecks).map { index in
        ResidualBlock(
          .bottleneck, index == 0 ? Self.firstWidth : Self.bottleneckWidth, Self.bottleneckWidth,
          stride: 1, in: scope["layer1"]["block\(index)"])
      })
    var before = [Self.bottleneckWidth]
    let stages = variant.counts.modules.enumerated().map { index, modules in
      let widths = Array(widths.prefix(index + 2))
      defer { before = widths }
      return (
        transition: BranchTransition(before, widths, in: scope["transition\(index + 1)"]),
        modules: (0..<modules).map { module in
          ExchangeModule(
            widths, blocks: variant.counts.blocks, in: scope["stage\(index + 2)"]["module\(module)"]
          )
        }
      )
    }
    return { image in
      var branches = [first(image)]
      var taken = branches
      for stage in stages {
        branches = stage.transition(branches)
        for module in stage.modules {
          taken = branches
          branches = module(branches)
        }
      }
      return zip(taken, branches).map { StageOutput(u: $0, p: $1) }
    }
  }
}
