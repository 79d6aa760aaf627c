import Engine
import Records

/// A plan with the exact size of every network in it.
struct SizedPlan: Sendable {
  /// A row with its networks: one, or one for each task.
  struct Row: Sendable {
    let row: Plan.Row
    let networks: [NetworkAccount]
    /// The single-task networks of the same tasks, of the same backbone and decoder.
    let singleTask: [NetworkAccount]

    var parameters: Int { networks.map(\.parameters).reduce(0, +) }
    var macs: Int { networks.map(\.macs).reduce(0, +) }
    var ratio: Double { Double(parameters) / Double(singleTask.map(\.parameters).reduce(0, +)) }
    /// Of one single-task network on the average: near those of a trunk or a teacher that is trained before.
    var trunkMACs: Double {
      Double(singleTask.map(\.macs).reduce(0, +)) / Double(max(1, singleTask.count))
    }
    var macRatio: Double { Double(macs) / Double(singleTask.map(\.macs).reduce(0, +)) }

    /// Multiply–accumulates of one forward pass of one frame of one of the row's cells.
    func macs(of cell: Cell) -> Int {
      guard row.arm.trainsOneTask else { return networks[0].macs }
      return networks[row.tasks.firstIndex { $0.choice == cell.tasks[0] }!].macs
    }
  }

  let plan: Plan
  let rows: [Row]

  init(_ plan: Plan) {
    self.plan = plan
    var counted = CountedNetworks(size: plan.suite.dataset.item.size)
    rows = plan.rows.map { row in
      let (arm, tasks) = (row.arm, row.tasks)
      let networks =
        arm.trainsOneTask
        ? tasks.map { counted.account([$0], arm.network, arm.architecture, nil) }
        : [counted.account(tasks, arm.network, arm.architecture, arm.weighting)]
      let single = tasks.map {
        counted.account([$0], arm.network, NetworkSizes.baseline, nil)
      }
      return Row(row: row, networks: networks, singleTask: single)
    }
  }
}

/// Sizes of networks, each counted once: rows that differ in their weighting have the same network, and all rows the same
/// single-task networks.
private struct CountedNetworks {
  let size: ImageSize
  private var known: [Key: NetworkAccount] = [:]

  private struct Key: Hashable {
    var tasks: [Choice]
    var network: [Cell.Kind: Choice]
    var architecture: Choice
    /// Parameters that the weighting learns: all that it adds to the network.
    var learned: Int
  }

  init(size: ImageSize) { self.size = size }

  /// - Parameter weighting: nil for a network of one task.
  mutating func account(
    _ tasks: [Selection<any LearningTask>], _ network: Selections,
    _ architecture: Selection<any Architecture>, _ weighting: Selection<any Weighting>?
  ) -> NetworkAccount {
    let scheme = (weighting ?? NetworkSizes.unweighted).item
    let key = Key(
      tasks: tasks.map(\.choice), network: network.all, architecture: architecture.choice,
      learned: scheme.learnedParameters(tasks: tasks.count).count)
    if let account = known[key] { return account }
    let account = NetworkSizes(
      parts: network.parts(Problem(size: size, tasks: tasks.map(\.item)))
    ).network(architecture.item, scheme)
    known[key] = account
    return account
  }
}
