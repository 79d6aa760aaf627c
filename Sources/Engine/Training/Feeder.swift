/// Puts training frames into a tape's inputs.
struct Feeder {
  private let batcher: Batcher
  private let random: RandomStream

  init(
    _ problem: Problem, _ samples: Samples, _ augmentation: any Augmentation, random: RandomStream
  ) {
    batcher = Batcher(
      samples, tasks: problem.tasks.map { ($0.name, $0.geometry) }, augmentation: augmentation)
    self.random = random.stream("augmentation")
  }

  func fill(_ recording: Recording, frames: ArraySlice<Int>, epoch: Int) {
    batcher.fill(
      indices: frames, into: recording.tape.data(recording.image),
      targets: recording.targets.map { recording.tape.data($0) },
      stream: random.stream("epoch \(epoch)"))
  }
}
