/// Multi-Task Attention Network (Liu, Johns and Davison, CVPR 2019): a shared trunk, and for every task soft
/// attention over the output p of each stage, computed from the stage's first features u.
public struct MTAN: Architecture {
  public static let name = "mtan"
  public static let summary =
    "Multi-Task Attention Network (Liu et al. 2019): a shared trunk, soft attention on every stage for each task"

  public init(_ options: inout Options) throws {}

  public var demand: Demand { .maps }

  public func build(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope)
    -> Network
  {
    let backbone = backbone.withDecoder
    let trunk = Trunk(backbone, in: scope)
    let refinements = Refinements(backbone, in: scope)
    let branches = problem.tasks.map { Branch(backbone, task: $0.name, in: scope) }
    let heads = backbone.mapHeads(problem, in: scope)
    return { image in
      let features = trunk(image)
      return zip(branches, heads).map { branch, head in head(branch(features, refinements)) }
    }
  }
}

/// Single-Task Attention Network: MTAN with one task, a network for each.
public struct STAN: Architecture {
  public static let name = "stan"
  public static let summary =
    "Single-Task Attention Network (Liu et al. 2019): MTAN with one task, a network for each task"

  private let network: MTAN

  public init(_ options: inout Options) throws { network = try MTAN(&options) }

  public var trainsOneTask: Bool { true }
  public var demand: Demand { network.demand }

  public func build(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope)
    -> Network
  {
    network.build(backbone, problem, in: scope)
  }
}

/// The convolutions that carry attended features to the next stage; all tasks use the same.
private struct Refinements {
  let backbone: any DenseBackbone
  let encoder: [any Layer]
  let decoder: [any Layer]

  init(_ backbone: any DenseBackbone, in scope: ParameterScope) {
    self.backbone = backbone
    let widths = backbone.widths
    let outputs = backbone.decoderWidths
    let last = widths.count - 1
    encoder = widths.indices.map { level in
      backbone.unit(
        widths[level], widths[min(level + 1, last)],
        in: scope["refinements"]["encoder"].stage(level), number: nil)
    }
    decoder = widths.indices.map { level in
      // What comes from below is the next level's output; at the bottom, the encoder's.
      backbone.unit(
        level == last ? widths[last] : outputs[level + 1],
        level == last ? widths[last] : outputs[level],
        in: scope["refinements"]["decoder"].stage(level), number: nil)
    }
  }
}

/// One task's attention modules.
private struct Branch {
  let encoder: [AttentionLogits]
  let decoder: [AttentionLogits]

  init(_ backbone: any DenseBackbone, task: String, in scope: ParameterScope) {
    let widths = backbone.widths
    let outputs = backbone.decoderWidths
    let last = widths.count - 1
    encoder = widths.indices.map { level in
      AttentionLogits(
        level == 0 ? widths[0] : 2 * widths[level], widths[level],
        in: scope["attention"][task]["encoder"].stage(level))
    }
    decoder = widths.indices.map { level in
      AttentionLogits(
        widths[level] + (level == last ? widths[last] : outputs[level]), outputs[level],
        in: scope["attention"][task]["decoder"].stage(level))
    }
  }

  func callAsFunction(_ features: Trunk.Features, _ refinements: Refinements) -> Value {
    var value: Value?
    for level in encoder.indices {
      let (u, p) = features.encoded[level]
      let logits = encoder[level](value.map { concatenate([u, $0]) } ?? u)
      value = refinements.backbone.descend(refinements.encoder[level](p.gated(by: logits)))
    }
    for level in decoder.indices.reversed() {
      let refined = refinements.decoder[level](value!.upsampled2())
      let logits = decoder[level](concatenate([features.unpooled[level], refined]))
      value = features.decoded[level].gated(by: logits)
    }
    return value!
  }
}

/// 1×1 convolution, batch norm, ReLU, 1×1 convolution, batch norm: the logits of a mask (MTAN §3.2, figure 2).
private struct AttentionLogits {
  let first: ConvolutionUnit
  let second: ConvolutionUnit

  init(_ inputs: Int, _ outputs: Int, in scope: ParameterScope) {
    first = ConvolutionUnit(inputs, outputs, size: 1, in: scope, number: 1)
    second = ConvolutionUnit(outputs, outputs, size: 1, relu: false, in: scope, number: 2)
  }

  func callAsFunction(_ x: Value) -> Value { second(first(x)) }
}
