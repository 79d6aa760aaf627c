import Engine
import Records

/// What a condition does to the networks of a suite, in numbers of frames and labels where those are known: of drawn data, which have
/// every label. Conditions that are spelled differently may do the same.
struct ConditionEffect: Equatable {
  /// By task, how many training frames it has; tasks that have all are not named.
  private(set) var frames: [String: Int]
  /// By task, how many of these have the label; tasks all of whose frames have it are not named.
  private(set) var labels: [String: Int] = [:]
  /// What it says beside that: all of it where numbers are not known.
  private var rest: Condition

  /// - Parameters:
  ///   - tasks: of the suite.
  ///   - available: training frames of which each has a label of every task; nil where nobody knows.
  init(_ condition: Condition, _ tasks: [Choice], available: Int?) {
    rest = condition.of(tasks)
    frames = rest.trainFrames
    // Of more frames than there are nothing is known: that is told for itself.
    guard let available, Self.fits(condition, available) else { return }
    frames = frames.filter { $0.value < available }
    for (task, fraction) in rest.labelFractions {
      let all = frames[task] ?? available
      let kept = TrainingLabels.kept(fraction, of: all)
      if kept < all { labels[task] = kept }
    }
    (rest.trainFrames, rest.labelFractions) = ([:], [:])
  }

  /// Whether there are as many training frames as the tasks are to have.
  static func fits(_ condition: Condition, _ available: Int) -> Bool {
    condition.trainFrames.values.allSatisfy { $0 <= available }
  }

  /// Whether a teacher of the task would find an image without a label in a network of these tasks: where its labels are fewer
  /// than the images that the network is shown.
  func teaches(_ task: String, in tasks: [String], available: Int) -> Bool {
    let shown = tasks.map { frames[$0] ?? available }.max() ?? available
    return (labels[task] ?? frames[task] ?? available) < shown
  }
}
