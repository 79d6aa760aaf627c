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

  public var worksByStages: Bool { true }

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    let tasks = parts.problem.tasks
    let (widths, shape) = (parts.backbone.widths, parts.shape)
    let trunks = TaskTrunks(parts, in: scope)
    let encoder = (0..<widths.count - 1).map { level in
      unit(tasks.count, widths[level], scope["stitch"]["encoder"].stage(level))
    }
    let mapped = tasks.count { $0.reads == .map }
    let decoder = shape.inputs.indices.map { level in
      unit(mapped, shape.below(level), scope["stitch"]["decoder"].stage(level))
    }
    return { image, _ in
      trunks(image, encoder: { encoder[$0 - 1]($1) }, decoder: { decoder[$0]($1) })
        .map { TaskFeatures($0) }
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
