/// MTAN's "Multi-Task, Dense": a shared trunk, and for every task a whole network of its own whose every stage
/// also takes the shared trunk's features.
public struct Dense: Architecture {
  public static let name = "dense"
  public static let summary =
    "A shared trunk and a network for each task that takes the trunk's features at every stage (Liu et al. 2019)"

  public init(_ options: inout Options) throws {}

  public var demand: Demand { .maps }

  public func build(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope)
    -> Network
  {
    let backbone = backbone.withDecoder
    let shared = SharedTrunk(backbone, problem, in: scope)
    let branches = problem.tasks.map { Branch(backbone, task: $0.name, in: scope) }
    let heads = backbone.mapHeads(problem, in: scope)
    return { image in
      let features = shared(image)
      return zip(branches, heads).map { branch, head in head(branch(image, features)) }
    }
  }
}

private struct SharedTrunk {
  let backbone: any DenseBackbone
  let encoder: [Stage]
  let decoder: [Stage]

  init(_ backbone: any DenseBackbone, _ problem: Problem, in scope: ParameterScope) {
    self.backbone = backbone
    encoder = backbone.encoderStages(in: scope["encoder"])
    // In the published code the last decoder stage of the shared trunk, which nothing uses, ends in as many
    // channels as there are classes. It is kept, for the published parameter counts include it.
    decoder = backbone.decoderStages(in: scope["decoder"]) { place in
      let width = backbone.widths[0]
      return Stage(
        entry: backbone.unit(width, width, in: place, number: 1),
        body: backbone.unit(width, problem.tasks[0].outputs, in: place, number: 2))
    }
  }

  /// Pooled encoder outputs and unpooled decoder inputs, by level.
  func callAsFunction(_ image: Value) -> (pooled: [Value], unpooled: [Value]) {
    var pooled: [Pooled] = []
    var value = image
    for stage in encoder {
      pooled.append(backbone.pool(stage(value).p))
      value = pooled.last!.value
    }
    var unpooled: [Value] = []
    for level in decoder.indices.reversed() {
      let input = backbone.unpool(value, by: pooled[level])
      unpooled.insert(input, at: 0)
      value = decoder[level](input).p
    }
    return (pooled.map(\.value), unpooled)
  }
}

private struct Branch {
  let backbone: any DenseBackbone
  let encoder: [Stage]
  let decoder: [Stage]

  init(_ backbone: any DenseBackbone, task: String, in scope: ParameterScope) {
    self.backbone = backbone
    encoder = backbone.encoderStages(factor: 2, in: scope["branches"][task]["encoder"])
    // The finest stage keeps the doubled width in its first convolution.
    decoder = backbone.decoderStages(factor: 2, in: scope["branches"][task]["decoder"]) { place in
      let width = backbone.widths[0]
      return Stage(
        entry: backbone.unit(2 * width, 2 * width, in: place, number: 1),
        body: backbone.unit(2 * width, width, in: place, number: 2))
    }
  }

  func callAsFunction(_ image: Value, _ shared: (pooled: [Value], unpooled: [Value])) -> Value {
    var pooled: [Pooled] = []
    var value = image
    for level in encoder.indices {
      let input = level == 0 ? image : concatenate([value, shared.pooled[level - 1]])
      pooled.append(backbone.pool(encoder[level](input).p))
      value = pooled[level].value
    }
    for level in decoder.indices.reversed() {
      let unpooled = backbone.unpool(value, by: pooled[level])
      value = decoder[level](concatenate([unpooled, shared.unpooled[level]])).p
    }
    return value
  }
}
