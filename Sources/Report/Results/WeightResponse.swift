import Foundation
import Records

/// What a scheme's weights make of a factor on one task's loss. Both trainings begin with the same network and the same frames, so
/// that the first epoch's weights tell it with little noise.
enum WeightResponse {
  /// What counts as nothing: rounding alone moves the first epoch's weights by some hundredths.
  static let little = 0.1

  /// The exponent e with which the factor f reaches the task's share of the update: with w the weights of the first epoch, relative
  /// to the geometric mean of the other tasks', fᵉ = f w(with f) / w(without). 0 is a scheme that takes no notice, 1 one whose
  /// weights are as they were. Mean over the seeds that have both; nil where a weight is not positive, or only one task is trained.
  static func mean(_ plain: Arm, _ scaled: Arm) -> Double? {
    let values = scaled.runs.compactMap { run -> Double? in
      guard let other = plain.runs.first(where: { $0.seed == run.seed }) else { return nil }
      return response(other, run)
    }
    return values.isEmpty || values.count < scaled.finishedRuns.count ? nil : Moments.mean(values)
  }

  private static func response(_ plain: Run, _ scaled: Run) -> Double? {
    guard let cell = scaled.parts.first?.cell, let (task, factor) = cell.lossScales.first,
      cell.lossScales.count == 1, let place = cell.tasks.firstIndex(where: { $0.name == task }),
      let before = share(plain, place), let after = share(scaled, place)
    else { return nil }
    return (log(factor) + after - before) / log(factor)
  }

  /// Logarithm of the task's weight over the geometric mean of the others'.
  private static func share(_ run: Run, _ place: Int) -> Double? {
    guard let weights = run.parts.first?.finished?.epochs.first?.weights, weights.count > 1,
      weights.indices.contains(place), weights.allSatisfy({ $0 > 0 })
    else { return nil }
    let logs = weights.map { log($0) }
    let others = logs.reduce(0, +) - logs[place]
    return logs[place] - others / Double(logs.count - 1)
  }
}
