/// What the best answers score that do not look at the image: the majority class of the training labels, their median. A network
/// that does no better has learned nothing. Of tasks with an answer for the image as a whole; maps have none.
func constantScores(_ tasks: [any LearningTask], train: Samples, test: Samples) throws
  -> [TaskScores]
{
  try tasks.compactMap { task in
    guard task.reads == .pooled,
      let answer = task.bestConstant(try train.targets(of: task))
    else { return nil }
    let truth = try test.targets(of: task)
    let frames = truth[0].count / task.slotCounts(on: test.size)[0]
    guard frames > 0 else { return nil }
    let answers = answer.map { value in
      tensor((0..<frames).flatMap { _ in value })
    }
    let targets = truth.map(tensor)
    let scorer = task.scorer()
    // The pointers do not keep the tensors.
    withExtendedLifetime((answers, targets)) {
      scorer.add(
        AnsweredFrames(
          frames: frames, size: test.size, answer: answers.map { UnsafePointer($0.data) },
          targets: targets.map { UnsafePointer($0.data) }))
    }
    return TaskScores(task: task.name, values: scorer.values)
  }
}

private func tensor(_ values: [Float]) -> Tensor {
  let tensor = Tensor([values.count])
  tensor.data.update(from: values, count: values.count)
  return tensor
}
