import Engine
import Records

/// Which training labels the cells of a suite may see.
extension SuiteDraft {
  /// What of `labels` and `train` could be made out.
  func readTrainingLabels() -> TrainingLabels {
    let names = combinations.joined().map(\.choice.name)
    return TrainingLabels(
      fractions: numbers("labels", names, log.fraction), frames: numbers("train", names, log.frames)
    )
  }

  /// A number for some of the tasks.
  private func numbers<Number>(
    _ key: String, _ names: [String], _ read: (SuiteNode) -> Number?
  ) -> [String: Number] {
    guard let node = value(key) else { return [:] }
    guard let members = node.members else {
      log.add(node, "found \(node.found), expected a map from tasks to numbers")
      return [:]
    }
    var seen = Set<String>()
    let known = names.filter { seen.insert($0).inserted }
    var found: [String: Number] = [:]
    for member in members {
      if known.contains(member.key) {
        found[member.key] = read(member.node)
      } else if !known.isEmpty {
        log.add(
          path: member.node.path, line: member.line,
          "unknown task, expected one of \(known.joined(separator: ", "))"
            + suggestion(for: member.key, among: known))
      }
    }
    return found
  }
}

extension MistakeLog {
  /// A fraction of labels: above 0, at most 1.
  func fraction(_ node: SuiteNode) -> Double? {
    var value: Double?
    if case .scalar(.integer(let whole)) = node.content { value = Double(whole) }
    if case .scalar(.number(let number)) = node.content { value = number }
    if let value, value >= SuiteLimits.smallestFraction, value <= 1 { return value }
    add(node, "found \(node.found), expected a fraction of the labels, above 0 and at most 1")
    return nil
  }

  func frames(_ node: SuiteNode) -> Int? { whole(node, in: SuiteLimits.frames) }
}

extension TrainingLabels {
  /// Those of some tasks, as a cell spells them: what says nothing is left out, so that a cell without limits is the same cell
  /// in every suite.
  func of(_ tasks: [Choice]) -> TrainingLabels {
    let names = Set(tasks.map(\.name))
    return TrainingLabels(
      fractions: fractions.filter { names.contains($0.key) && $0.value < 1 },
      frames: frames.filter { names.contains($0.key) })
  }
}
