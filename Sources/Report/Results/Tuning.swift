import Records

/// What was chosen from what, decided by the records of the candidates alone.
struct Tuning: Sendable {
  /// One choice: of an arm, or of one task's network.
  struct Choosing: Sendable {
    var arm: TunedArm
    var decision: TunedArm.Decision
    /// In the order of the candidates.
    var outcomes: [Outcome?]

    /// The validation level of a candidate; nil where it is not finished.
    func level(_ index: Int) -> Double? {
      guard case .finished(let finished)? = outcomes[index] else { return nil }
      return finished.validationLevel
    }

    /// The candidates without a result that will stay.
    var waiting: [Int] {
      outcomes.indices.filter { index in
        switch outcomes[index] {
        case .finished: false
        case .failed(let failure): !failure.isFinal
        case nil: true
        }
      }
    }
  }

  var choosings: [Choosing]

  init(_ suite: SuiteDescription, _ records: CellRecords) {
    choosings = (suite.tuned ?? []).map { arm in
      Choosing(
        arm: arm, decision: arm.decision { records[$0]?.outcome },
        outcomes: arm.candidates.map { records[$0]?.outcome })
    }
    recipeKinds = suite.recipeKinds ?? []
    optimizerKeys = Self.varying(suite.firstCells.map(\.optimizer))
  }

  private let recipeKinds: [Cell.Kind]
  /// Options of the optimizer that tuning varies.
  private let optimizerKeys: Set<String>

  var cells: [Cell] { choosings.flatMap { $0.arm.cells($0.decision) } }

  /// Candidates that another was preferred to, and that no arm of the plan needs.
  func lost(_ planned: [Cell]) -> Set<Cell> {
    let kept = choosings.flatMap { choosing -> [Cell] in
      guard case .chosen(let index) = choosing.decision else { return choosing.arm.candidates }
      return [choosing.arm.candidates[index]]
    }
    return Set(choosings.flatMap(\.arm.candidates)).subtracting(kept).subtracting(planned)
  }

  /// The cells that enter comparisons: of a tuned arm those of the chosen candidate. While nothing is chosen the candidate
  /// that the choice waits for, or the first that diverged, stands for the arm, so that the report shows its hole.
  func members(_ planned: [Cell]) -> [ArmMember] {
    guard !choosings.isEmpty else { return planned.map { ArmMember(cell: $0, called: $0) } }
    return planned.map { ArmMember(cell: $0, called: called($0, $0.weighting)) }
      + choosings.flatMap { choosing -> [ArmMember] in
        let cells: [Cell]
        switch choosing.decision {
        case .chosen(let index): cells = choosing.arm.cells(of: index)
        case .allDiverged: cells = [choosing.arm.candidates[0]]
        case .open:
          cells = [choosing.arm.candidates[choosing.waiting[0]]]
        }
        return cells.map {
          ArmMember(cell: $0, called: called($0, choosing.arm.weighting))
        }
      }
  }

  private func called(_ cell: Cell, _ weighting: Choice) -> Cell {
    var called = cell
    called.weighting = weighting
    for key in optimizerKeys { called.optimizer.options[key] = .text("tuned") }
    return called
  }

  /// The choices of one arm: one, or one for each task's network; none where nothing is tuned.
  func choosings(of arm: Arm, in comparison: Comparison) -> [Choosing] {
    choosings.filter { choosing in
      let cell = choosing.arm.candidates[0]
      let isHere =
        arm.role == .multiTask
        ? cell.tasks == comparison.tasks
        : cell.tasks.count == 1 && comparison.tasks.contains(cell.tasks[0])
      return isHere && cell.architecture == arm.architecture
        && arm.network.allSatisfy { cell.choices[$0.key] == $0.value }
        && recipeKinds.allSatisfy { cell.choices[$0] == arm.recipe[$0] }
        && choosing.arm.weighting == arm.weighting
    }
  }

  /// How many candidates each network of an arm was chosen from; 1 where nothing was tuned.
  func budget(of arm: Arm, in comparison: Comparison) -> Int {
    choosings(of: arm, in: comparison).map(\.arm.candidates.count).max() ?? 1
  }

  /// What distinguishes a candidate from the others of its arm: `rate 0.001, c 0.5`.
  static func name(_ candidate: Cell, of arm: TunedArm) -> String {
    let weightings = varying(arm.candidates.map(\.weighting))
    let optimizers = varying(arm.candidates.map(\.optimizer))
    let words =
      words(candidate.weighting, weightings) + words(candidate.optimizer, optimizers)
    return words.isEmpty ? "the only one" : words.joined(separator: ", ")
  }

  private static func words(_ choice: Choice, _ keys: Set<String>) -> [String] {
    keys.sorted().map { key in
      if key == "weights", let weights = choice.weights {
        return "\(key) \(Labels.proportion(weights))"
      }
      if case .text(let text)? = choice.options[key] { return "\(key) \(text)" }
      return "\(key) \(choice.options[key]?.canonical ?? "none")"
    }
  }

  private static func varying(_ choices: [Choice]) -> Set<String> {
    let keys = Set(choices.flatMap { $0.options.keys })
    return keys.filter { key in Set(choices.map { $0.options[key] }).count > 1 }
  }
}

extension Tuning {
  private typealias Format = NumberFormat

  /// A sentence where arms of one comparison had different budgets.
  func unequalBudgets(_ comparison: Comparison) -> String? {
    guard !choosings.isEmpty else { return nil }
    let budgets = comparison.allArms.map { ($0.label, budget(of: $0, in: comparison)) }
    let sizes = Set(budgets.map(\.1)).sorted(by: >)
    guard sizes.count > 1 else { return nil }
    let groups = sizes.map { size in
      let names = budgets.filter { $0.1 == size }.map(\.0)
      let shown = names.count > 6 ? ["\(Wording.number(names.count)) arms"] : names
      return "\(Wording.list(shown)) from \(Wording.count(size, "candidate"))"
    }
    return "Tuning budgets differ: \(groups.joined(separator: "; "))."
      + " A larger budget alone can make an arm look better."
  }

  /// Sentences about choices that could not be made.
  func holes(_ comparison: Comparison) -> [String] {
    comparison.allArms.flatMap { arm in
      choosings(of: arm, in: comparison).compactMap { choosing -> String? in
        let name = arm.role == .multiTask ? arm.label : "\(arm.label) (\(Self.tasks(choosing)))"
        switch choosing.decision {
        case .chosen: return nil
        case .allDiverged:
          return "Every candidate of \(name) diverged: the arm has no result."
        case .open:
          return
            "The choice of \(name) waits for \(Wording.count(choosing.waiting.count, "candidate"))"
            + " of \(choosing.outcomes.count)."
        }
      }
    }
  }

  static func tasks(_ choosing: Choosing) -> String {
    choosing.arm.candidates[0].tasks.map(\.name).joined(separator: ", ")
  }
}
