import Engine

/// Files that networks begin with are opened, and held against every network of a suite, before anything is trained.
enum WeightsCheck {
  /// Throws `DataError` where a file is absent, damaged, another than the suite says, or does not fit a network.
  /// - Returns: what a person should know, as sentences, each once.
  static func check(_ suite: Suite) throws -> [String] {
    var opened: [WeightsChoice: NetworkWeights] = [:]
    var remarks: [String] = []
    func check(
      _ recipe: Selections, _ network: Selections, _ architecture: any Architecture,
      _ weighting: any Weighting, _ tasks: [Selection<any LearningTask>]
    ) throws {
      guard let choice = recipe.weights else { return }
      let weights = try opened[choice] ?? choice.open()
      opened[choice] = weights
      let parts = network.parts(
        Problem(size: suite.dataset.item.size, tasks: tasks.map(\.item)))
      let found = try weights.check(parts, architecture: architecture, weighting: weighting)
      remarks += found.filter { !remarks.contains($0) }
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
    return remarks
  }
}
