import Records

/// What every arm was chosen from, by what, and with which budget; and what was trained before.
struct TuningSection: ReportSection {
  let title = "Tuning"
  let id = "tuning"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    let tuning = results.tuning
    var blocks = beforehand(results)
    guard let seed = tuning.choosings.first?.arm.seeds.first else { return blocks }
    blocks.append(.paragraph(Prose(method(seed, tuning))))
    for comparison in results.comparisons {
      let arms = comparison.allArms
      guard !arms.isEmpty else { continue }
      if let warning = tuning.unequalBudgets(comparison) {
        blocks.append(.note(.warning, Prose(warning)))
      } else {
        let count = tuning.budget(of: arms[0], in: comparison)
        blocks.append(
          .paragraph(
            Prose(
              "The same budget for all: every network was chosen from"
                + " \(Wording.count(count, "candidate")).")))
      }
      blocks.append(.table(budgets(comparison, tuning)))
      blocks.append(
        .details(summary: "All candidates", [.table(candidates(comparison, tuning))]))
    }
    return blocks
  }

  /// Trainings of weights that networks begin with: what each took, and of how many cells it is the beginning.
  private func beforehand(_ results: Results) -> [Block] {
    let begun = results.records.filter { $0.cost.beforehandSeconds != nil }
    guard !begun.isEmpty else { return [] }
    func beginning(_ record: Record) -> String {
      record.cell.recipe(results.suite).sorted { $0.key < $1.key }.map(\.value.label)
        .joined(separator: ", ")
    }
    let rows = unique(begun.map(beginning)).map { label -> Table.Row in
      let own = begun.filter { beginning($0) == label }
      // The training itself was one; records of several machines may know of several.
      let seconds = own.compactMap(\.cost.beforehandSeconds).max() ?? 0
      let cells = own.map(\.cost.cpuSeconds).reduce(0, +)
      return Table.Row(cells: [
        Table.Cell(label), Table.Cell(Format.duration(seconds), sortKey: seconds),
        Table.Cell(Format.grouped(own.count), sortKey: Double(own.count)),
        Table.Cell(Format.duration(cells), sortKey: cells),
      ])
    }
    return [
      .paragraph(
        Prose(
          "Some networks begin with weights from a file. What it took to train these comes on top of what their cells took, once for all of"
            + " them.")),
      .table(
        Table(
          caption: "Trained before",
          columns: [
            .init(title: "Weights"), .init(title: "CPU time before", isNumeric: true),
            .init(title: "Cells that begin with them", isNumeric: true),
            .init(title: "CPU time of these", isNumeric: true),
          ], rows: rows)),
    ]
  }

  private func method(_ seed: Int, _ tuning: Tuning) -> String {
    let tried = Set(tuning.choosings.flatMap(\.arm.candidates)).count
    return
      "\(Wording.count(tried, "run")) to make \(Wording.count(tuning.choosings.count, "choice")): every candidate of a tuned arm is trained with seed \(seed). The one with the lowest validation level is chosen,"
      + " the first of equal ones, and trained with the other seeds; its run with seed \(seed) is the one already made."
      + " The level is the geometric mean over the arm’s tasks of the validation loss at the selected epoch. The test split"
      + " has no part in it, and a candidate that diverged loses."
  }

  private func budgets(_ comparison: Comparison, _ tuning: Tuning) -> Table {
    Table(
      caption: "What was chosen" + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      columns: [
        .init(title: "Arm"), .init(title: "Candidates", isNumeric: true),
        .init(title: "Chosen"), .init(title: "Its level", isNumeric: true),
        .init(title: "Next best", isNumeric: true),
      ],
      rows: comparison.allArms.flatMap { arm -> [Table.Row] in
        let choosings = tuning.choosings(of: arm, in: comparison)
        guard !choosings.isEmpty else {
          return [
            Table.Row(
              cells: [
                Table.Cell(arm.label), Table.Cell("1", sortKey: 1), Table.Cell("not tuned"),
                Table.Cell(Format.none), Table.Cell(Format.none),
              ], arm: arm.id)
          ]
        }
        return choosings.map { row($0, arm) }
      }, isSortable: true)
  }

  private func row(_ choosing: Tuning.Choosing, _ arm: Arm) -> Table.Row {
    let levels = choosing.outcomes.indices.compactMap(choosing.level).sorted()
    var chosen: String
    var isChosen = false
    switch choosing.decision {
    case .chosen(let index):
      chosen = Tuning.name(choosing.arm.candidates[index], of: choosing.arm)
      isChosen = true
    case .allDiverged: chosen = "none: every candidate diverged"
    case .open: chosen = "not yet"
    }
    func level(_ place: Int) -> Table.Cell {
      guard isChosen, levels.indices.contains(place) else { return Table.Cell(Format.none) }
      return Table.Cell(Format.significant(levels[place], 4), sortKey: levels[place])
    }
    let count = choosing.arm.candidates.count
    return Table.Row(
      cells: [
        Table.Cell(name(choosing, arm)), Table.Cell(String(count), sortKey: Double(count)),
        Table.Cell(chosen), level(0), level(1),
      ], arm: arm.id)
  }

  /// An arm that trains a network for each task chooses each for itself.
  private func name(_ choosing: Tuning.Choosing, _ arm: Arm) -> String {
    arm.role == .multiTask ? arm.label : "\(arm.label) · \(Tuning.tasks(choosing))"
  }

  private func candidates(_ comparison: Comparison, _ tuning: Tuning) -> Table {
    let rows = comparison.allArms.flatMap { arm in
      tuning.choosings(of: arm, in: comparison).flatMap { choosing in
        choosing.arm.candidates.indices.map { index -> Table.Row in
          let cell = choosing.arm.candidates[index]
          let level = choosing.level(index)
          return Table.Row(
            cells: [
              Table.Cell(name(choosing, arm)), Table.Cell(Tuning.name(cell, of: choosing.arm)),
              Table.Cell(
                level.map { Format.significant($0, 4) } ?? Format.none, sortKey: level),
              Table.Cell(state(index, choosing)), Table.Cell(Prose.code(cell.shortID)),
            ], arm: arm.id)
        }
      }
    }
    return Table(
      caption: "",
      columns: [
        .init(title: "Arm"), .init(title: "Candidate"),
        .init(title: "Validation level", isNumeric: true), .init(title: "Outcome"),
        .init(title: "Cell"),
      ], rows: rows, isSortable: true, isFilterable: rows.count > 12)
  }

  private func state(_ index: Int, _ choosing: Tuning.Choosing) -> String {
    switch choosing.outcomes[index] {
    case .finished: choosing.decision == .chosen(index) ? "chosen" : "finished"
    case .failed(let failure): failure.reason.rawValue
    case nil: "not run"
    }
  }
}
