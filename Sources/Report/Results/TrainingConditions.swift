import Records

/// What training was not allowed to see, or given otherwise than usual, in words.
struct TrainingConditions: Sendable {
  /// Of all cells, where the suite has one condition.
  let common: Condition
  /// In the suite's order; empty where it has one.
  let compared: [Condition]

  init(_ suite: SuiteDescription, _ cells: [Cell]) {
    compared = suite.conditions ?? []
    var common = Condition()
    for cell in cells {
      common.labelFractions.merge(cell.labelFractions) { first, _ in first }
      common.trainFrames.merge(cell.trainFrames) { first, _ in first }
    }
    self.common = common
  }

  /// Nil where training saw every label.
  var block: Block? {
    if compared.isEmpty {
      guard !common.words.isEmpty else { return nil }
      return .paragraph(Prose("Training sees \(Wording.list(common.words)). \(Self.choice)"))
    }
    let lines = compared.map { condition in
      Prose.strong(condition.name)
        + (condition.words.isEmpty
          ? ": everything as it is." : ": \(Wording.list(condition.words)).")
    }
    return .list(lines)
  }

  private static let choice =
    "The seed chooses which, the same for every network of a seed; validation and test images keep all of theirs."
}
