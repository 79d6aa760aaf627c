/// One task's copy of the parts: it begins as the task's own network would.
struct TaskTrunk {
  let reads: FeatureRequest
  let encoder: Encoder
  let steps: [DecoderStep]

  init(_ parts: NetworkParts, _ task: any LearningTask, in scope: ParameterScope) {
    let own = scope.copy("copies").copy(task.name)
    reads = task.reads
    encoder = parts.encoder(for: [task], in: own["encoder"])
    steps = task.reads == .map ? parts.steps(in: own["decoder"]) : []
  }
}

/// Trunks of all tasks side by side. What each stage takes of the stages before, its own task's and the others', is said by
/// whoever mixes.
struct TaskTrunks {
  private let parts: NetworkParts
  private let trunks: [TaskTrunk]

  init(_ parts: NetworkParts, in scope: ParameterScope) {
    self.parts = parts
    trunks = parts.problem.tasks.map { TaskTrunk(parts, $0, in: scope) }
  }

  /// - Parameters:
  ///   - encoder: mixes, for a stage that is not the first, what the stages before it left, by task.
  ///   - decoder: mixes what comes to a level from below, by task of those that read maps.
  func callAsFunction(
    _ image: Value, encoder: (_ level: Int, [Value]) -> [Value],
    decoder: (_ level: Int, [Value]) -> [Value]
  ) -> [[Value]] {
    var values = trunks.map { $0.encoder.stem(image) }
    var encoded: [[EncodedLevel]] = trunks.map { _ in [] }
    for level in parts.backbone.widths.indices {
      if level > 0 {
        values = encoder(level, encoded.map { $0[level - 1].descent.value })
      }
      for task in trunks.indices {
        encoded[task].append(
          EncodedLevel(trunks[task].encoder.stages[level](values[task]), parts.backbone))
      }
    }
    let mapped = trunks.indices.filter { trunks[$0].reads == .map }
    var maps = mapped.map { parts.start(encoded[$0]) }
    for level in parts.shape.inputs.indices.reversed() {
      let mixed = decoder(level, maps)
      for (index, task) in mapped.enumerated() {
        let step = trunks[task].steps[level]
        maps[index] = step.stage(step.join(mixed[index], encoded[task][level])).p
      }
    }
    var features = trunks.indices.map { task -> [Value] in
      let levels = encoded[task].map(\.p)
      return switch trunks[task].reads {
      case .map: []
      case .pooled: [trunks[task].encoder.pooled(levels)]
      case .levels: levels
      }
    }
    for (index, task) in mapped.enumerated() { features[task] = [maps[index]] }
    return features
  }
}
