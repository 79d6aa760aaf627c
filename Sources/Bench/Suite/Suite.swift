import Engine
import Foundation
import Records

/// A sweep, read from its file for one profile and checked: everything named exists and fits together.
struct Suite: Sendable {
  /// The folder's name.
  var name: String
  var file: URL
  var profile: Profile
  var title: String
  var question: String
  /// What all cells have in common: data set, optimizer and the like.
  var choices: Selections
  /// Where the data set's files lie, by the option that says so; not part of the choice.
  var dataLocations: [String: OptionValue]
  /// The task sets that are trained together.
  var combinations: [[Selection<any LearningTask>]]
  /// What makes the networks, where a block of arms does not say otherwise.
  var network: Selections
  /// What else an arm may choose otherwise.
  var recipe: Selections
  var arms: [SuiteArm]
  /// The learning rates that the suite tunes over, where no block of arms says otherwise; empty where it does not.
  var rates: [Double] = []
  var epochs: Int
  var batch: Int
  var numerics: Numerics
  var seeds: [Int]
  /// Frames whose predictions are kept, for the first seed.
  var pictures: Int
  /// Seconds that one cell may take.
  var timeLimit: Double?
  /// Percent.
  var margin: Double
  var taskMargin: Double
  var minimumSaving: Double
  var claims: [Claim]
  /// What arms are trained once more with.
  var robustness: [LossScaling] = []
  /// Steps between measurements of the task gradients where the weighting needs losses only; 0 for none.
  var diagnosticsEvery = 0
  /// What its cells are trained under, each compared for itself; one without a name where the suite does not list any.
  var conditions = [Condition()]
  /// How many training frames tasks are to have under any of them.
  var frameLimits: [FrameLimit] = []

  /// Every task that is in any combination, in the order of the suite.
  var tasks: [Selection<any LearningTask>] {
    var seen = Set<String>()
    return combinations.joined().filter { seen.insert($0.choice.name).inserted }
  }
}

extension Suite {
  /// What the single-task networks are made of that arms are compared with: what the suite's are, and those of every arm that
  /// trains several tasks together.
  var baselineNetworks: [Selections] {
    var seen: Set<[Cell.Kind: Choice]> = []
    return ([network] + arms.filter { !$0.trainsOneTask }.map(\.network))
      .filter { seen.insert($0.all).inserted }
  }

  /// Whether any arm is chosen from candidates.
  var isTuned: Bool { !rates.isEmpty || arms.contains(where: \.isTuned) }

  /// The single-task networks may have every learning rate that any arm may have: they are tuned at least as well.
  var baselineRates: [Double] {
    let own: [Double] = arms.contains { $0.rates.isEmpty } ? [optimizer.item.rate] : []
    let tuned = rates + arms.flatMap(\.rates)
    var seen = Set<Double>()
    return tuned.isEmpty ? [] : (tuned + own).filter { seen.insert($0).inserted }
  }
}

extension Suite {
  /// How many cells the plan may have, counted without making any. Arms that are listed twice count
  /// twice.
  var mostCells: Int {
    func runs(_ candidates: Int) -> Int { candidates + seeds.count - 1 }
    let baseline = baselineNetworks.count * tasks.count * runs(max(1, baselineRates.count))
    let once = arms.reduce(baseline) { sum, arm in
      let sets = combinations.filter(arm.isFor)
      let candidates = max(1, arm.schemes.count) * max(1, arm.rates.count)
      let scaled = robustness.filter { $0.covers(arm) }.map { scaling in
        sets.count { $0.contains { $0.choice.name == scaling.task } } * seeds.count
      }
      let networks = arm.trainsOneTask ? tasks.count : sets.count
      return sum + networks * runs(candidates) + scaled.reduce(0, +)
    }
    return once * conditions.count
  }
}

/// How much of a suite is run.
enum Profile: String, CaseIterable, Sendable {
  case smoke, standard, full

  /// As it is written behind a command; nothing for the one that is taken anyway.
  var option: String { self == .standard ? "" : " --profile \(rawValue)" }
}

/// One architecture with one weighting. Where the architecture trains a network for each task there is nothing to weigh.
struct SuiteArm: Sendable {
  var architecture: Selection<any Architecture>
  /// Where it is chosen from `schemes`, as the arm is called: a chosen option has the word `tuned` for its value.
  var weighting: Selection<any Weighting>
  /// What makes the network.
  var network: Selections
  /// In what else it may differ from the arms that it is compared with.
  var recipe: Selections
  /// What the weighting is chosen from; empty where there is nothing to choose.
  var schemes: [Selection<any Weighting>] = []
  /// What the learning rate is chosen from; empty where it is the optimizer's own.
  var rates: [Double] = []
  /// The number of tasks that it is for, as weights are; nil for any.
  var taskCount: Int?
  /// The sets of tasks that it is for, by their names; nil for all of the suite's.
  var taskSets: Set<Set<String>>?
  /// Whether it is a point of a sweep of weights.
  var isPoint = false

  /// What distinguishes arms of one suite.
  struct Key: Hashable {
    var architecture: Choice
    var weighting: Choice
    var network: [Cell.Kind: Choice]
    var recipe: [Cell.Kind: Choice]
  }

  var key: Key {
    Key(
      architecture: architecture.choice, weighting: weighting.choice, network: network.all,
      recipe: recipe.all)
  }

  var trainsOneTask: Bool { architecture.item.trainsOneTask }
  var isTuned: Bool { !schemes.isEmpty || !rates.isEmpty }

  func isFor(_ tasks: [Selection<any LearningTask>]) -> Bool {
    (taskCount == nil || taskCount == tasks.count)
      && (taskSets?.contains(Set(tasks.map(\.choice.name))) ?? true)
  }

  func sharesTaskSets(with other: SuiteArm) -> Bool {
    if let own = taskSets, let its = other.taskSets, own.isDisjoint(with: its) { return false }
    return taskCount == nil || other.taskCount == nil || taskCount == other.taskCount
  }

  /// Whether a claim about this weighting is about this arm: it need not know what is tuned.
  func isCalled(_ weighting: Choice) -> Bool {
    let known = self.weighting.choice
    let tuned = known.options.filter { $0.value == .text("tuned") }
    return known.name == weighting.name
      && weighting.options.merging(tuned) { _, tuned in tuned } == known.options
  }
}

/// What a suite need not say.
enum SuiteStandards {
  static let baseline = "single"
  /// The weighting of networks that have one task, and of suites that name none.
  static let weighting = "equal"
  static let numerics = Numerics.fast
  static let seeds = 3
  static let pictures = 0
  static let margin = 2.0
  static let taskMargin = 5.0
  static let minimumSaving = 30.0
}
