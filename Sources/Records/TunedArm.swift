import Foundation

/// An arm on one task set that is chosen from candidates (`tune` in a suite); of an arm that trains a network for each task, one
/// of these networks. Every candidate is trained with the first seed; the best on validation is trained with the other seeds
/// too. Nothing but the candidates' records decides, so that whoever has the records makes the same choice.
public struct TunedArm: Codable, Hashable, Sendable {
  /// As the arm is called: an option that is chosen has the word `tuned` for its value.
  public var weighting: Choice
  /// In the order of the suite, at the first seed.
  public var candidates: [Cell]
  /// All seeds of the arm, the candidates' first.
  public var seeds: [Int]

  public init(weighting: Choice, candidates: [Cell], seeds: [Int]) {
    precondition(!candidates.isEmpty && candidates.allSatisfy { $0.seed == seeds.first })
    self.weighting = weighting
    self.candidates = candidates
    self.seeds = seeds
  }

  public enum Decision: Hashable, Sendable {
    /// A candidate has no result yet, or failed in a way that the next run tries again.
    case open
    /// Every candidate diverged.
    case allDiverged
    /// The place of the chosen one among the candidates.
    case chosen(Int)
  }

  /// The lowest validation level; of equal ones the first. A candidate that diverged loses.
  public func decision(_ outcome: (Cell) -> Outcome?) -> Decision {
    var best: (index: Int, level: Double)?
    for (index, candidate) in candidates.enumerated() {
      switch outcome(candidate) {
      case .finished(let finished):
        let level = finished.validationLevel
        if best == nil || level < best!.level { best = (index, level) }
      case .failed(let failure) where failure.isFinal: break
      case .failed, nil: return .open
      }
    }
    return best.map { .chosen($0.index) } ?? .allDiverged
  }

  /// The cells of one candidate, a seed each. Predictions are kept for the first.
  public func cells(of candidate: Int) -> [Cell] {
    seeds.map { seed in
      var cell = candidates[candidate]
      if seed != cell.seed { (cell.seed, cell.pictures) = (seed, 0) }
      return cell
    }
  }

  /// Every cell that is known to be needed: the candidates, then what the decision adds.
  public func cells(_ decision: Decision) -> [Cell] {
    guard case .chosen(let index) = decision else { return candidates }
    return candidates + cells(of: index).dropFirst()
  }
}

extension Finished {
  /// Geometric mean over the tasks of the validation loss at the selected epoch: lower is better. Epochs are selected by the
  /// arithmetic mean relative to the untrained network's losses, which an outcome does not hold; all candidates of an arm start
  /// from the same untrained network, and in a geometric mean that unit changes no order.
  public var validationLevel: Double {
    // A task without labels in the validation split has no loss, of no candidate.
    let selected = epochs.first { $0.epoch == selectedEpoch }
    let losses = selected?.validationLoss.compactMap { $0 } ?? []
    guard !losses.isEmpty else { return .infinity }
    let logarithms = losses.map { log(max($0, 1e-12)) }
    return exp(logarithms.reduce(0, +) / Double(losses.count))
  }
}

extension SuiteDescription {
  /// What is asked for whatever the records say: the cells of arms without a choice, and every candidate.
  public var firstCells: [Cell] { planned + (tuned ?? []).flatMap(\.candidates) }
}
