import Engine
import Records

/// Arms trained once more, with the training loss of one task multiplied: a change of the loss's unit, of which a scheme that
/// is invariant to scale takes no notice.
struct LossScaling: Sendable {
  static let factors = 1e-6...1e6

  let task: String
  let factor: Double
  /// Nil for every architecture that trains several tasks together.
  let architectures: [Choice]?

  func covers(_ arm: SuiteArm) -> Bool {
    !arm.trainsOneTask && (architectures?.contains(arm.architecture.choice) ?? true)
  }
}

/// A scaling with where its architectures stand, before it is known whether the suite has arms of them.
struct PlacedScaling {
  let scaling: LossScaling
  let architectures: [Placed<any Architecture>]
}

extension SuiteDraft {
  mutating func readRobustness() {
    guard let node = value("robustness") else { return }
    if !arms.isEmpty, arms.allSatisfy({ $0.arm.trainsOneTask }) {
      log.add(
        node,
        "no arm trains several tasks together, so that there is no weighting to try; "
          + "in a profile, robustness: ~ takes the key away")
    }
    for element in log.elements(node, of: "task and factor") {
      guard let placed = scaling(element) else { continue }
      let (task, factor) = (placed.scaling.task, placed.scaling.factor)
      if scalings.contains(where: { $0.scaling.task == task && $0.scaling.factor == factor }) {
        log.add(
          element,
          "\(task) times \(JSONValue.number(factor).canonical) is listed twice; "
            + "its architectures go into one list")
      } else {
        scalings.append(placed)
        let tuned = arms.map(\.arm).first { placed.scaling.covers($0) && $0.isTuned }
        if let tuned {
          log.add(
            element,
            "\(tuned.architecture.choice.label) with \(tuned.weighting.choice.name) is tuned, and a tuned arm is not "
              + "repeated with another loss: name other architectures, or leave tune out (tune: ~)")
        }
      }
    }
  }

  private func scaling(_ node: SuiteNode) -> PlacedScaling? {
    guard node.members != nil else {
      log.add(node, "found \(node.found), expected a map such as {task: depth, factor: 10}")
      return nil
    }
    log.check(node, keys: ["task", "factor", "architectures"])
    let task = scaledTask(node)
    let factor = scaleFactor(node)
    let placed = node["architectures"].map { log.choices($0, from: architectures) }
    guard let task, let factor else { return nil }
    return PlacedScaling(
      scaling: LossScaling(
        task: task, factor: factor, architectures: placed?.map(\.selection.choice)),
      architectures: placed ?? [])
  }

  private func scaledTask(_ node: SuiteNode) -> String? {
    var names: [String] = []
    for task in combinations.joined() where !names.contains(task.choice.name) {
      names.append(task.choice.name)
    }
    let expected = names.joined(separator: ", ")
    guard let task = node["task"] else {
      log.add(node, "missing task, one of \(expected)")
      return nil
    }
    // Tasks that could not be made out were reported.
    guard !names.isEmpty else { return nil }
    if let name = task.text, names.contains(name) { return name }
    log.add(
      task,
      "found \(task.found), expected one of the tasks that are trained together, \(expected)"
        + suggestion(for: task.text ?? "", among: names))
    return nil
  }

  private func scaleFactor(_ node: SuiteNode) -> Double? {
    guard let factor = node["factor"] else {
      log.add(node, "missing factor, such as 10")
      return nil
    }
    if let value = factor.number, LossScaling.factors.contains(value), value != 1 { return value }
    log.add(
      factor,
      "found \(factor.found), expected a number, 1e-6 to 1e6, other than 1, which changes nothing")
    return nil
  }
}

extension SuiteReader {
  /// As with claims, the arms may be those of another profile.
  func check(_ scalings: [PlacedScaling], _ arms: [SuiteArm], _ log: MistakeLog) {
    var known: [Choice] = []
    for arm in arms where !arm.trainsOneTask && !known.contains(arm.architecture.choice) {
      known.append(arm.architecture.choice)
    }
    let labels = known.map(\.label).joined(separator: ", ")
    for placed in scalings.flatMap(\.architectures)
    where !known.contains(placed.selection.choice) {
      let label = placed.selection.choice.label
      log.add(
        placed.node,
        placed.selection.item.trainsOneTask
          ? "\(label) trains a network for each task: there is nothing to weigh"
          : "the suite has no arm of \(label); it has \(labels)")
    }
  }
}

extension MistakeLog {
  /// The steps of `{every: 8}`.
  func interval(_ node: SuiteNode) -> Int? {
    guard node.members != nil else {
      add(node, "found \(node.found), expected a map such as {every: 8}")
      return nil
    }
    check(node, keys: ["every"])
    guard let every = node["every"] else {
      add(node, "missing every, the steps from one measurement to the next")
      return nil
    }
    return whole(every, in: SuiteLimits.interval)
  }
}
