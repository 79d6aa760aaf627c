/// A network for each task, whose features are mixed between stages by learned weights.
public struct CrossStitch: Architecture {
  public static let name = "cross-stitch"
  public static let summary =
    "A trunk for each task, features mixed between stages (Misra et al. 2016; or MTAN's simpler form)"

  /// The literature has two definitions under one name.
  public enum Definition: String, CaseIterable, Sendable {
    /// MTAN's code: one scalar per source task, all initially 1; every task takes the same mixture.
    case mtan
    /// Misra et al., CVPR 2016: every task takes a mixture of its own, one weight per source and channel.
    case cvpr16
  }
  public let definition: Definition
  public let own: Double

  public init(_ options: inout Options) throws {
    definition = try options.take(
      "definition", default: Definition.mtan,
      "mtan: one scalar per source, the same mixture for all tasks; cvpr16: a matrix per channel")
    own = try options.take(
      "own", default: 0.9, in: 0...1,
      "cvpr16: initial weight of a task's own features; the others share the rest")
  }

  public var demand: Demand { .maps }

  public func build(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope)
    -> Network
  {
    let backbone = backbone.withDecoder
    let trunks = problem.tasks.map { TaskTrunk(backbone, task: $0.name, in: scope) }
    let last = backbone.widths.count - 1
    let encoder = (0..<last).map { level in
      unit(problem.tasks.count, backbone.widths[level], scope["stitch"]["encoder"].stage(level))
    }
    let decoder = (0...last).map { level in
      unit(
        problem.tasks.count,
        level == last ? backbone.widths[last] : backbone.decoderWidths[level + 1],
        scope["stitch"]["decoder"].stage(level))
    }
    let heads = backbone.mapHeads(problem, in: scope)
    return { image in
      var values = trunks.map { _ in image }
      var pooled: [[Pooled]] = []
      for level in 0...last {
        if level > 0 { values = encoder[level - 1](values) }
        pooled.append(zip(trunks, values).map { backbone.pool($0.encoder[level]($1).p) })
        values = pooled[level].map(\.value)
      }
      for level in (0...last).reversed() {
        let mixed = decoder[level](values)
        values = trunks.indices.map { task in
          trunks[task].decoder[level](backbone.unpool(mixed[task], by: pooled[level][task])).p
        }
      }
      return zip(heads, values).map { $0($1) }
    }
  }

  private func unit(_ tasks: Int, _ channels: Int, _ scope: ParameterScope) -> ([Value]) -> [Value]
  {
    switch definition {
    case .mtan:
      let stitch = Stitch(
        initial: Array(repeating: 1, count: tasks), channels: nil, in: scope)
      return { values in
        let mixture = stitch(values)
        return values.map { _ in mixture }
      }
    case .cvpr16:
      let other = tasks > 1 ? Float((1 - own) / Double(tasks - 1)) : 0
      let stitches = (0..<tasks).map { task in
        Stitch(
          initial: (0..<tasks).map { $0 == task ? Float(own) : other }, channels: channels,
          in: scope[task])
      }
      return { values in stitches.map { $0(values) } }
    }
  }
}

/// One task's copy of the backbone: it begins as the task's own network would.
private struct TaskTrunk {
  let encoder: [Stage]
  let decoder: [Stage]

  init(_ backbone: any DenseBackbone, task: String, in scope: ParameterScope) {
    let own = scope.copy("copies").copy(task)
    encoder = backbone.encoderStages(in: own["encoder"])
    decoder = backbone.decoderStages(in: own["decoder"])
  }
}
