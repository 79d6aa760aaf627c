import Engine
import Records

/// A plan with the exact size of every network in it.
struct SizedPlan: Sendable {
  /// A row with its networks: one, or one for each task.
  struct Row: Sendable {
    let row: Plan.Row
    let networks: [NetworkAccount]
    /// The single-task networks of the same tasks, on the suite's backbone.
    let singleTask: [NetworkAccount]

    var parameters: Int { networks.map(\.parameters).reduce(0, +) }
    var macs: Int { networks.map(\.macs).reduce(0, +) }
    var ratio: Double { Double(parameters) / Double(singleTask.map(\.parameters).reduce(0, +)) }
    var macRatio: Double { Double(macs) / Double(singleTask.map(\.macs).reduce(0, +)) }
  }

  let plan: Plan
  let rows: [Row]
  /// Multiply–accumulates of one forward pass of one frame, by cell id.
  private let macs: [String: Int]

  init(_ plan: Plan) {
    self.plan = plan
    let suite = plan.suite
    var macs: [String: Int] = [:]
    rows = plan.rows.map { row in
      let problem = Problem(size: suite.dataset.item.size, tasks: row.tasks.map(\.item))
      let own = NetworkSizes(problem: problem, backbone: row.arm.backbone.item)
      let networks =
        row.arm.trainsOneTask
        ? own.perTask(row.arm.architecture.item)
        : [own.network(row.arm.architecture.item, row.arm.weighting.item)]
      for cell in row.cells {
        let index =
          row.arm.trainsOneTask ? row.tasks.firstIndex { $0.choice == cell.tasks[0] }! : 0
        macs[cell.id] = networks[index].macs
      }
      let single = NetworkSizes(problem: problem, backbone: suite.backbone.item).singleTask
      return Row(row: row, networks: networks, singleTask: single)
    }
    self.macs = macs
  }

  func macs(of cell: Cell) -> Int { macs[cell.id] ?? 0 }
}
