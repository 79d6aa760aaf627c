/// Means over the steps of one epoch. A task counts in the steps that have labels of it, its loss as often as there are.
struct EpochTally {
  private var losses: [Mean]
  private var weights: [Mean]
  private var cosines: [Mean]
  private var norms: [Mean]
  private var update = Mean()

  init(tasks: Int) {
    losses = Array(repeating: Mean(), count: tasks)
    weights = losses
    norms = losses
    cosines = Array(repeating: Mean(), count: tasks * (tasks - 1) / 2)
  }

  mutating func add(_ outcome: Stepper.Outcome) {
    for task in losses.indices where outcome.labelled[task] > 0 {
      losses[task].add(outcome.losses[task], weight: Double(outcome.labelled[task]))
    }
    for task in outcome.present { weights[task].add(outcome.weights[task]) }
    if let norm = outcome.updateNorm { update.add(norm) }
    guard !outcome.gramian.isEmpty else { return }
    var pair = 0
    for i in losses.indices {
      let isPresent = outcome.present.contains(i)
      if isPresent { norms[i].add(outcome.gramian[i][i].squareRoot()) }
      for j in losses.indices where j > i {
        let norms = (outcome.gramian[i][i] * outcome.gramian[j][j]).squareRoot()
        if norms > 0, isPresent, outcome.present.contains(j) {
          cosines[pair].add(outcome.gramian[i][j] / norms)
        }
        pair += 1
      }
    }
  }

  /// Over the labelled positions of the epoch; nil for a task that has none.
  var meanLosses: [Double?] { losses.map(\.value) }
  var meanWeights: [Double] { weights.map { $0.value ?? 0 } }
  /// Empty where any task's was not measured; likewise the cosines.
  var meanGradientNorms: [Double] { Self.complete(norms) }
  var meanCosines: [Double] { Self.complete(cosines) }
  var meanUpdateNorm: Double? { update.value }

  private static func complete(_ means: [Mean]) -> [Double] {
    let known = means.compactMap(\.value)
    return known.count == means.count ? known : []
  }
}
