import Records

/// Sentences about verdicts, made of values. Each branches on the statistics; none is typed by hand.
struct VerdictWording {
  let suite: SuiteDescription
  private typealias Format = NumberFormat
  private static let manySeeds = 50

  /// "Three tasks in one network with 0.38× the parameters: Δp −0.6 % [−1.4, +0.2]; margin −2 %:
  /// non-inferior."
  /// - Parameter namesComparison: false where it is named before.
  func verdictSentence(_ arm: Arm, in comparison: Comparison, namesComparison: Bool = true)
    -> String
  {
    subject(arm, in: comparison, namesComparison: namesComparison) + ": " + finding(arm) + "; "
      + conclusion(arm, in: comparison) + "."
  }

  func subject(_ arm: Arm, in comparison: Comparison, namesComparison: Bool = true) -> String {
    let count = comparison.tasks.count
    let tasks = Wording.number(count) + (count == 1 ? " task" : " tasks")
    let nets =
      arm.role == .multiTask ? "in one network" : count == 1 ? "alone" : "in a network each"
    var text = "\(arm.label): \(tasks) \(nets)"
    if let ratio = arm.ratio { text += " with \(Format.ratio(ratio)) the parameters" }
    if namesComparison, !comparison.label.isEmpty { text += " (\(comparison.label))" }
    return text
  }

  func finding(_ arm: Arm) -> String {
    if let estimate = arm.deltaP {
      return "Δp \(Format.estimate(estimate, unit: "\u{00A0}%"))"
    }
    if let mean = arm.deltaPMean {
      return "Δp \(Format.fixed(mean, 1, signed: true)) % from one seed, which allows no interval"
    }
    return "no Δp"
  }

  func conclusion(_ arm: Arm, in comparison: Comparison) -> String {
    let margin = "margin \(Format.minus)\(Format.plain(suite.margin))\u{00A0}%"
    switch arm.verdict {
    case .superior: return "\(margin): superior" + harm(arm)
    case .nonInferior: return "\(margin): non-inferior"
    case .tradeOff(let loss):
      return "\(margin): trade-off, \(Format.fixed(loss, 2)) % lost per 10 % of parameters saved"
    case .noSaving:
      let saving = arm.saving ?? 0
      let amount =
        Format.fixed(abs(saving), 0) == "0"
        ? "as many parameters"
        : saving < 0
          ? "\(Format.fixed(-saving, 0)) % more parameters"
          : "\(Format.fixed(saving, 0)) % of the parameters saved"
      return "\(amount), a saving of \(Format.plain(suite.minimumSaving)) % asked for: no saving"
    case .inconclusive(let doubt):
      return "\(margin): inconclusive, \(reason(doubt, arm, comparison))"
    }
  }

  /// A gain in the mean can hide a loss: of the tasks that end below their guard. Empty where there are none.
  private func harm(_ arm: Arm) -> String {
    let harmed = arm.taskEstimates.filter { $0.value.mean < -suite.taskMargin }
      .sorted { ($0.value.mean, $0.key) < ($1.value.mean, $1.key) }
    guard !harmed.isEmpty else { return "" }
    let words = harmed.map { "\($0.key) \(Format.estimate($0.value, unit: "\u{00A0}%"))" }
    return
      " in the mean of the tasks, while the guard of \(Format.plain(suite.taskMargin)) % on every task is"
      + " broken: \(Wording.list(words))"
  }

  private func isNearMargin(_ arm: Arm) -> Bool {
    abs((arm.deltaPMean ?? 0) + suite.margin) < suite.margin / 2
  }

  func reason(_ doubt: Verdict.Doubt, _ arm: Arm, _ comparison: Comparison) -> String {
    switch doubt {
    case .failed(let count, let planned):
      let word = arm.divergedRuns == count ? "diverged" : "failed"
      return "\(count) of \(planned) \(word)"
    case .nothingToCompare:
      if arm.finishedRuns.isEmpty { return "no seed is finished" }
      return comparison.obstacle
    case .oneSeed: return "one seed allows no interval"
    case .wide(let seeds?) where seeds > Self.manySeeds && isNearMargin(arm):
      return
        "the mean lies so near the margin that it would take about \(Format.grouped(seeds)) seeds"
    case .wide(let seeds?): return "about \(Format.grouped(seeds)) seeds would settle it"
    case .wide(nil):
      return (isNearMargin(arm) ? "the mean lies so near the margin that " : "")
        + "no number of seeds within reach would settle it"
    case .brokenGuard(let task):
      return "\(task) loses more than its guard of \(Format.plain(suite.taskMargin)) %"
        + (arm.taskEstimates[task].map { " (\(Format.estimate($0, unit: "\u{00A0}%")))" } ?? "")
    case .guardedTask(let task):
      guard let estimate = arm.taskEstimates[task] else { return "\(task) has no interval" }
      return "\(task) may lose more than its guard of \(Format.plain(suite.taskMargin)) %"
        + " (\(Format.estimate(estimate, unit: "\u{00A0}%")))"
    case .multiplicity:
      return "not significant after Holm’s correction over the claims"
    }
  }
}
