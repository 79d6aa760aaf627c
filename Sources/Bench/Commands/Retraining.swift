import Engine
import Foundation
import Records
import Report

/// A stored cell trained once more, for comparison; nothing is stored.
struct Retraining {
  let record: Record
  let outcome: Outcome

  var matches: Bool {
    do {
      return try JSONValue.canonical(outcome) == JSONValue.canonical(record.outcome)
    } catch { preconditionFailure("outcomes are plain values: \(error)") }
  }

  /// Whether there is an outcome that would be the same again: not where the process crashed or took too long.
  var isTrained: Bool {
    if case .failed(let failure) = outcome { failure.isFinal } else { true }
  }

  /// Trains several cells at once. Throws what stops all of them; a signal ends the process's work with nil.
  static func perform(
    _ records: [Record], locations: Locations, jobs: Int, threads: Int = 1,
    names: CellNames, networks: KeptNetworks? = nil
  ) throws -> [Retraining]? {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let store = try RecordStore(folder: scratch)
    var work: [String: Double] = [:]
    for record in records { work[record.cell.id] = record.cost.cpuSeconds }
    let display = ProgressDisplay(
      title: "retrain", total: records.count, names: names, work: work)
    let runner = Runner(
      store: store,
      settings: Runner.Settings(
        jobs: jobs, threads: threads, timeLimit: nil, locations: locations, networks: networks,
        isForNetworks: networks != nil),
      provenance: Provenance.current(), display: display)
    let tally = try runner.run(records.map(\.cell))
    guard tally.stopped == nil else { return nil }
    return records.compactMap { record in
      store.contents.byID[record.cell.id].map { Retraining(record: record, outcome: $0.outcome) }
    }
  }

  /// Every score of both, side by side.
  var table: String {
    guard case .finished(let stored) = record.outcome, case .finished(let now) = outcome else {
      return "stored: \(Self.describe(record.outcome))\nnow:    \(Self.describe(outcome))"
    }
    var table = TextTable(["task", "metric", "stored", "now", "difference"], right: [2, 3, 4])
    for score in stored.test {
      let other = now.test.first { $0.task == score.task && $0.metric == score.metric }
      let shown = other.map { NumberFormat.fixed($0.value, 6) } ?? "missing"
      let difference = other.map { NumberFormat.plain($0.value - score.value) } ?? ""
      let unit = score.unit.isEmpty || score.unit == "%" ? "" : " (\(score.unit))"
      table.add([
        score.task, score.metric + unit, NumberFormat.fixed(score.value, 6), shown, difference,
      ])
    }
    return table.text
  }

  private static func describe(_ outcome: Outcome) -> String {
    switch outcome {
    case .finished: "finished"
    case .failed(let failure): "\(failure.reason.rawValue): \(failure.message)"
    }
  }

  /// Why bytes may differ although nothing is wrong; nil for a record of this program on the same class of machine.
  func otherClass(than here: Provenance) -> String? {
    let revision = record.cell.revision
    guard revision == Engine.numericRevision else {
      return "recorded with numeric revision \(revision); this program's is "
        + "\(Engine.numericRevision), which gives other outcomes"
    }
    let (stored, now) = (
      record.provenance.numericClass, here.training(record.cell).numericClass
    )
    guard stored != now else { return nil }
    return
      "recorded on another numeric class (\(stored)) than this machine's (\(now)): last digits may "
      + "differ"
  }
}
