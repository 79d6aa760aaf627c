/// Which labels of the training split a run may see: the missing labels of practice, as an axis of experiments. Validation and
/// test splits keep all of theirs.
public struct TrainingLabels: Sendable, Hashable {
  /// By task, the fraction of its labelled training frames that keep the label; the frames themselves stay. Tasks lose labels
  /// independently of one another.
  public var fractions: [String: Double]
  /// By task, how many training frames it has: a network that learns such tasks alone trains on no others. Tasks with the same
  /// number have the same frames, where all of them are labelled.
  public var frames: [String: Int]

  public init(fractions: [String: Double] = [:], frames: [String: Int] = [:]) {
    for (task, fraction) in fractions {
      precondition(fraction > 0 && fraction <= 1, "a fraction \(fraction) of the labels of \(task)")
    }
    for (task, count) in frames { precondition(count > 0, "\(count) frames of \(task)") }
    self.fractions = fractions
    self.frames = frames
  }

  /// What a network of these tasks trains on. A fraction is of what the number of frames leaves. At least one label stays.
  /// Throws `DataError` where a task has fewer labelled frames than it is to have, or a frame cannot be read.
  /// - Parameter random: the run's own; frames are chosen by name, so that smaller choices lie inside larger ones.
  func applied(to all: Samples, _ tasks: [any LearningTask], _ random: RandomStream) throws
    -> Samples
  {
    let limited = tasks.filter { fractions[$0.name] != nil || frames[$0.name] != nil }
    guard !limited.isEmpty else { return all }
    var kept: [String: Set<Int>] = [:]
    var seen = Set<Int>()
    func some(_ count: Int, of frames: [Int], _ stream: RandomStream) -> [Int] {
      Array(stream.ranked(frames) { all.ids[$0] }.prefix(count))
    }
    for task in limited {
      var chosen = try all.indices(labelled: task)
      if let count = frames[task.name] {
        try Self.check(chosen.count, count, task)
        chosen = some(count, of: chosen, random.stream("frames"))
        seen.formUnion(chosen)
      }
      if let fraction = fractions[task.name] {
        chosen = some(
          Self.kept(fraction, of: chosen.count), of: chosen, random.stream("labels of \(task.name)")
        )
      }
      kept[task.name] = Set(chosen)
    }
    let takesAll = tasks.contains { frames[$0.name] == nil }
    return all.limited(to: takesAll ? Array(0..<all.count) : seen.sorted(), labels: kept)
  }

  /// How many labels a fraction leaves.
  public static func kept(_ fraction: Double, of labels: Int) -> Int {
    max(1, Int((fraction * Double(labels)).rounded()))
  }

  private static func check(_ found: Int, _ count: Int, _ task: any LearningTask) throws {
    guard found < count else { return }
    throw DataError(
      "train.\(task.name): found \(count), but \(found) training frames have a label of it, "
        + "expected at most as many")
  }
}

extension Samples {
  /// Some of the frames; a task that is named keeps the labels of these alone.
  fileprivate func limited(to frames: [Int], labels kept: [String: Set<Int>]) -> Samples {
    Samples(
      ids: frames.map { ids[$0] }, size: size, labels: labels,
      source: ChosenFrames(source: source, frames: frames, kept: kept))
  }
}

private struct ChosenFrames: FrameSource {
  let source: any FrameSource
  let frames: [Int]
  /// By task, the frames of the source whose label may be seen; a task that is not named keeps all.
  let kept: [String: Set<Int>]

  func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    try source.copyImage(of: frames[frame], to: target)
  }

  func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>) throws
    -> Int?
  {
    let frame = frames[frame]
    if let kept = kept[task], !kept.contains(frame) { return nil }
    return try source.copyLabel(of: task, frame, to: target)
  }
}
