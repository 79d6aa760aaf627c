import Engine
import Foundation
import Records
import Report

/// One suite from its file to its report.
struct SuiteRun {
  let file: SuiteFile
  let profile: Profile
  let dataRoots: DataRoots
  /// The folder of all reports.
  let out: URL
  let jobs: Int
  let threads: Int
  let fresh: Bool

  struct Result {
    var summary: ReportSummary
    /// The signal that stopped it.
    var stopped: Int32?
  }

  /// Trains what is to be done and renders the report. Throws `SuiteMistakes`, `DataError`, `StoreError`.
  func perform() throws -> Result {
    try SuiteReport(out: out).checkReplaceable([file])
    let suite = try SuiteReader(dataRoots: dataRoots).read(
      file.file, calledBy: file.calledBy, profile: profile)
    try DataCheck.check(suite)
    let store = try openStore(out.appendingPathComponent(suite.name))
    var plan = try Plan(suite, records: store.contents)
    if store.isIdle { store.frames.remove(allBut: plan.cells) }
    var todo = plan.cells.filter { !store.isDone($0.id) }
    var tally = Runner.Tally()
    var tried = Set<Cell>()
    repeat {
      announce(plan, todo, store)
      tally = try train(todo, plan, store)
      tried.formUnion(todo)
      // What was open may be chosen now, and brings cells; whoever shares the folder chooses the same.
      try store.refresh()
      plan = try Plan(suite, records: store.contents)
      todo = plan.cells.filter { !store.isDone($0.id) && !tried.contains($0) }
    } while tally.stopped == nil && !todo.isEmpty
    if tally.stopped == nil { try store.compact(order: plan.cells.map(\.id)) }
    try store.refresh()
    let summary = try SuiteReport(out: out).render(
      plan.description, store.contents, notes: file.notes)
    conclude(plan, tally, summary, store)
    return Result(summary: summary, stopped: tally.stopped?.signal)
  }

  private func announce(_ plan: Plan, _ todo: [Cell], _ store: RecordStore) {
    let done = plan.cells.filter { store.isDone($0.id) }.count
    let later = plan.pending > 0 ? ", then at most \(plan.pending) more" : ""
    Terminal.err(
      "\(file.name) (\(profile.rawValue)): \(Wording.count(plan.cells.count, "cell")), "
        + "\(done) done, \(todo.count) to do\(later), \(jobs) at once")
  }

  private func openStore(_ folder: URL) throws -> RecordStore {
    let store = try RecordStore(folder: folder)
    if fresh, try store.setAside() {
      Terminal.err("\(file.name): earlier records moved to records.previous.jsonl")
    }
    for notice in try store.recover() { Terminal.err("\(file.name): \(notice)") }
    return store
  }

  private func train(_ todo: [Cell], _ plan: Plan, _ store: RecordStore) throws -> Runner.Tally {
    guard !todo.isEmpty else { return Runner.Tally() }
    let costs = try CostModel(SizedPlan(plan), records: store.contents.records)
    let work = Dictionary(uniqueKeysWithValues: todo.map { ($0.id, costs.seconds($0)) })
    let display = ProgressDisplay(
      title: file.name, total: plan.cells.count, names: CellNames(plan.cells), work: work)
    let runner = Runner(
      store: store,
      settings: Runner.Settings(
        jobs: jobs, threads: threads, timeLimit: plan.suite.timeLimit,
        locations: plan.suite.locations),
      provenance: Provenance.current(), display: display)
    return try runner.run(Self.ordered(todo, seeds: plan.suite.seeds, work: work))
  }

  /// Seed by seed, so that every arm is there early; the longest cells of a seed first, so that the cores end together.
  static func ordered(_ cells: [Cell], seeds: [Int], work: [String: Double]) -> [Cell] {
    let keyed = cells.enumerated().map { index, cell in
      (cell, seeds.firstIndex(of: cell.seed) ?? seeds.count, work[cell.id] ?? 0, index)
    }
    return keyed.sorted { ($0.1, -$0.2, $0.3) < ($1.1, -$1.2, $1.3) }.map(\.0)
  }

  private func conclude(
    _ plan: Plan, _ tally: Runner.Tally, _ summary: ReportSummary, _ store: RecordStore
  ) {
    if let stopped = tally.stopped {
      Terminal.err(
        "\(file.name): stopped. Every finished cell is kept; "
          + "\(Wording.count(stopped.running, "cell")) under way will go on from the last epoch. "
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

/// Data that are read from files are looked through before anything is trained; drawn ones cannot be wrong.
enum DataCheck {
  /// Throws `DataError`.
  static func check(_ suite: Suite) throws {
    try checkFiles(suite)
    guard suite.isTuned, try suite.dataset.item.frameCounts().validation == 0 else { return }
    throw DataError(
      "\(suite.dataset.choice.name) has no validation frames here, by which `tune` chooses")
  }

  private static func checkFiles(_ suite: Suite) throws {
    let name = suite.dataset.choice.name
    let entry = datasets.entries.first { $0.name == name }
    guard entry?.options.contains(where: { $0.kind == .location }) == true else { return }
    do { _ = try suite.dataset.item.load() } catch let error as DataError {
      guard suite.locations.isEmpty else { throw error }
      throw DataError("\(error). On the command line: --data-root \(name)=DIR")
    }
  }
}
