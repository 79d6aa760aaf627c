/// Labels of one task for frames that have none, by their places in a split: what a teacher says of them.
struct TaughtLabels: Sendable {
  let task: String
  let labels: [Int: FrameValues]
}

extension Samples {
  /// The same frames, with these labels where they are missing.
  func taught(_ taught: [TaughtLabels]) -> Samples {
    guard !taught.isEmpty else { return self }
    return Samples(
      ids: ids, size: size, labels: labels,
      source: TaughtFrames(
        source: source,
        taught: Dictionary(uniqueKeysWithValues: taught.map { ($0.task, $0.labels) })))
  }

  /// The frames in which no position has a label of the task. Throws `DataError`.
  func indices(withoutLabel task: any LearningTask) throws -> [Int] {
    let labelled = Set(try indices(labelled: task))
    return (0..<count).filter { !labelled.contains($0) }
  }
}

private struct TaughtFrames: FrameSource {
  let source: any FrameSource
  let taught: [String: [Int: FrameValues]]

  func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    try source.copyImage(of: frame, to: target)
  }

  func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>) throws
    -> Int?
  {
    guard let values = taught[task]?[frame] else {
      return try source.copyLabel(of: task, frame, to: target)
    }
    values.copy(to: target)
    return values.count
  }
}
