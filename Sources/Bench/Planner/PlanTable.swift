import Engine
import Records
import Report

/// A plan to be read: a table, or JSON.
struct PlanTable {
  private let sized: SizedPlan
  private let store: RecordStore
  private let costs: CostModel
  private let jobs: Int
  private let names: CellNames
  /// Ids of the cells that are left.
  private let todo: [String]

  init(_ sized: SizedPlan, store: RecordStore, costs: CostModel, jobs: Int) {
    self.sized = sized
    self.store = store
    self.costs = costs
    self.jobs = jobs
    names = CellNames(sized.plan.cells)
    todo = sized.plan.ids.filter { !store.isDone($0) }
  }

  private var suite: Suite { sized.plan.suite }

  private func arm(_ row: SizedPlan.Row) -> String {
    let arm = row.row.arm
    var words = [names.architecture(arm.architecture.choice)]
    if !arm.trainsOneTask { words.append(names.weighting(arm.weighting.choice)) }
    if suite.combinations.count > 1 {
      words.append(row.row.tasks.map(\.choice.name).joined(separator: "+"))
    }
    words += names.network(arm.network.all.merging(arm.recipe.all) { $1 })
    if suite.conditions.count > 1 {
      words.append(row.row.condition.name)
    } else if let cell = row.row.cells.first, !cell.lossScales.isEmpty {
      words.append(cell.lossScaleLabel)
    }
    return words.joined(separator: " · ")
  }

  /// The data set with what is said of it, options at their standards apart.
  private var dataset: String {
    let choice = suite.dataset.choice
    let declared = datasets.entries.first { $0.name == choice.name }?.options ?? []
    let said = choice.options.filter { key, value in
      declared.first { $0.key == key }?.standard.map(JSONValue.init) != value
    }
    return Choice(choice.name, said).label
  }

  /// How many frames there are, and labels where some are missing.
  private var frames: String {
    func words(_ counts: SplitCounts) -> String {
      [counts.train, counts.validation, counts.test].map { NumberFormat.grouped($0) }
        .joined(separator: " + ")
    }
    guard let counts = try? suite.dataset.item.frameCounts() else { return "frames not known" }
    let labels = (try? suite.dataset.item.labelCounts()) ?? [:]
    let missing = suite.tasks.map(\.choice.name).compactMap { task in
      labels[task].map { "\(words($0)) have a label of \(task)" }
    }
    return "\(words(counts)) frames to train, select and test"
      + (missing.isEmpty ? "" : "; " + missing.joined(separator: ", "))
  }

  private func done(_ row: Plan.Row) -> Int { row.ids.filter(store.isDone).count }

  var text: String {
    let size = suite.dataset.item.size
    var lines = [
      "\(suite.name) (\(suite.profile.rawValue)): \(suite.title)",
      dataset, frames,
      "\(suite.backbone.choice.label), \(suite.tasks.map(\.choice.name).joined(separator: ", ")), "
        + "\(size) (height×width), \(Wording.count(suite.epochs, "epoch")), batch \(suite.batch), "
        + "seeds \(suite.seeds.map(String.init).joined(separator: ", "))"
        + suite.recipe.spelled.sorted { $0.key < $1.key }
        .map { ", \($0.key.name) \($0.value.label)" }.joined(), "",
    ]
    let titles = ["arm", "done", "parameters", "ratio", "MACs", "ratio", "time"]
    var table = TextTable(
      titles + (suite.isTuned ? ["candidates"] : []), right: Set(1..<titles.count))
    for row in sized.rows {
      let left = row.row.ids.filter { !store.isDone($0) }
      let all = row.row.cells.count + row.row.choices.map(\.pending).reduce(0, +)
      let seconds =
        left.map(costs.seconds).reduce(0, +)
        + costs.seconds(after: row.row.choices.filter { $0.pending > 0 }.map(\.arm), jobs: 1)
      table.add(
        [
          arm(row), "\(done(row.row))/\(all)", NumberFormat.grouped(row.parameters),
          NumberFormat.fixed(row.ratio, 3), NumberFormat.short(Double(row.macs)),
          NumberFormat.fixed(row.macRatio, 3),
          seconds == 0 ? "–" : NumberFormat.roughDuration(seconds),
        ] + (suite.isTuned ? [candidates(row.row)] : []))
    }
    lines.append(table.text)
    lines.append("")
    lines.append("Ratios are to the sum of the single-task networks; MACs are of one forward pass.")
    lines += padding
    if sized.plan.rows.map(\.cells.count).reduce(0, +) > sized.plan.cells.count {
      lines.append("Rows share cells: what is the same in several of them is trained once.")
    }
    lines.append(
      "\(Wording.count(sized.plan.cells.count, "cell")), \(sized.plan.cells.count - todo.count) done, "
        + "\(todo.count) to do"
        + (todo.isEmpty
          ? "."
          : ": about \(NumberFormat.roughDuration(costs.seconds(todo, jobs: jobs))) with \(jobs) at once "
            + "(\(costs.basis))."))
    lines += tuning
    return lines.joined(separator: "\n")
  }

