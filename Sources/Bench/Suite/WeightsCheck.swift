import Engine

/// Files that networks begin with are opened, and held against every network of a suite, before anything is trained.
final class WeightsCheck {
  private var opened: [WeightsChoice: NetworkWeights] = [:]
  /// Names of the tensors whose values were looked through.
  private var checked: [WeightsChoice: Set<String>] = [:]
  private(set) var remarks: [String] = []
  /// Whether a file is there, and the one that is meant.
  private var isThere: [WeightsChoice: Bool] = [:]
  private let readsValues: Bool

  /// - Parameter readsValues: whether values are looked through, beside names, types and shapes.
  init(readsValues: Bool) { self.readsValues = readsValues }

  /// Whether the file of a choice is there, and is the one that is meant.
  func has(_ choice: WeightsChoice) -> Bool {
    if let known = isThere[choice] { return known }
    let found = choice.path.flatMap { try? WeightsFile.digest(of: $0) }
    isThere[choice] = found == choice.digest
    return found == choice.digest
  }

  /// Throws `DataError` where a file is absent, damaged, another than the suite says, or does not fit a network.
  func check(
    _ choice: WeightsChoice, _ parts: NetworkParts, _ architecture: any Architecture,
    _ weighting: any Weighting
  ) throws {
    let weights = try opened[choice] ?? choice.open()
    opened[choice] = weights
    let found = try weights.check(
      parts, architecture: architecture, weighting: weighting, readsValues: readsValues,
      checked: &checked[choice, default: []])
    remarks += found.filter { !remarks.contains($0) }
  }
}

extension WeightsCheck {
  /// Throws as `check` does, for the first of the suite's networks that a file does not fit. Values were looked through when the suite
  /// was read.
  /// - Returns: what a person should know, as sentences, each once.
  static func check(_ suite: Suite) throws -> [String] {
    let all = WeightsCheck(readsValues: false)
    func check(
      _ recipe: Selections, _ network: Selections, _ architecture: any Architecture,
      _ weighting: any Weighting, _ tasks: [Selection<any LearningTask>]
    ) throws {
      guard let choice = recipe.weights else { return }
      let parts = network.parts(
        Problem(size: suite.dataset.item.size, tasks: tasks.map(\.item)))
      try all.check(choice, parts, architecture, weighting)
    }
    let (baseline, plain) = (NetworkSizes.baseline.item, NetworkSizes.unweighted.item)
    for network in suite.baselineNetworks {
      for task in suite.tasks { try check(suite.recipe, network, baseline, plain, [task]) }
    }
    for arm in suite.arms {
      let sets = arm.trainsOneTask ? suite.tasks.map { [$0] } : suite.combinations.filter(arm.isFor)
      for tasks in sets {
        try check(arm.recipe, arm.network, arm.architecture.item, arm.weighting.item, tasks)
      }
    }
    return all.remarks
  }
}

extension SuiteDraft {
  /// Tells of files that are damaged or do not fit a network, where the suite names them. One that is not there is no mistake of the
  /// suite's: whoever trains is told.
  func check(_ weights: WeightsCheck) {
    guard let size = dataset?.selection.item.size else { return }
    func check(
      _ recipe: Selections, _ network: Selections, _ architecture: any Architecture,
      _ tasks: [Selection<any LearningTask>], at place: SuiteNode?
    ) {
      guard recipe.isComplete([ChoiceKinds.start]), network.isComplete(ChoiceKinds.network),
        let place, let choice = recipe.weights, weights.has(choice)
      else { return }
      let parts = network.parts(Problem(size: size, tasks: tasks.map(\.item)))
      // What cannot be built is told elsewhere.
      guard (try? parts.check(architecture)) != nil else { return }
      do {
        try weights.check(choice, parts, architecture, NetworkSizes.unweighted.item)
      } catch {
        let key = WeightsStart.fileKey
        log.add(
          OptionError(key: place.members == nil ? "" : key, message: "\(error)"), ofChoice: place)
      }
    }
    let all = combinations.joined()
    for task in all {
      check(
        recipe, network, NetworkSizes.baseline.item, [task],
        at: value(ChoiceKinds.start.key.name))
    }
    for (arm, node) in arms {
      let sets = arm.trainsOneTask ? all.map { [$0] } : combinations.filter(arm.isFor)
      for tasks in sets {
        check(
          arm.recipe, arm.network, arm.architecture.item, tasks,
          at: said(ChoiceKinds.start.key.name, of: node))
      }
    }
  }
}
