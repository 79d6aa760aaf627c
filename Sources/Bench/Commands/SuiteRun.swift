import Engine
import Foundation
import Records
import Report

/// One suite, once it is read, from its data to its report.
struct SuiteRun {
  let file: SuiteFile
  let suite: Suite
  /// The folder of all reports.
  let out: URL
  let jobs: Int
  let threads: Int
  let fresh: Bool
  /// Whether trained networks are kept.
  let keepsNetworks: Bool

  struct Result {
    var summary: ReportSummary
    /// The signal that stopped it.
    var stopped: Int32?
  }

  /// Data that were looked through, with where the suite's records lie.
  struct CheckedData {
    let digest: String
    let store: RecordStore
  }

  /// Looks through the data and tells what a person should know of them. Throws `DataError`, `SuiteMistakes`, `StoreError`.
  func checkData() throws -> CheckedData {
    let store = try RecordStore(folder: out.appendingPathComponent(suite.name))
    // What is decoded now is read by all cells.
    var hashed: String?
    let remarks = try DataCheck.check(suite) { dataset in
      let digest = try dataset.digest()
      hashed = digest
      return try store.frames.splits(
        dataset, digest: digest, choice: suite.dataset.choice,
        onLost: { Terminal.err("\(file.name): \($0.text)") })
    }
    for remark in remarks { Terminal.err("\(file.name): \(remark)") }
    // Files are hashed once, however often the plan is made.
    return CheckedData(digest: try hashed ?? suite.dataset.item.digest(), store: store)
  }

  /// Trains what is to be done and renders the report, whose files the command has found to be replaceable. Throws `DataError`
  /// and `StoreError`.
  func perform(on data: CheckedData) throws -> Result {
    let store = data.store
    // Other suites may have been trained since it was read.
    try store.refresh()
    func planned() -> Plan {
      Plan(
        suite, dataDigest: data.digest, revision: Engine.numericRevision, records: store.contents)
    }
    try begin(store, planned())
    var plan = planned()
    for sentence in LeftOutRecords(plan, store.contents).sentences {
      Terminal.err("\(file.name): \(sentence)")
    }
    if store.isIdle { store.frames.remove(allBut: plan.cells) }
    var todo = plan.todo(store)
    tellOfNetworks(plan, todo, store)
    var tally = Runner.Tally()
    var tried = Set<Cell>()
    repeat {
      try checkRoom(todo, store)
      tally = try train(todo, plan, store)
      tried.formUnion(todo)
      // What was open may be chosen now, and brings cells; whoever shares the folder chooses the same.
      try store.refresh()
      plan = planned()
      todo = plan.todo(store).filter { !tried.contains($0) }
    } while tally.stopped == nil && !todo.isEmpty
    if tally.stopped == nil { try store.compact(order: plan.ids) }
    try store.refresh()
    let summary = try SuiteReport(out: out).render(
      plan.description, store.contents, notes: file.notes)
    conclude(plan, tally, summary, store)
    return Result(summary: summary, stopped: tally.stopped?.signal)
  }

  private func announce(_ plan: Plan, _ todo: [Cell], _ costs: CostModel?) {
    let later = plan.pending > 0 ? ", then at most \(plan.pending) more" : ""
    let time = costs.map {
      ": about \(NumberFormat.roughDuration($0.seconds(todo.map(\.id), jobs: jobs))) (\($0.basis))"
    }
    Terminal.err(
      "\(file.name) (\(suite.profile.rawValue)): \(Wording.count(plan.cells.count, "cell")), "
        + "\(plan.cells.count - todo.count) done, \(todo.count) to do\(later), \(jobs) at once"
        + (time ?? ""))
  }