  /// Which backbones take larger images than the frames are.
  private var padding: [String] {
    let size = suite.dataset.item.size
    var told = Set<String>()
    return sized.plan.rows.map(\.arm.backbone).compactMap { backbone in
      let padded = backbone.item.padded(size)
      guard padded != size, told.insert(backbone.choice.name).inserted else { return nil }
      return
        "\(backbone.choice.name) needs multiples of \(backbone.item.sizeMultiple): frames are padded with "
        + "zeros, at the right and below, from \(size) to \(padded), and predictions cropped to \(size)."
    }
  }

  /// Of the choices of one row: how many there are to choose from, and what was chosen.
  private func candidates(_ row: Plan.Row) -> String {
    guard let first = row.choices.first else { return "–" }
    let count = String(first.arm.candidates.count)
    let each = row.choices.count > 1 ? "\(count) for each task" : count
    let open = row.choices.filter { $0.decision == .open }.count
    if open > 0 { return each }
    let failed = row.choices.filter { $0.decision == .allDiverged }.count
    return each + (failed > 0 ? ", all diverged" : ", chosen")
  }

  /// What comes in which stage.
  private var tuning: [String] {
    let choices = sized.plan.rows.flatMap(\.choices)
    guard suite.isTuned, let seed = suite.seeds.first else { return [] }
    let tried = choices.map(\.arm.candidates.count).reduce(0, +)
    var lines = [
      "First \(Wording.count(tried, "candidate")) of \(Wording.count(choices.count, "choice")) with "
        + "seed \(seed), and every arm without a choice; then what is best on validation with the "
        + "other seeds."
    ]
    let open = sized.plan.open
    if !open.isEmpty {
      lines.append(
        "\(Wording.count(open.count, "choice")) to make, then at most "
          + "\(Wording.count(sized.plan.pending, "cell")) more: at most "
          + "\(NumberFormat.roughDuration(costs.seconds(after: open, jobs: jobs))) with \(jobs) at once."
      )
    }
    return lines
  }

  var json: JSONValue {
    let rows = sized.rows.map { row -> JSONValue in
      .object([
        "architecture": .text(row.row.arm.architecture.choice.label),
        "weighting": .text(row.row.arm.weighting.choice.label),
        "backbone": .text(row.row.arm.backbone.choice.label),
        "start": .text(row.row.arm.start.choice.label),
        "condition": .text(row.row.condition.name),
        "lossScales": .object((row.row.cells.first?.lossScales ?? [:]).mapValues { .number($0) }),
        "tasks": .array(row.row.tasks.map { .text($0.choice.label) }),
        "cells": .number(Double(row.row.cells.count)),
        "done": .number(Double(done(row.row))),
        "candidates": .number(Double(row.row.choices.map(\.arm.candidates.count).reduce(0, +))),
        "pending": .number(Double(row.row.choices.map(\.pending).reduce(0, +))),
        "parameters": .number(Double(row.parameters)), "ratio": .ratio(row.ratio),
        "macs": .number(Double(row.macs)), "macRatio": .ratio(row.macRatio),
      ])
    }
    let cells = zip(sized.plan.cells, sized.plan.ids).map { cell, id -> JSONValue in
      .object([
        "id": .text(id), "name": .text(names.name(cell)), "done": .bool(store.isDone(id)),
        "seconds": .ratio(costs.seconds(id)),
      ])
    }
    return .object([
      "suite": .text(suite.name), "profile": .text(suite.profile.rawValue),
      "planned": .number(Double(sized.plan.cells.count)),
      "done": .number(Double(sized.plan.cells.count - todo.count)),
      "todo": .number(Double(todo.count)), "pending": .number(Double(sized.plan.pending)),
      "pendingSeconds": .ratio(costs.seconds(after: sized.plan.open, jobs: jobs)),
      "jobs": .number(Double(jobs)),
      "seconds": .ratio(costs.seconds(todo, jobs: jobs)), "basis": .text(costs.basis),
      "arms": .array(rows), "cells": .array(cells),
    ])
  }
}
