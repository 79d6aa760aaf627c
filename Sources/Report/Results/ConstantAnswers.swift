import Records

/// What the best answers score that do not look at the image: a network must do better than these to have learned anything.
struct ConstantAnswers: Sendable {
  /// Of every finished run that was measured beside one: they depend on the training labels, which the seed may choose.
  private let scores: [Metric: [Double]]

  init(_ comparison: Comparison) {
    let runs = comparison.allArms.flatMap(\.finishedRuns)
    scores = Dictionary(grouping: runs.flatMap(\.constants), by: Metric.init)
      .mapValues { $0.map(\.value) }
  }

  /// None where the task has no such answer.
  func values(of metric: Metric) -> [Double] { scores[metric] ?? [] }

  /// An arm whose mean over seeds is worse than the constant answer's, or no better.
  struct Failing: Sendable {
    let arm: Arm
    let metric: Metric
    let value: Double
    let constant: Double
  }

  /// The first counted metric of each task decides.
  func failing(_ comparison: Comparison) -> [Failing] {
    comparison.taskNames.flatMap { task -> [Failing] in
      guard let metric = comparison.metrics(of: task).first(where: \.counts),
        case let constants = values(of: metric), !constants.isEmpty
      else { return [] }
      let constant = Moments.mean(constants)
      return comparison.allArms.compactMap { arm in
        let values = arm.values(of: metric)
        guard !values.isEmpty else { return nil }
        let value = Moments.mean(values)
        let isBetter = metric.higherIsBetter ? value > constant : value < constant
        return isBetter ? nil : Failing(arm: arm, metric: metric, value: value, constant: constant)
      }
    }
  }
}
