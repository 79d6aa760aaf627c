/// Trimmed mean (Yin, Chen, Kannan and Bartlett, ICML 2018), from learning with faulty workers: in every
/// component the `trimmed` largest and smallest of the tasks' gradients are left out and the others
/// averaged; with fewer than 2 `trimmed` + 1 tasks as many as leave one or two. Task-specific layers take
/// their own gradients unweighted; mean scale. As many backward passes through what is shared as there are
/// tasks.
/// Absent task: weight 0; what is trimmed and averaged is of the others.
public struct TrimmedMean: RowWeighting {
  public static let name = "trimmed-mean"
  public static let summary =
    "The mean of the gradients without each component's extremes (Yin et al. 2018)"

  private let trimmed: Int

  public init(_ options: inout Options) throws {
    trimmed = try options.take(
      "trimmed", default: 1, in: 0...1000, "gradients left out at either end")
  }

  public var needs: Needs { .rows(.parameters) }

  public func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows
  ) -> Combination {
    let tasks = rows.count
    let ends = min(trimmed, (tasks - 1) / 2)
    let chunk = 1024
    withUnsafeTemporaryAllocation(of: Float.self, capacity: tasks * chunk) { scratch in
      var ranks = GradientRows(count: tasks, width: chunk, scratch.baseAddress!)
      for start in stride(from: 0, to: rows.width, by: chunk) {
        let count = min(chunk, rows.width - start)
        rank(rows, from: start, into: &ranks, count)
        for task in 0..<tasks {
          clear(
            rows.writable(task) + start, ranks[task], from: ends, through: tasks - 1 - ends, count)
        }
      }
    }
    let share = 1 / Double(tasks - 2 * ends)
    return Combination(
      shared: Array(repeating: share, count: tasks), specific: Array(repeating: 1, count: tasks))
  }

  /// How many tasks' values each is above; of equal ones the later is.
  private func rank(
    _ rows: GradientRows, from start: Int, into ranks: inout GradientRows, _ count: Int
  ) {
    for task in 0..<rows.count {
      ranks.writable(task).update(repeating: 0, count: count)
      for other in 0..<task {
        let (a, b) = (rows[other] + start, rows[task] + start)
        let (below, above) = (ranks.writable(other), ranks.writable(task))
        for i in 0..<count {
          let isAbove: Float = b[i] >= a[i] ? 1 : 0
          above[i] += isAbove
          below[i] += 1 - isAbove
        }
      }
    }
  }

  /// Sets to zero what is not ranked within the bounds.
  private func clear(
    _ values: UnsafeMutablePointer<Float>, _ ranks: UnsafePointer<Float>, from low: Int,
    through high: Int, _ count: Int
  ) {
    let (low, high) = (Float(low), Float(high))
    for i in 0..<count where ranks[i] < low || ranks[i] > high { values[i] = 0 }
  }
}
