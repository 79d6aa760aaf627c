/// A whole encoder, and a decoder where a task reads maps, without heads: what hard sharing shares, and what MTAN attends to.
struct Trunk {
  let encoder: Encoder
  private let decoding: Decoding

  /// Parameters go to `encoder` and `decoder`, there to `stage1` and so on, by level.
  init(_ parts: NetworkParts, in scope: ParameterScope) {
    encoder = parts.encoder(in: scope["encoder"])
    decoding = Decoding(parts, in: scope["decoder"])
  }

  func callAsFunction(_ image: Value) -> Decoding.Features { decoding(encoder(image)) }
}

/// A whole decoder, from what an encoder left at every level to what heads for maps read. Where no task reads maps it has no steps.
struct Decoding {
  private let parts: NetworkParts
  private let steps: [DecoderStep]

  /// Parameters go to `stage1` and so on, by level.
  init(_ parts: NetworkParts, in scope: ParameterScope) {
    self.parts = parts
    steps = parts.steps(in: scope)
  }

  /// Everything an architecture may attend to.
  struct Features {
    /// By level of the encoder, finest first.
    let encoded: [EncodedLevel]
    /// What the deepest of the decoder's steps took.
    let start: Value
    /// By level: what the stage of the decoder's step took, and what it gave.
    var joined: [Value] = []
    var decoded: [Value] = []

    /// What heads for maps read.
    var map: Value { decoded.first ?? start }
  }

  func callAsFunction(_ encoded: [EncodedLevel]) -> Features {
    var features = Features(encoded: encoded, start: parts.start(encoded))
    var value = features.start
    for level in steps.indices.reversed() {
      let joined = steps[level].join(value, encoded[level])
      value = steps[level].stage(joined).p
      features.joined.insert(joined, at: 0)
      features.decoded.insert(value, at: 0)
    }
    return features
  }
}

/// One trunk for all tasks.
func hardSharing(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
  let trunk = Trunk(parts, in: scope)
  return { image, _ in
    let features = trunk(image)
    let pooled =
      parts.problem.readsPooled ? trunk.encoder.pooled(features.encoded.map(\.p)) : nil
    return parts.features(
      map: features.map, pooled: pooled, levels: features.encoded.map(\.p))
  }
}

extension NetworkParts {
  /// The same features for all tasks that read the same.
  func features(map: Value, pooled: Value?, levels: [Value]) -> [TaskFeatures] {
    problem.tasks.map { task in
      switch task.reads {
      case .map: TaskFeatures([map])
      case .pooled: TaskFeatures([pooled!])
      case .levels: TaskFeatures(levels)
      }
    }
  }
}
