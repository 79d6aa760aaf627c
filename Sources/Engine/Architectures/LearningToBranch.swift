import Foundation

/// Learning to Branch (Guo, Lee and Ulbricht, ICML 2020) in LibMTL's form: a trunk for each task, of which every stage takes
/// the output of one task's stage before. Which one, is drawn by the Gumbel-softmax of learned logits, hard in the forward
/// pass and soft in the backward pass; where the network is evaluated, the largest logit chooses. The temperature of the
/// 0-based epoch e of E is E / 20 / √(e + 1); in the first E / 100 epochs every stage takes the sum of all.
public struct LearningToBranch: Architecture {
  public static let name = "ltb"
  public static let summary =
    "A trunk for each task, each stage chooses its parent by Gumbel-softmax (Guo et al. 2020; LibMTL's form)"

  private let entropy: Double

  public init(_ options: inout Options) throws {
    entropy = try options.take(
      "entropy", default: 0.0, in: 0...100,
      "added to each task's training loss: this times the mean entropy of its choices, so that they become decided"
    )
  }

  public var worksByStages: Bool { true }

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    let tasks = parts.problem.tasks
    let trunks = TaskTrunks(parts, in: scope)
    let (widths, shape, place) = (parts.backbone.widths, parts.shape, scope["branching"])
    let mapped = tasks.filter { $0.reads == .map }
    let encoder = widths.indices.map { level in
      level == 0
        ? [] : Self.choices(tasks, tasks.count, in: place["encoder"].stage(level))
    }
    let decoder = shape.inputs.indices.map { level in
      Self.choices(mapped, mapped.count, in: place["decoder"].stage(level))
    }
    let entropy = Float(entropy)
    return { image, step in
      let temperature = step.scheduled { Self.temperature($0) }
      let sumsAll = step.scheduled { Self.sumsAll($0) ? 1 : 0 }
      func mixed(_ choices: [BranchChoice], _ values: [Value]) -> [Value] {
        choices.map { choice in
          let noise = step.gumbel(choice.logits.name, count: values.count)
          return weightedSum(
            values, by: choice(noise: noise, temperature: temperature, sumsAll: sumsAll))
        }
      }
      let features = trunks(
        image, encoder: { mixed(encoder[$0], $1) }, decoder: { mixed(decoder[$0], $1) })
      return tasks.enumerated().map { index, task in
        var own = encoder.dropFirst().map { $0[index] }
        if let place = mapped.firstIndex(where: { $0.name == task.name }) {
          own += decoder.map { $0[place] }
        }
        guard entropy > 0, tasks.count > 1 else { return TaskFeatures(features[index]) }
        let sum = own.map { $0.entropy(on: image.tape) }.reduce(nil) { sum, each -> Value? in
          sum.map { $0 + each } ?? each
        }
        return TaskFeatures(
          features[index], penalty: sum.map { (entropy / Float(own.count)) * $0 })
      }
    }
  }

  /// A choice among as many parents as there are tasks, for each of these.
  private static func choices(
    _ tasks: [any LearningTask], _ parents: Int, in scope: ParameterScope
  ) -> [BranchChoice] {
    tasks.map { BranchChoice(parents, in: scope[$0.name]) }
  }

  static func temperature(_ progress: RunProgress) -> Double {
    Double(progress.epochs) / 20 / Double(progress.epoch + 1).squareRoot()
  }

  static func sumsAll(_ progress: RunProgress) -> Bool {
    Double(progress.epoch) < Double(progress.epochs) / 100
  }
}
