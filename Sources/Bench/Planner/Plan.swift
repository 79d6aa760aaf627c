import Engine
import Records

/// Every training run that a suite asks for, in the suite's order, the single-task baselines first. Of arms that are chosen from
/// candidates it has these, and what follows from the records that there are.
struct Plan: Sendable {
  /// One row of the sweep: an arm on one task set, over all seeds.
  struct Row: Sendable {
    let arm: SuiteArm
    let tasks: [Selection<any LearningTask>]
    let cells: [Cell]
    /// Of the cells: asked for again and again.
    let ids: [String]
    /// What it is trained under.
    let condition: Condition
    /// What is chosen: nothing, one scheme and rate, or one for each task's network.
    let choices: [TunedChoice]

    init(
      arm: SuiteArm, tasks: [Selection<any LearningTask>], cells: [Cell],
      condition: Condition, choices: [TunedChoice] = []
    ) {
      self.arm = arm
      self.tasks = tasks
      self.cells = cells
      self.condition = condition
      self.choices = choices
      ids = cells.map(\.id)
    }
  }

  let suite: Suite
  let rows: [Row]
  /// Without repetition, in the order of the rows.
  let cells: [Cell]
  /// Of the cells.
  let ids: [String]

  /// - Parameters:
  ///   - dataDigest: digest of the suite's data.
  ///   - revision: the engine's numeric revision.
  ///   - records: by which candidates are chosen.
  init(
    _ suite: Suite, dataDigest: String, revision: String, records: StoreContents = StoreContents()
  ) {
    self.suite = suite
    let baselines = suite.baselineNetworks.map { network in
      SuiteArm(
        architecture: NetworkSizes.baseline, weighting: NetworkSizes.unweighted,
        network: network, recipe: suite.recipe, rates: suite.baselineRates)
    }
    let planned = Set(baselines.map(\.key))
    let arms = baselines + suite.arms.filter { !planned.contains($0.key) }
    let common = suite.choices.spelled
    func cell(
      _ arm: SuiteArm, _ tasks: [Selection<any LearningTask>], _ seed: Int,
      _ candidate: SuiteArm.Candidate, _ condition: Condition, keepsPictures: Bool = true
    ) -> Cell {
      var choices = common.merging(arm.network.spelled) { $1 }
      choices.merge(arm.recipe.spelled) { $1 }
      choices[.architecture] = arm.architecture.choice
      choices[.weighting] = candidate.weighting
      choices[.optimizer] = candidate.optimizer
      let before = suite.pretrainingTasks(arm.start.item)
      let own = condition.of(tasks.map(\.choice), before: before)
      return Cell(
        choices: choices, dataDigest: dataDigest, tasks: tasks.map(\.choice), epochs: suite.epochs,
        batch: suite.batch, numerics: suite.numerics.rawValue,
        pictures: seed == suite.seeds.first && keepsPictures ? suite.pictures : 0, seed: seed,
        revision: revision, lossScales: own.lossScales,
        // A scheme that looks at gradients measures them anyway, and one task has nothing to compare.
        diagnosticsEvery: tasks.count > 1 && arm.weighting.item.needs == .losses
          ? suite.diagnosticsEvery : 0,
        labelFractions: own.labelFractions, trainFrames: own.trainFrames,
        rateFactors: own.rateFactors, pretrainingTasks: before,
        teacherEpochs: own.teacherEpochs)
    }
    func row(
      _ arm: SuiteArm, _ tasks: [Selection<any LearningTask>], _ condition: Condition
    ) -> Row {
      let sets = arm.trainsOneTask ? tasks.map { [$0] } : [tasks]
      let candidates = arm.candidates(suite.optimizer.choice)
      guard arm.isTuned else {
        let cells = suite.seeds.flatMap { seed in
          sets.map { cell(arm, $0, seed, candidates[0], condition) }
        }
        return Row(arm: arm, tasks: tasks, cells: cells, condition: condition)
      }
      let choices = sets.map { set in
        TunedChoice(
          TunedArm(
            weighting: arm.weighting.choice,
            candidates: candidates.map { cell(arm, set, suite.seeds[0], $0, condition) },
            seeds: suite.seeds), records)
      }
      return Row(
        arm: arm, tasks: tasks, cells: choices.flatMap { $0.arm.cells($0.decision) },
        condition: condition, choices: choices)
    }
    let plain = suite.conditions.flatMap { condition in
      arms.flatMap { arm -> [Row] in
        if arm.trainsOneTask { return [row(arm, suite.tasks, condition)] }
        return suite.combinations.filter(arm.isFor).map { row(arm, $0, condition) }
      }
    }
    // The reader lets no tuned arm be scaled, and no suite have several conditions beside.
    let scaled = suite.robustness.flatMap { scaling -> [Row] in
      var condition = suite.conditions[0]
      condition.lossScales = [scaling.task: scaling.factor]
      return arms.filter { scaling.covers($0) && !$0.isTuned }.flatMap { arm in
        let sets = suite.combinations.filter { set in
          arm.isFor(set) && set.contains { $0.choice.name == scaling.task }
        }
        let candidate = arm.candidates(suite.optimizer.choice)[0]
        return sets.map { tasks in
          Row(
            arm: arm, tasks: tasks,
            cells: suite.seeds.map {
              cell(arm, tasks, $0, candidate, condition, keepsPictures: false)
            }, condition: condition)
        }
      }
    }
    rows = plain + scaled
    (cells, ids) = Self.unique(rows)
  }

