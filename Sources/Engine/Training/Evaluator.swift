/// Runs a network over a split without changing it.
final class Evaluator {
  private let network: BuiltNetwork
  private let parameters: Parameters
  private let batch: Int
  /// Where the run is whose network is evaluated.
  var progress = RunProgress(epoch: 0, epochs: 1)
  private var recordings: [Int: Recording] = [:]

  init(_ network: BuiltNetwork, _ parameters: Parameters, batch: Int) {
    self.network = network
    self.parameters = parameters
    self.batch = batch
  }

  struct Outcome {
    /// Mean of each task's loss over the split's labelled positions; nil where there are none.
    let losses: [Double?]
    let scores: [TaskScores]
  }

  /// Throws `DataError` where a frame cannot be read.
  func evaluate(_ samples: Samples) throws -> Outcome {
    let tasks = network.problem.tasks
    let scorers = tasks.map { $0.scorer() }
    var losses = tasks.map { _ in Mean() }
    try forEachBatch(samples, 0..<samples.count) { recording, _, labelled in
      for index in tasks.indices where labelled[index] > 0 {
        losses[index].add(recording.tape.loss(index), weight: Double(labelled[index]))
        scorers[index].add(
          AnsweredFrames(
            frames: recording.batch, size: samples.size,
            answer: recording.pointers(recording.answers[index]),
            targets: recording.pointers(recording.targets[index])))
      }
    }
    return Outcome(
      losses: losses.map(\.value),
      scores: zip(tasks, scorers).map {
        TaskScores(task: $0.name, values: $1.values, confusion: $1.confusion)
      })
  }

  /// Calls with some of the frames, one after the other, and the network's raw answers: by task, the values of that frame. Throws
  /// `DataError`.
  func forEachAnswer(
    _ samples: Samples, frames: [Int], _ body: (Int, [[UnsafePointer<Float>]]) throws -> Void
  ) throws {
    try forEachBatch(samples, frames) { recording, frames, _ in
      for (place, frame) in frames.enumerated() {
        try body(
          frame,
          recording.answers.map { values in
            values.map {
              UnsafePointer(recording.tape.data($0)) + place * $0.extent.count / recording.batch
            }
          })
      }
    }
  }

  /// Predictions of `count` frames that the hash of their ids chooses, the same for every network.
  func pictures(_ samples: Samples, count: Int) throws -> [FramePictures] {
    guard count > 0 else { return [] }
    let rank = samples.ids.map { id -> UInt64 in
      var stream = RandomStream(seed: 0, "picture \(id)")
      return stream.next()
    }
    let chosen = samples.ids.indices.sorted { rank[$0] < rank[$1] }.prefix(count)
    return try chosen.compactMap { try picture(samples, $0) }
  }

  /// Nil where no task has a picture.
  private func picture(_ samples: Samples, _ frame: Int) throws -> FramePictures? {
    let (tasks, size) = (network.problem.tasks, network.problem.size)
    let recording = self.recording(batch: 1)
    _ = try fill(recording, batcher(samples), frame..<frame + 1)
    let image = recording.tape.data(recording.image)
    let bytes = (0..<size.height * size.width * imageChannels).map { index in
      UInt8((min(max(image[index], 0), 1) * 255).rounded())
    }
    func pictures(_ values: [[Value]], isTarget: Bool) -> [String: PictureData] {
      var found: [String: PictureData] = [:]
      for (task, values) in zip(tasks, values) {
        // A nil takes nothing into the dictionary.
        found[task.name] = task.picture(recording.pointers(values), size, isTarget: isTarget)
      }
      return found
    }
    let truth = pictures(recording.targets, isTarget: true)
    guard !truth.isEmpty else { return nil }
    recording.tape.forward()
    return FramePictures(
      frame: samples.ids[frame],
      input: PictureData(kind: .colour, size: size, range: [0, 1], bytes: bytes), truth: truth,
      prediction: pictures(recording.answers, isTarget: false))
  }

  /// Calls with the frames of each batch, and the positions that have a label, of each task.
  private func forEachBatch<Frames: RandomAccessCollection<Int>>(
    _ samples: Samples, _ frames: Frames,
    _ body: (Recording, Frames.SubSequence, [Int]) throws -> Void
  ) throws {
    let batcher = batcher(samples)
    var rest = frames[...]
    while !rest.isEmpty {
      let some = rest.prefix(batch)
      let recording = self.recording(batch: some.count)
      let labelled = try fill(recording, batcher, some)
      recording.tape.forward()
      try body(recording, some, labelled)
      rest = rest.dropFirst(some.count)
    }
  }

  /// Frames as they are.
  private func batcher(_ samples: Samples) -> Batcher {
    Batcher(samples, tasks: network.problem.tasks, augmentation: NoAugmentation())
  }

  private func fill(
    _ recording: Recording, _ batcher: Batcher, _ frames: some Collection<Int>
  ) throws -> [Int] {
    // Nothing is drawn from it.
    let still = RandomStream(seed: 0, "evaluation")
    recording.inputs.fill(progress, still)
    return try recording.fill(batcher, frames, stream: still)
  }

  private func recording(batch: Int) -> Recording {
    if let known = recordings[batch] { return known }
    let recording = network.record(batch: batch, for: .evaluation)
    recording.tape.prepare(.inference, parameters)
    recordings[batch] = recording
    return recording
  }
}
