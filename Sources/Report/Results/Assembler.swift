import Records

/// A cell of an arm, and the cell as the arm calls it: a choice made by tuning has the word `tuned` for its value, so that arms
/// with different learning rates stand in one comparison.
struct ArmMember: Sendable {
  var cell: Cell
  var called: Cell
}

/// Sorts the planned cells into comparisons, arms and runs, and looks up what became of each cell.
struct Assembler {
  private struct ArmKey: Hashable {
    var setting: Setting
    var architecture: Choice
    var weighting: Choice
    var recipe: [Cell.Kind: Choice]
    /// Empty for one-task cells: they are put together by task set afterwards.
    var tasks: [Choice]

    init(_ called: Cell, of suite: SuiteDescription) {
      setting = Setting(called, of: suite)
      architecture = called.architecture
      weighting = called.weighting
      recipe = called.recipe(suite)
      tasks = called.tasks.count > 1 ? called.tasks : []
    }
  }

  /// As their arms call them.
  private let planned: [Cell]
  private let records: CellRecords
  private let architectures: Labels
  private let weightings: Labels
  private let recipes: RecipeLabels
  private let suite: SuiteDescription
  /// Of every kind that settings have.
  private let labels: [Cell.Kind: Labels]
  /// In the order of the plan.
  private let order: [ArmKey]
  private let cells: [ArmKey: [Cell]]

  init(_ suite: SuiteDescription, _ members: [ArmMember], records: CellRecords) {
    let planned = members.map(\.called)
    let keys = planned.map { ArmKey($0, of: suite) }
    self.suite = suite
    self.planned = planned
    self.records = records
    order = unique(keys)
    cells = Dictionary(grouping: zip(keys, members), by: \.0).mapValues { $0.map(\.1.cell) }
    architectures = Labels(planned.map(\.architecture))
    weightings = Labels(planned.map(\.weighting))
    recipes = RecipeLabels(planned, suite)
    labels = Dictionary(
      uniqueKeysWithValues: suite.kinds.map { kind in
        (kind, Labels(planned.compactMap { $0.choices[kind] ?? suite.standard(kind) }))
      })
  }

  /// Comparisons in the order of the plan, without statistics.
  func comparisons() -> [Comparison] {
    let settings = unique(order.map(\.setting))
    let withSets = settings.filter { setting in
      order.contains { $0.setting == setting && !$0.tasks.isEmpty }
    }
    var found: [Comparison] = []
    for setting in settings {
      let sets = unique(order.filter { $0.setting == setting && !$0.tasks.isEmpty }.map(\.tasks))
      if !sets.isEmpty {
        found += sets.map { comparison(setting, $0) }
      } else if !withSets.contains(where: { $0.differsInNetworkOnly(from: setting) }) {
        let tasks = unique(
          planned.filter { Setting($0, of: suite) == setting }
            .flatMap(\.tasks))
        found.append(comparison(setting, tasks))
      }
    }
    return labelled(found)
  }

  private func comparison(_ setting: Setting, _ tasks: [Choice]) -> Comparison {
    var baseline: Arm?
    var arms: [Arm] = []
    for key in order {
      let isHere = key.setting == setting
      if key.tasks.isEmpty {
        let isControl = key.setting.differsInNetworkOnly(from: setting) && !hasSets(key.setting)
        guard isHere || isControl, let runs = perTaskRuns(key, tasks) else { continue }
        if isHere, baseline == nil, key.architecture.name == suite.baseline {
          baseline = arm(.baseline, key, runs, tasks)
        } else {
          arms.append(arm(.networksPerTask, key, runs, tasks, isControl: isControl))
        }
      } else if isHere, key.tasks == tasks {
        arms.append(arm(.multiTask, key, multiTaskRuns(key), tasks))
      }
    }
    return Comparison(
      setting: setting, tasks: tasks, label: "", baseline: baseline, arms: arms, seeds: [],
      baselineBySeed: [])
  }

