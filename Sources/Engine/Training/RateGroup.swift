/// A range of the flat parameter vector with what its learning rate is multiplied by.
struct RateGroup: Hashable {
  let range: Range<Int>
  let factor: Double

  /// Ranges that cover all parameters. A task's factor is for the parameters that only this task depends on: its head, and all of
  /// a network of its own. What tasks share has the plain rate, and so have a weighting's learned parameters. A trunk that was trained
  /// before, or taken of a file, has a factor of its own besides.
  /// - Parameter tape: asked where there are factors of tasks.
  static func all(
    _ network: BuiltNetwork, factors: [String: Double], start: ExperimentStart = .scratch,
    tape: () -> Tape
  ) -> [RateGroup] {
    let extent = network.layout.extent
    let (trunk, trunkFactor) = trunk(of: network, start)
    guard !factors.isEmpty || !trunk.isEmpty else {
      return [RateGroup(range: 0..<extent, factor: 1)]
    }
    let tape = factors.isEmpty ? nil : tape()
    let tasks = network.problem.tasks
    let ordered = network.layout.parameters.sorted { $0.offset < $1.offset }
    var groups: [RateGroup] = []
    for (index, parameter) in ordered.enumerated() {
      let mask = tape?.parameterTasks[parameter.index] ?? 0
      let own = mask.nonzeroBitCount == 1 ? factors[tasks[mask.trailingZeroBitCount].name] ?? 1 : 1
      let factor = trunk.contains(parameter.index) ? own * trunkFactor : own
      let end = index + 1 < ordered.count ? ordered[index + 1].offset : extent
      if let last = groups.last, last.factor == factor {
        groups[groups.count - 1] = RateGroup(range: last.range.lowerBound..<end, factor: factor)
      } else {
        groups.append(RateGroup(range: (groups.last?.range.upperBound ?? 0)..<end, factor: factor))
      }
    }
    return groups
  }

  /// The parameters whose rate is another because they were trained before.
  private static func trunk(
    of network: BuiltNetwork, _ start: ExperimentStart
  ) -> (parameters: Set<Int>, factor: Double) {
    switch start {
    case .scratch: return ([], 1)
    case .trunk(let before, let factor):
      guard factor != 1 else { return ([], 1) }
      let common = CommonTrunk(network.layout, before.network().layout)
      return (Set(common.parameters.map(\.own)), factor)
    case .weights(let weights, let factor):
      guard factor != 1 else { return ([], 1) }
      guard let taken = try? TakenWeights(weights, network.layout, network.backbone) else {
        preconditionFailure("weights that do not fit the network: Trainer.init comes first")
      }
      let places = taken.tensors.compactMap { own, _ -> Int? in
        if case .parameter(let index) = own.place { index } else { nil }
      }
      return (Set(places), factor)
    }
  }
}
