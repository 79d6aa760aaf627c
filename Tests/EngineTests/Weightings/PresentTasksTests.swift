import Testing

@testable import Engine

/// A task without a label in a step is left out of the step, by every scheme.
@Suite struct PresentTasksTests {
  private static let width = 24

  /// Numbers of one step for four tasks, and a scheme's memory over all steps.
  private struct Steps {
    let tasks: [Int]
    var scheme: any Weighting
    let memory: RowStore
    private(set) var last: Combination?

    /// - Parameter tasks: those of the four that there are.
    init(_ name: String, _ options: [String: OptionValue] = [:], tasks: [Int]) throws {
      self.tasks = tasks
      scheme = try weightings.make(name, options).item
      memory = RowStore(
        count: scheme.memoryRows(tasks: tasks.count), width: PresentTasksTests.width)
    }

    private func numbers(_ step: Int, _ task: Int, _ purpose: String, _ count: Int) -> [Double] {
      var random = RandomStream(seed: step, "\(purpose) \(task)")
      return (0..<count).map { _ in random.normal() }
    }

    /// - Parameter present: the tasks with labels. The others read what a batch without labels gives: zeros.
    mutating func take(_ step: Int, present: [Int]) -> Combination {
      func isPresent(_ task: Int) -> Bool { present.contains(task) }
      let losses = tasks.map { isPresent($0) ? 0.5 + abs(numbers(step, $0, "loss", 1)[0]) : 0 }
      let rows = RowStore(
        tasks.map { task in
          isPresent(task)
            ? numbers(step, task, "gradient", PresentTasksTests.width)
            : Array(repeating: 0, count: PresentTasksTests.width)
        })
      let features = RowStore([numbers(step, 9, "features", PresentTasksTests.width)])
      let epoch = step / 2
      let bilevel: (any BilevelProblem)? =
        scheme.needs == .bilevel
        ? HalfAsHeldOut(training: rows, held: tasks.map { isPresent($0) ? $0 : -1 }, step) : nil
      let places = tasks.indices.filter { isPresent(tasks[$0]) }
      var (given, kept) = (rows.rows, memory.rows)
      let found = scheme.combine(
        Evidence(
          epoch: epoch, step: step, epochs: 10, losses: losses,
          history: (0..<epoch).map { epoch in
            tasks.map { 1 + abs(numbers(epoch, $0, "history", 1)[0]) }
          },
          learned: scheme.learnedParameters(tasks: tasks.count).indices.map {
            0.1 * Double(tasks[$0])
          }, gramian: rows.rows.gramian(), features: features.rows,
          featureBlocks: [FeatureBlock(offset: 0, frames: 2, size: PresentTasksTests.width / 2)],
          bilevel: bilevel, random: RandomStream(seed: step, "present")),
        rows: &given, memory: &kept, present: places)
      if scheme.looksBack {
        scheme.observe(
          before: losses,
          after: tasks.map { isPresent($0) ? 0.5 + abs(numbers(step, $0, "after", 1)[0]) : 0 },
          present: places)
      }
      return found
    }
  }

  /// Held-out rows and losses that depend on the task's own name alone.
  private final class HalfAsHeldOut: BilevelProblem {
    let rate = 0.1
    private let losses: [Double]
    private let held: RowStore
    private let training: RowStore
    var trainingRows: GradientRows { training.rows }

    init(training: RowStore, held tasks: [Int], _ step: Int) {
      self.training = training
      losses = tasks.map { $0 < 0 ? 0 : 1 + Double($0) }
      held = RowStore(
        tasks.map { task in
          var random = RandomStream(seed: step, "held \(task)")
          return (0..<PresentTasksTests.width).map { _ in task < 0 ? 0 : random.normal() }
        })
    }

    func descend(weights: [Double], rate: Double, steps: Int) -> [Double] {
      weights.indices.map { losses[$0] / (1 + rate * weights[$0]) }
    }
    func heldOut() -> (losses: [Double], rows: GradientRows) { (losses, held.rows) }
    func restore() {}
  }

  /// The coefficients of some of the tasks.
  private func expect(
    _ found: Combination, _ expected: Combination, at places: [Int], _ comment: Comment
  ) {
    // Shares among the tasks of a step are divided by their sum, which rounds.
    func isAlike(_ all: [Double], _ expected: [Double]) -> Bool {
      if all.isEmpty || expected.isEmpty { return all.isEmpty == expected.isEmpty }
      return deviation(places.map { all[$0] }, expected) < 1e-12
    }
    #expect(isAlike(found.shared, expected.shared), comment)
    #expect(isAlike(found.specific, expected.specific), comment)
    #expect(isAlike(found.learned, expected.learned), comment)
    #expect(isAlike(found.heldOut, expected.heldOut), comment)
  }