  /// The plan for the data as they are. Throws `DataError` where they are missing.
  init(_ suite: Suite, records: StoreContents = StoreContents()) throws {
    self.init(
      suite, dataDigest: try suite.dataset.item.digest(), revision: Engine.numericRevision,
      records: records)
  }

  /// Choices that wait for candidates.
  var open: [TunedArm] {
    rows.flatMap(\.choices).filter { $0.decision == .open }.map(\.arm)
  }

  /// Candidates that another was preferred to, and that no other arm needs.
  var lost: Set<Cell> {
    let kept = rows.flatMap { row -> [Cell] in
      row.choices.isEmpty ? row.cells : row.choices.flatMap(\.kept)
    }
    return Set(cells).subtracting(kept)
  }

  /// How many cells may follow once the open choices are made: fewer where every candidate diverges.
  var pending: Int { open.map { $0.seeds.count - 1 }.reduce(0, +) }

  /// What the report must know of the suite.
  var description: SuiteDescription {
    SuiteDescription(
      name: suite.name, title: suite.title, question: suite.question,
      profile: suite.profile.rawValue, margin: suite.margin, taskMargin: suite.taskMargin,
      minimumSaving: suite.minimumSaving, claims: suite.claims,
      kinds: kinds, networkKinds: ChoiceKinds.network.map(\.key).filter(kinds.contains),
      recipeKinds: recipeKinds.isEmpty ? nil : recipeKinds,
      standards: standards.isEmpty ? nil : standards,
      baseline: SuiteStandards.baseline, plainSum: NetworkSizes.unweighted.choice,
      planned: Self.unique(rows.filter { $0.choices.isEmpty }).cells,
      tuned: suite.isTuned ? rows.flatMap(\.choices).map(\.arm) : nil,
      conditions: suite.conditions.count > 1 ? suite.conditions : nil, command: command,
      path: path, dataOption: dataOption)
  }

  /// Those that every cell spells, and of later ones those that any cell does: other reports need not know them.
  private var kinds: [Cell.Kind] {
    let spelled = Set(cells.flatMap(\.choices.keys)).union(Cell.Kind.always)
    return ChoiceKinds.all.map(\.key).filter(spelled.contains)
  }

  private var standards: [String: Choice] {
    ChoiceKinds.all.filter { kinds.contains($0.key) && !Cell.Kind.always.contains($0.key) }
      .reduce(into: [:]) { $0[$1.key.name] = $1.standardSelection?.choice }
  }

  private var recipeKinds: [Cell.Kind] {
    ChoiceKinds.recipe.map(\.key).filter(kinds.contains)
  }

  /// The cells of all rows, each once.
  private static func unique(_ rows: [Row]) -> (cells: [Cell], ids: [String]) {
    var seen = Set<String>()
    var found: (cells: [Cell], ids: [String]) = ([], [])
    for row in rows {
      for (cell, id) in zip(row.cells, row.ids) where seen.insert(id).inserted {
        found.cells.append(cell)
        found.ids.append(id)
      }
    }
    return found
  }

  /// What a reader types to run it.
  var command: String {
    "swift run bench run \(path ?? suite.name)\(suite.profile.option)"
      + (dataOption.map { " " + $0 } ?? "")
  }

  /// Suites of the package go by their names; where others lie is not told.
  private var path: String? {
    let known = PackageFolder.find().map {
      SuiteFile.all(in: $0.appendingPathComponent("experiments")).map(\.file.standardizedFileURL)
    }
    let isKnown = known?.contains(suite.file.standardizedFileURL) ?? false
    return isKnown ? nil : "PATH/\(suite.name)"
  }

  private var dataOption: String? {
    let name = suite.dataset.choice.name
    return DataRoots.readDatasets.contains(name) ? "--data-root \(name)=DATA" : nil
  }
}

extension Plan {
  /// What the store has no final outcome of, in the order of the plan.
  func todo(_ store: RecordStore) -> [Cell] {
    zip(cells, ids).filter { !store.isDone($0.1) }.map(\.0)
  }
}

extension RecordStore {
  /// Whether nothing is left to do for a cell: finished, or failed in a way that would be the same again.
  func isDone(_ id: String) -> Bool {
    switch contents.byID[id]?.outcome {
    case .finished: true
    case .failed(let failure): failure.isFinal
    case nil: false
    }
  }
}