  private func hasSets(_ setting: Setting) -> Bool {
    order.contains { $0.setting == setting && !$0.tasks.isEmpty }
  }

  private func arm(
    _ role: Arm.Role, _ key: ArmKey, _ runs: [Run], _ tasks: [Choice], isControl: Bool = false
  ) -> Arm {
    var label = architectures.label(key.architecture)
    if role == .multiTask, Set(planned.filter { $0.tasks.count > 1 }.map(\.weighting)).count > 1 {
      label += " · " + weightings.label(key.weighting)
    }
    let isPlain = key.architecture.name == suite.baseline
    let recipe = recipes.label(key.recipe)
    if isControl, isPlain {
      label += " · " + networkLabel(key.setting)
    }
    if !recipe.isEmpty { label += " · " + recipe }
    return Arm(
      role: role, architecture: key.architecture, weighting: key.weighting,
      network: key.setting.network, recipe: key.recipe, isPlain: isPlain,
      hasFixedWeights: key.weighting.options["weights"] != nil
        || key.weighting == suite.plainSum, label: label, runs: runs)
  }

  private func multiTaskRuns(_ key: ArmKey) -> [Run] {
    let own = cells[key]!
    return unique(own.map(\.seed)).sorted().map { seed in
      // Cells that differ in the number of kept pictures only are one run; the finished one speaks.
      let candidates = own.filter { $0.seed == seed }.map(records.part)
      return Run(seed: seed, parts: [candidates.first { $0.finished != nil } ?? candidates[0]])
    }
  }

  /// One run per seed with one part per task; nil where the plan lacks a task altogether.
  private func perTaskRuns(_ key: ArmKey, _ tasks: [Choice]) -> [Run]? {
    let own = cells[key]!.filter { tasks.contains($0.tasks[0]) }
    guard tasks.allSatisfy({ task in own.contains { $0.tasks == [task] } }) else { return nil }
    return unique(own.map(\.seed)).sorted().compactMap { seed in
      let parts = tasks.compactMap { task -> Run.Part? in
        let candidates = own.filter { $0.seed == seed && $0.tasks == [task] }.map(records.part)
        return candidates.first { $0.finished != nil } ?? candidates.first
      }
      return parts.count == tasks.count ? Run(seed: seed, parts: parts) : nil
    }
  }

  private func label(_ kind: Cell.Kind, _ setting: Setting) -> String? {
    (setting[kind] ?? suite.standard(kind)).map { labels[kind]?.label($0) ?? $0.label }
  }

  /// What makes a network, as far as networks of the suite differ in it.
  private func networkLabel(_ setting: Setting) -> String {
    let differing = suite.networkKinds.filter { kind in
      Set(planned.map { $0.choices[kind] }).count > 1
    }
    return (differing.isEmpty ? suite.networkKinds : differing)
      .compactMap { label($0, setting) }.joined(separator: ", ")
  }

  /// Names each comparison by what distinguishes it from the others.
  private func labelled(_ comparisons: [Comparison]) -> [Comparison] {
    guard comparisons.count > 1 else { return comparisons }
    let sets = Set(comparisons.map(\.tasks))
    let aspects: [(Comparison) -> String] =
      suite.kinds.map { kind in { label(kind, $0.setting) ?? "no \(kind.name)" } }
      + [{ "\($0.setting.epochs) epochs" }, { "batch \($0.setting.batch)" }]
    let differing = aspects.filter { aspect in Set(comparisons.map(aspect)).count > 1 }
    return comparisons.map { comparison in
      var copy = comparison
      var words = differing.map { $0(comparison) }
      if sets.count > 1 { words.insert(comparison.taskNames.joined(separator: " + "), at: 0) }
      copy.label = words.joined(separator: ", ")
      return copy
    }
  }
}

/// The distinct elements in the order of their first appearance.
func unique<Element: Hashable>(_ values: [Element]) -> [Element] {
  var seen = Set<Element>()
  return values.filter { seen.insert($0).inserted }
}
