/// A range of the flat parameter vector with what its learning rate is multiplied by.
struct RateGroup: Hashable {
  let range: Range<Int>
  let factor: Double

  /// Ranges that cover all parameters. A task's factor is for the parameters that only this task depends on: its head, and all of
  /// a network of its own. What tasks share has the plain rate, and so have a weighting's learned parameters.
  /// - Parameter tape: asked where there are factors.
  static func all(_ network: BuiltNetwork, factors: [String: Double], tape: () -> Tape)
    -> [RateGroup]
  {
    let extent = network.layout.extent
    guard !factors.isEmpty else { return [RateGroup(range: 0..<extent, factor: 1)] }
    let tape = tape()
    let tasks = network.problem.tasks
    let ordered = network.layout.parameters.sorted { $0.offset < $1.offset }
    var groups: [RateGroup] = []
    for (index, parameter) in ordered.enumerated() {
      let mask = tape.parameterTasks[parameter.index]
      let factor =
        mask.nonzeroBitCount == 1 ? factors[tasks[mask.trailingZeroBitCount].name] ?? 1 : 1
      let end = index + 1 < ordered.count ? ordered[index + 1].offset : extent
      if let last = groups.last, last.factor == factor {
        groups[groups.count - 1] = RateGroup(range: last.range.lowerBound..<end, factor: factor)
      } else {
        groups.append(RateGroup(range: (groups.last?.range.upperBound ?? 0)..<end, factor: factor))
      }
    }
    return groups
  }
}
