/// What the best answers score that do not look at the image: the majority class of the training labels, their median, their
/// median direction. A network that does no better has learned nothing.
/// - Parameter batch: frames that are scored at a time, as those of a network.
func constantScores(
  _ tasks: [any LearningTask], train: Samples, test: Samples, batch: Int
) throws -> [TaskScores] {
  try tasks.compactMap { task in
    let labels = try train.targets(of: task, atMost: mostPositions)
    guard let answer = task.bestConstant(labels) else { return nil }
    let scorer = task.scorer()
    let answers = zip(answer, task.outputs).map { value, channels in
      repeated(value, batch * (task.reads == .map ? test.size.height * test.size.width : 1))
    }
    try test.forEachTargets(of: task, batch: batch) { frames, targets in
      scorer.add(
        AnsweredFrames(
          frames: frames, size: test.size, answer: answers.map { UnsafePointer($0.data) },
          targets: targets.map { UnsafePointer($0.data) }))
    }
    // Nothing where no test frame has a label.
    let values = scorer.values
    return values.isEmpty ? nil : TaskScores(task: task.name, values: values)
  }
}

/// Labels that a constant is found from: every one of most data sets of faces, and of maps enough that another choice of them
/// changes no digit that is shown.
private let mostPositions = 1 << 18

private func repeated(_ value: [Float], _ times: Int) -> Tensor {
  let tensor = Tensor([times * value.count])
  for place in 0..<times {
    (tensor.data + place * value.count).update(from: value, count: value.count)
  }
  return tensor
}
