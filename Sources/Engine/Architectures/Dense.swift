/// MTAN's "Multi-Task, Dense": a shared trunk, and for every task a whole network of its own whose every stage
/// also takes the shared trunk's features.
public struct Dense: Architecture {
  public static let name = "dense"
  public static let summary =
    "A shared trunk and a network for each task that takes the trunk's features at every stage (Liu et al. 2019)"

  public init(_ options: inout Options) throws {}

  public var worksByStages: Bool { true }

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    let shared = SharedTrunk(parts, in: scope)
    let branches = parts.problem.tasks.map { Branch(parts, $0, in: scope) }
    return { image, _ in
      let features = shared(image)
      return branches.map { $0(image, features) }
    }
  }
}

private struct SharedTrunk {
  private let parts: NetworkParts
  private let encoder: Encoder
  private let steps: [DecoderStep]

  init(_ parts: NetworkParts, in scope: ParameterScope) {
    self.parts = parts
    encoder = parts.encoder(for: [], in: scope["encoder"])
    // In the published code the last decoder stage of the shared trunk, which nothing uses, ends in as many
    // channels as there are classes. It is kept, for the published parameter counts include it.
    let (backbone, shape) = (parts.backbone, parts.shape)
    steps = parts.steps(in: scope["decoder"]) { place in
      let width = shape.inputs[0]
      return Stage(
        entry: backbone.unit(width, width, in: place, number: 1),
        body: backbone.unit(width, parts.problem.tasks[0].outputs[0], in: place, number: 2))
    }
  }

  /// What the encoder's stages leave, and what the decoder's stages take, by level.
  func callAsFunction(_ image: Value) -> (encoded: [EncodedLevel], joined: [Value]) {
    let encoded = encoder(image)
    var joined: [Value] = []
    var value = parts.start(encoded)
    for level in steps.indices.reversed() {
      let input = steps[level].join(value, encoded[level])
      joined.insert(input, at: 0)
      value = steps[level].stage(input).p
    }
    return (encoded, joined)
  }
}

private struct Branch {
  private let parts: NetworkParts
  private let encoder: Encoder
  private let steps: [DecoderStep]
  private let reads: FeatureRequest

  init(_ parts: NetworkParts, _ task: any LearningTask, in scope: ParameterScope) {
    self.parts = parts
    reads = task.reads
    let place = scope["branches"][task.name]
    encoder = parts.encoder(factor: 2, for: [task], in: place["encoder"])
    let (backbone, shape) = (parts.backbone, parts.shape)
    guard task.reads == .map else {
      steps = []
      return
    }
    // The finest stage keeps the doubled width in its first convolution.
    steps = parts.steps(factor: 2, in: place["decoder"]) { place in
      let width = 2 * shape.inputs[0]
      return Stage(
        entry: backbone.unit(width, width, in: place, number: 1),
        body: backbone.unit(width, shape.outputs[0], in: place, number: 2))
    }
  }

  func callAsFunction(_ image: Value, _ shared: (encoded: [EncodedLevel], joined: [Value]))
    -> TaskFeatures
  {
    var encoded: [EncodedLevel] = []
    for (level, stage) in encoder.stages.enumerated() {
      let input =
        encoded.last.map {
          concatenate([$0.descent.value, shared.encoded[level - 1].descent.value])
        } ?? encoder.stem(image)
      encoded.append(EncodedLevel(stage(input), parts.backbone))
    }
    if reads == .levels { return TaskFeatures(encoded.map(\.p)) }
    if reads == .pooled { return TaskFeatures([encoder.pooled(encoded.map(\.p))]) }
    var value = parts.start(encoded)
    for level in steps.indices.reversed() {
      let joined = steps[level].join(value, encoded[level])
      value = steps[level].stage(concatenate([joined, shared.joined[level]])).p
    }
    return TaskFeatures([value])
  }
}
