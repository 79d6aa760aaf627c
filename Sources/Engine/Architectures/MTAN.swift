/// Multi-Task Attention Network (Liu, Johns and Davison, CVPR 2019): a shared trunk, and for every task soft
/// attention over the output p of each stage, computed from the stage's first features u.
public struct MTAN: Architecture {
  public static let name = "mtan"
  public static let summary =
    "Multi-Task Attention Network (Liu et al. 2019): a shared trunk, soft attention on every stage for each task"

  /// The paper's modules, or those of its authors' later networks on ResNet.
  public enum Modules: String, CaseIterable, Sendable {
    /// Attention through as many channels as it masks; the backbone's 3×3 units between stages.
    case units
    /// Attention through a quarter of the channels; residual bottlenecks between stages, and none behind the last.
    case bottlenecks
  }
  private let modules: Modules

  public init(_ options: inout Options) throws {
    modules = try options.take(
      "modules", default: Modules.units, isLater: true,
      "units: attention as wide as what it masks, 3×3 convolutions between stages; bottlenecks: a quarter as wide, residual "
        + "bottlenecks between stages, as the authors have it on ResNet")
  }

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    let trunk = Trunk(parts, in: scope)
    let refinements = Refinements(parts, modules, in: scope)
    let branches = parts.problem.tasks.map { Branch(parts, $0, modules, in: scope) }
    return { image, _ in
      let features = trunk(image)
      return branches.map { $0(features, refinements, trunk.encoder, parts.decoder) }
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
  private let modules: MTAN.Modules
  let encoder: [any Layer]
  let decoder: [any Layer]

  init(_ parts: NetworkParts, _ modules: MTAN.Modules, in scope: ParameterScope) {
    self.modules = modules
    backbone = parts.backbone
    let (backbone, widths, shape) = (parts.backbone, parts.backbone.widths, parts.shape)
    // After the last stage they only lead to the decoder's steps.
    let last = widths.count - 1
    let leads =
      parts.problem.readsMaps && !parts.decoder.gathersLevels
      && (modules == .units || !shape.inputs.isEmpty)
    func refinement(_ inputs: Int, _ outputs: Int, _ scope: ParameterScope) -> any Layer {
      switch modules {
      case .units: backbone.unit(inputs, outputs, in: scope, number: nil)
      case .bottlenecks:
        ResidualBlock(.bottleneck, inputs, outputs, stride: 1, in: scope.drawingHe)
      }
    }
    encoder = widths.indices.dropLast(leads ? 0 : 1).map { level in
      refinement(
        widths[level], widths[min(level + 1, last)],
        scope["refinements"]["encoder"].stage(level))
    }
    decoder = shape.inputs.indices.map { level in
      refinement(
        shape.below(level), Self.width(level, shape),
        scope["refinements"]["decoder"].stage(level))
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
    if modules == .bottlenecks, value.extent.height % 2 == 0, value.extent.width % 2 == 0 {
      return value.maxPool(size: 2, stride: 2)
    }
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

  init(
    _ parts: NetworkParts, _ task: any LearningTask, _ modules: MTAN.Modules,
    in scope: ParameterScope
  ) {
    let (widths, firsts) = (parts.backbone.widths, parts.backbone.firstWidths)
    let (shape, place) = (parts.shape, scope["attention"][task.name])
    reads = task.reads
    encoder = widths.indices.map { level in
      AttentionLogits(
        firsts[level] + (level == 0 ? 0 : widths[level]), widths[level], modules,
        in: place["encoder"].stage(level))
    }
    guard task.reads == .map else {
      decoder = []
      return
    }
    decoder = shape.inputs.indices.map { level in
      AttentionLogits(
        shape.inputs[level] + Refinements.width(level, shape), shape.outputs[level], modules,
        in: place["decoder"].stage(level))
    }
  }

  func callAsFunction(
    _ features: Decoding.Features, _ refinements: Refinements, _ trunk: Encoder,
    _ decoding: any Decoder
  ) -> TaskFeatures {
    var value: Value?
    var levels: [Value] = []
    for level in encoder.indices {
      let (u, p) = (features.encoded[level].u, features.encoded[level].p)
      let logits = encoder[level](value.map { concatenate([u, $0]) } ?? u)
      let attended = p.gated(by: logits)
      let isLast = level == encoder.count - 1
      levels.append(attended)
      if isLast, reads == .levels { return TaskFeatures(levels) }
      if isLast, reads == .pooled { return TaskFeatures([trunk.pooled(levels)]) }
      if isLast, decoding.gathersLevels { return TaskFeatures([decoding.gathered(levels)]) }
      guard level < refinements.encoder.count else { return TaskFeatures([attended]) }
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
/// Bottlenecks have a quarter of the channels between.
private struct AttentionLogits {
  let first: ConvolutionUnit
  let second: ConvolutionUnit

  init(_ inputs: Int, _ outputs: Int, _ modules: MTAN.Modules, in scope: ParameterScope) {
    let width = modules == .units ? outputs : max(1, outputs / 4)
    first = ConvolutionUnit(inputs, width, size: 1, in: scope, number: 1)
    second = ConvolutionUnit(width, outputs, size: 1, relu: false, in: scope, number: 2)
  }

  func callAsFunction(_ x: Value) -> Value { second(first(x)) }
}
