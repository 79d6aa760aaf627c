import Records

/// Every choice of a cell that its arms and its baseline have in common.
struct Setting: Hashable, Sendable {
  /// Of the kinds that make the network.
  var network: [Cell.Kind: Choice]
  /// Of the other kinds, but for architecture, weighting and those of recipes.
  var others: [Cell.Kind: Choice]
  var dataDigest: String
  var epochs: Int
  var batch: Int
  var revision: String

  init(_ cell: Cell, of suite: SuiteDescription) {
    let own = suite.networkKinds
    let apart = own + (suite.recipeKinds ?? []) + [.architecture, .weighting]
    network = cell.choices.filter { own.contains($0.key) }
    others = cell.choices.filter { !apart.contains($0.key) }
    dataDigest = cell.dataDigest
    epochs = cell.epochs
    batch = cell.batch
    revision = cell.revision
  }

  subscript(kind: Cell.Kind) -> Choice? { network[kind] ?? others[kind] }

  /// Equal in everything but the network's kinds: a narrowed single-task network is a control of the other.
  func differsInNetworkOnly(from other: Setting) -> Bool {
    var copy = self
    copy.network = other.network
    return copy == other && network != other.network
  }
}

/// The arms of one task set under one setting, with the baseline that they share.
struct Comparison: Sendable {
  var setting: Setting
  var tasks: [Choice]
  /// Distinguishes it from the report's other comparisons; empty where there is only one.
  var label: String
  var baseline: Arm?
  /// In the order of the ranking.
  var arms: [Arm]
  var improvement: Improvement?
  /// Seeds whose baseline is finished.
  var seeds: [Int]
  var noise: NoiseFloor?
  /// A(b,s), in percent of the baseline's own mean, in the order of `seeds`.
  var baselineBySeed: [Double]
  var varianceRatio: Double?

  var taskNames: [String] { tasks.map(\.name) }
  var allArms: [Arm] { (baseline.map { [$0] } ?? []) + arms }

  /// The arms that differ from the baseline in network, architecture and weighting alone: what is said of weightings is said of them.
  var plainArms: [Arm] { arms.filter(isPlain) }

  func isPlain(_ arm: Arm) -> Bool { arm.recipe == (baseline ?? arm).recipe }

  /// The arms that a claim is about: plain ones, and where none is, those that differ from the baseline in more.
  func subjects(of claim: Claim) -> [Arm] {
    let plain = plainArms.filter(claim.names)
    return plain.isEmpty ? arms.filter(claim.names) : plain
  }

  /// The metrics that any finished run reports for `task`, in the order recorded.
  func metrics(of task: String) -> [Metric] {
    for arm in allArms {
      if let run = arm.finishedRuns.first {
        let found = run.scores.filter { $0.task == task }.map(Metric.init)
        if !found.isEmpty { return found }
      }
    }
    return []
  }

  /// The arms that no other arm beats in both parameters and Δp; the baseline takes part at (1, 0).
  func front(_ cost: (Arm) -> Double?) -> [Arm] {
    struct Candidate {
      var arm: Arm?
      var x: Double
      var y: Double
    }
    var candidates = arms.compactMap { arm -> Candidate? in
      guard let x = cost(arm), let y = arm.deltaPMean else { return nil }
      return Candidate(arm: arm, x: x, y: y)
    }
    candidates.append(Candidate(arm: nil, x: 1, y: 0))
    return candidates.filter { one in
      !candidates.contains { other in
        other.x <= one.x && other.y >= one.y && (other.x < one.x || other.y > one.y)
      }
    }.compactMap(\.arm)
  }
}
