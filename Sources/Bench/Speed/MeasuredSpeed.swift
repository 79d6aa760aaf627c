import Engine
import Foundation
import Records
import Report

/// What this machine was measured to take for the networks of one plan, by CPU time: for estimates before anything is recorded.
struct MeasuredSpeed: Codable {
  /// Steps of one kind.
  struct Steps: Codable {
    /// What the network is called in sentences.
    var name: String
    /// Seconds of one step.
    var step: Double
    /// Seconds of evaluating one frame.
    var evaluation: Double
    /// Seconds of everything that a cell does once: building the network, recording its tapes.
    var start: Double
    /// Multiply–accumulates of a step, as `CellWork` counts them.
    var macs: Double
  }

  /// By the key of `MeasuredKind`; not necessarily every one of the plan.
  var kinds: [String: Steps]
  /// Seconds of a process that does nothing.
  var process: Double
  /// Wall seconds that the measurement took.
  var took: Double

  var basis: String {
    var seen = Set<String>()
    let names = kinds.sorted { $0.key < $1.key }.map(\.value.name).filter {
      seen.insert($0).inserted
    }
    return
      "measured here in \(NumberFormat.roughDuration(took)) on \(names.joined(separator: ", "))"
  }

  /// CPU seconds of a cell, reading its data apart; nil where nothing was measured.
  func seconds(_ cell: Cell, _ work: CellWork, macs: Int) -> Double? {
    if let own = kinds[MeasuredKind(cell).key] {
      let steps = (work.steps + work.measuringSteps * (work.measuringRatio - 1)) * own.step
      return process + own.start + steps + work.evaluated * own.evaluation
    }
    // What was not measured is as fast as what was.
    let known = kinds.values.reduce(into: (seconds: 0.0, macs: 0.0)) {
      $0.seconds += $1.step
      $0.macs += $1.macs
    }
    guard known.seconds > 0, known.macs > 0 else { return nil }
    return process + work.macs(perFrame: Double(macs)) * known.seconds / known.macs
  }
}

/// Cells whose steps cost the same: one network, batch and optimizer, and one kind of look at the gradients.
struct MeasuredKind {
  let key: String

  init(_ cell: Cell) {
    let scheme = try? Selection(cell.weighting, from: weightings).item
    let look =
      scheme.map { "\($0.needs), batches \($0.batchesPerStep), looks back \($0.looksBack)" } ?? ""
    let choices =
      cell.tasks
      + (ChoiceKinds.network.map(\.key) + [ChoiceKinds.products.key])
      .compactMap { cell.choices[$0] } + [cell.architecture, Choice(cell.optimizer.name)]
    key = (choices.map(\.label) + [look, "batch \(cell.batch)", cell.numerics])
      .joined(separator: " · ")
  }

  /// The first cell of every kind of a plan, those that the plan spends most on first.
  static func examples(_ sized: SizedPlan, _ counts: SplitCounts) -> [Cell] {
    var found: [String: (cell: Cell, work: Double, place: Int)] = [:]
    for row in sized.rows {
      // Cells of a row differ in their seed, their task or their candidate.
      let first = row.row.cells.first?.seed
      for cell in row.row.cells where cell.seed == first {
        let scheme = try? Selection(cell.weighting, from: weightings).item
        let work = CellWork(cell, scheme, counts).macs(perFrame: Double(row.macs(of: cell)))
        let next = (cell: cell, work: 0.0, place: found.count)
        found[MeasuredKind(cell).key, default: next].work += work
      }
    }
    return found.values.sorted { ($0.work, $1.place) > ($1.work, $0.place) }.map(\.cell)
  }
}
