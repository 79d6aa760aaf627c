/// Puts training frames into a tape's inputs.
struct Feeder {
  private let problem: Problem
  private let samples: Samples
  private let augmentation: any Augmentation
  private let random: RandomStream

  init(
    _ problem: Problem, _ samples: Samples, _ augmentation: any Augmentation, random: RandomStream
  ) {
    self.problem = problem
    self.samples = samples
    self.augmentation = augmentation
    self.random = random
  }

  func fill(_ recording: Recording, frames: ArraySlice<Int>, epoch: Int) {
    let tape = recording.tape
    for (place, frame) in frames.enumerated() {
      let image = samples.images.count / samples.count
      (tape.data(recording.image) + place * image).update(
        from: samples.images.row(frame), count: image)
      for (task, target) in zip(problem.tasks, recording.targets) {
        let values = target.extent.count / recording.batch
        (tape.data(target) + place * values).update(
          from: samples.targets[task.name]!.row(frame), count: values)
      }
    }
  }
}