  /// Options that have a number for each task would say something else of fewer tasks.
  private static func options(_ scheme: String, _ tasks: [Int]) -> [String: OptionValue] {
    let numbers = OptionValue.list(tasks.map { .number(0.25 * Double($0 + 1)) })
    return switch scheme {
    case "static": ["weights": numbers]
    case "famo": ["bounds": .list(tasks.map { .number(0.01 * Double($0)) })]
    case "pbi", "cosmos": ["preference": numbers]
    default: [:]
    }
  }

  /// A task that never has a label changes nothing for the others: they get what a scheme of them alone gives, which keeps
  /// the same of them. Of the task itself nothing is kept but what a scheme begins with.
  @Test(arguments: weightings.names) func anAbsentTaskIsNotThere(_ scheme: String) throws {
    let others = [0, 1, 3]
    var all = try Steps(scheme, Self.options(scheme, [0, 1, 2, 3]), tasks: [0, 1, 2, 3])
    var part = try Steps(scheme, Self.options(scheme, others), tasks: others)
    for step in 0..<12 {
      let found = all.take(step, present: others)
      let expected = part.take(step, present: others)
      expect(found, expected, at: others, "step \(step)")
      for values in [found.shared, found.specific, found.learned, found.heldOut]
      where !values.isEmpty {
        #expect(values[2] == 0 && values.count == 4)
      }
      let kept = all.scheme.restricted(to: others, of: 4).state
      #expect(isAlikeState(kept, part.scheme.state), "step \(step): \(kept), \(part.scheme.state)")
      if !part.memory.values.isEmpty {
        #expect(others.map { all.memory.values[$0] } == part.memory.values)
        #expect(all.memory.values[2].allSatisfy { $0 == 0 })
      }
    }
  }

  /// A step without any label is as if it had not been.
  @Test(arguments: weightings.names) func aStepWithoutLabelsLeavesNoTrace(_ scheme: String) throws {
    let tasks = [0, 1, 2]
    var steps = try Steps(scheme, tasks: tasks)
    for step in 0..<3 { _ = steps.take(step, present: tasks) }
    let before = steps.scheme.state
    let found = steps.take(3, present: [])
    #expect(steps.scheme.state == before)
    #expect((found.shared + found.specific + found.learned + found.heldOut).allSatisfy { $0 == 0 })
  }

  /// Labels that come and go: every coefficient is a number, an absent task has none, and a scheme resumed from its state
  /// goes on alike.
  @Test(arguments: weightings.names) func labelsMayComeAndGo(_ scheme: String) throws {
    let tasks = [0, 1, 2, 3]
    let pattern = [[1, 2], [0, 1, 2, 3], [3], [0, 2], [], [0, 1, 2, 3], [0, 1], [2, 3], [1]]
    var steps = try Steps(scheme, tasks: tasks)
    for step in 0..<27 {
      let present = pattern[step % pattern.count]
      let state = steps.scheme.state
      var copy = try weightings.make(scheme).item
      copy.state = state
      #expect(zip(copy.state, state).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
      #expect(copy.state.count == state.count)
      let found = steps.take(step, present: present)
      #expect((found.shared + found.specific + found.learned).allSatisfy { $0.isFinite })
      for task in tasks where !present.contains(task) {
        #expect(found.shared[task] == 0 && found.specific[task] == 0)
      }
      // Weights of a size that losses near 1 ask for.
      #expect(found.shared.allSatisfy { abs($0) < 1e4 }, "\(scheme) step \(step): \(found.shared)")
    }
  }

  /// What shares 1 among the tasks goes on doing so.
  @Test(arguments: ["moco", "modo", "sdmgrad", "forum"]) func sharesStayShares(_ scheme: String)
    throws
  {
    var steps = try Steps(scheme, tasks: [0, 1, 2])
    for (step, present) in [[0, 1, 2], [0, 2], [1], [0, 1, 2], [1, 2]].enumerated() {
      let found = steps.take(step, present: present)
      if scheme != "forum" {
        #expect(abs(found.shared.reduce(0, +) - 1) < 1e-9, "step \(step): \(found.shared)")
      }
      let shares =
        scheme == "forum" ? Array(steps.scheme.state[1..<4]) : Array(steps.scheme.state.prefix(3))
      #expect(abs(shares.reduce(0, +) - 1) < 1e-9 && shares.allSatisfy { $0 >= 0 })
    }
  }
}
