/// Multi-Task Attention Network (Liu, Johns and Davison, CVPR 2019): a shared trunk, and for every task soft
/// attention over the output p of each stage, computed from the stage's first features u.
public struct MTAN: Architecture {
  public static let name = "mtan"
  public static let summary =
    "Multi-Task Attention Network (Liu et al. 2019): a shared trunk, soft attention on every stage for each task"

  public init(_ options: inout Options) throws {}

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    let trunk = Trunk(parts, in: scope)
    let refinements = Refinements(parts, in: scope)
    let branches = parts.problem.tasks.map { Branch(parts, $0, in: scope) }
    return { image, _ in
      let features = trunk(image)
      return branches.map { $0(features, refinements, trunk.encoder) }
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

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    network.build(parts, in: scope)
  }
}

/// The convolutions that carry attended features to the next stage; all tasks use the same.
private struct Refinements {
  private let backbone: any Backbone
  let encoder: [any Layer]
  let decoder: [any Layer]

  init(_ parts: NetworkParts, in scope: ParameterScope) {
    backbone = parts.backbone
    let (backbone, widths, shape) = (parts.backbone, parts.backbone.widths, parts.shape)
    // After the last stage they only lead to the decoder.
    let last = widths.count - 1
    encoder = widths.indices.dropLast(parts.problem.readsMaps ? 0 : 1).map { level in
      backbone.unit(
        widths[level], widths[min(level + 1, last)],
        in: scope["refinements"]["encoder"].stage(level), number: nil)
    }
    decoder = shape.inputs.indices.map { level in
      backbone.unit(
        shape.below(level), Self.width(level, shape),
        in: scope["refinements"]["decoder"].stage(level), number: nil)
    }
  }

  /// Channels that come to a level of the decoder: as many as it gives, at the bottom as many as the encoder gives.
  static func width(_ level: Int, _ shape: DecoderShape) -> Int {
    level == shape.outputs.count - 1 ? shape.start : shape.outputs[level]
  }

  /// Takes features of a level to the resolution that the trunk goes on with.
  func descend(_ value: Value, to next: Value) -> Value {
    if value.extent.hasSize(of: next.extent) { return value }
    if backbone.remembersPlaces { return backbone.descend(value).value }
    // Where the next stage begins with a stride: windows that end where its do, whatever the size.
    let pooled = value.maxPool(size: 3, stride: 2, padding: 1)
    precondition(pooled.extent.hasSize(of: next.extent), "stages halve their input at most")
    return pooled
  }
}

/// One task's attention modules.
private struct Branch {
  private let reads: FeatureRequest
  private let encoder: [AttentionLogits]
  private let decoder: [AttentionLogits]

  init(_ parts: NetworkParts, _ task: any LearningTask, in scope: ParameterScope) {
    let (widths, firsts) = (parts.backbone.widths, parts.backbone.firstWidths)
    let (shape, place) = (parts.shape, scope["attention"][task.name])
    reads = task.reads
    encoder = widths.indices.map { level in
      AttentionLogits(
        firsts[level] + (level == 0 ? 0 : widths[level]), widths[level],
        in: place["encoder"].stage(level))
    }
    guard task.reads == .map else {
      decoder = []
      return
    }
    decoder = shape.inputs.indices.map { level in
      AttentionLogits(
        shape.inputs[level] + Refinements.width(level, shape), shape.outputs[level],
        in: place["decoder"].stage(level))
    }
  }

  func callAsFunction(_ features: Trunk.Features, _ refinements: Refinements, _ trunk: Encoder)
    -> TaskFeatures
  {
    var value: Value?
    for level in encoder.indices {
      let (u, p) = (features.encoded[level].u, features.encoded[level].p)
      let logits = encoder[level](value.map { concatenate([u, $0]) } ?? u)
      let attended = p.gated(by: logits)
      let isLast = level == encoder.count - 1
      if isLast, reads == .pooled { return TaskFeatures([trunk.pooled(attended)]) }
      value = refinements.descend(
        refinements.encoder[level](attended),
        to: isLast ? features.start : features.encoded[level + 1].u)
    }
    for level in decoder.indices.reversed() {
      let joined = features.joined[level]
      let refined = refinements.decoder[level](value!.resized(to: joined, .corners))
      let logits = decoder[level](concatenate([joined, refined]))
      value = features.decoded[level].gated(by: logits)
    }
    return TaskFeatures([value!])
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
