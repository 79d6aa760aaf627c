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

/// One trunk for all tasks.
func hardSharing(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
  let trunk = Trunk(parts, in: scope)
  return { image, _ in
    let features = trunk(image)
    return parts.features(trunk.encoder, features.encoded) { _ in features.map }
  }
}

extension NetworkParts {
  /// What the tasks' heads read of one encoder.
  /// - Parameter map: the features of a task, by its place, that reads a map.
  func features(
    _ encoder: Encoder, _ encoded: [EncodedLevel], map: (_ task: Int) -> Value
  ) -> [TaskFeatures] {
    let levels = encoded.map(\.p)
    let pooled = problem.readsPooled ? encoder.pooled(levels) : nil
    return problem.tasks.enumerated().map { place, task in
      switch task.reads {
      case .map: TaskFeatures([map(place)])
      case .pooled: TaskFeatures([pooled!])
      case .levels: TaskFeatures(levels)
      }
    }
  }
}