  /// Networks are kept as they are trained: those of earlier runs are gone.
  private func tellOfNetworks(_ plan: Plan, _ todo: [Cell], _ store: RecordStore) {
    guard keepsNetworks else { return }
    let missing = Set(plan.cells).subtracting(todo).count { !store.networks.has($0) }
    guard missing > 0 else { return }
    Terminal.err(
      "\(file.name): \(Wording.count(missing, "cell")) of earlier runs \(missing == 1 ? "has" : "have") no network "
        + "that was kept; bench export trains one again, --fresh all of them")
  }

  /// A record that does not fit would stop the run after its cell was trained. Throws `StoreError`.
  private func checkRoom(_ todo: [Cell], _ store: RecordStore) throws {
    guard let free = FileSystem(of: store.folder.path).free else { return }
    let needed = todo.map { RecordSize.least($0, suite) }.max() ?? 0
    if needed > free { throw StoreError.noRoom(for: store.file.path, needed: needed) }
  }

  private func begin(_ store: RecordStore, _ plan: Plan) throws {
    if fresh, try store.setAside(Set(plan.ids)) {
      Terminal.err(
        "\(file.name): earlier records of these cells moved to records.previous.jsonl, behind what "
          + "is there")
    }
    for notice in try store.recover() { Terminal.err("\(file.name): \(notice)") }
  }

  private func train(_ todo: [Cell], _ plan: Plan, _ store: RecordStore) throws -> Runner.Tally {
    guard !todo.isEmpty else {
      announce(plan, todo, nil)
      return Runner.Tally()
    }
    let costs = try CostModel.measured(SizedPlan(plan), records: store.contents.records, jobs: jobs)
    announce(plan, todo, costs)
    var work: [String: Double] = [:]
    for id in todo.map(\.id) { work[id] = costs.seconds(id) }
    let display = ProgressDisplay(
      title: file.name, total: plan.cells.count, names: CellNames(plan.cells), work: work)
    let runner = Runner(
      store: store,
      settings: Runner.Settings(
        jobs: jobs, threads: threads, timeLimit: plan.suite.timeLimit,
        locations: plan.suite.locations, networks: keepsNetworks ? store.networks : nil),
      provenance: Provenance.current(), display: display)
    return try runner.run(Self.ordered(todo, seeds: plan.suite.seeds, work: work))
  }

  /// Seed by seed, so that every arm is there early; the longest cells of a seed first, so that the cores end together.
  static func ordered(_ cells: [Cell], seeds: [Int], work: [String: Double]) -> [Cell] {
    var places: [Int: Int] = [:]
    for (place, seed) in seeds.enumerated() where places[seed] == nil { places[seed] = place }
    let keyed = cells.enumerated().map { index, cell in
      (cell, places[cell.seed] ?? seeds.count, work[cell.id] ?? 0, index)
    }
    return keyed.sorted { ($0.1, -$0.2, $0.3) < ($1.1, -$1.2, $1.3) }.map(\.0)
  }

  private func conclude(
    _ plan: Plan, _ tally: Runner.Tally, _ summary: ReportSummary, _ store: RecordStore
  ) {
    if let stopped = tally.stopped {
      Terminal.err(
        "\(file.name): stopped. Every finished cell is kept; "
          + "\(Wording.count(stopped.running, "cell")) under way will go on from the last epoch that "
          + "was kept, or begin again. "
          + "To go on, give the same command again.")
    }
    let names = CellNames(plan.cells)
    let waiting = Set(plan.open.flatMap(\.candidates))
    let lost = plan.lost
    for cell in plan.cells {
      guard case .failed(let failure)? = store.contents.byID[cell.id]?.outcome else { continue }
      let next =
        lost.contains(cell)
        ? "another candidate of its arm is chosen"
        : failure.isFinal
          ? "it would be the same again"
          : "the next run tries it again"
            + (waiting.contains(cell) ? ", and the choice of its arm waits" : "")
      Terminal.out(
        "\(file.name): \(names.name(cell)) \(failure.reason.rawValue): \(failure.message) (\(next))"
      )
    }
    SuiteReport.printSummary(summary, folder: out.appendingPathComponent(file.name))
  }
}
