/// Runs a network over a split without changing it.
final class Evaluator {
  private let network: BuiltNetwork
  private let parameters: Parameters
  private let batch: Int
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
    try forEachBatch(samples) { recording, frames in
      let labelled = recording.labelled(tasks)
      for (index, task) in tasks.enumerated() where labelled[index] > 0 {
        losses[index].add(recording.tape.loss(index), weight: Double(labelled[index]))
        scorers[index].add(
          recording.tape.data(recording.outputs[index]),
          recording.tape.data(recording.targets[index]), frames: frames.count,
          size: task.size(on: network.problem.size))
      }
    }
    return Outcome(
      losses: losses.map(\.value),
      scores: zip(tasks, scorers).map { TaskScores(task: $0.name, values: $1.values) })
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

  /// Nil where no task predicts a map.
  private func picture(_ samples: Samples, _ frame: Int) throws -> FramePictures? {
    let size = network.problem.size
    guard network.problem.tasks.contains(where: \.predictsMap) else { return nil }
    let recording = self.recording(batch: 1)
    try fill(recording, samples, frame..<frame + 1)
    let image = recording.tape.data(recording.image)
    let bytes = (0..<size.height * size.width * imageChannels).map { index in
      UInt8((min(max(image[index], 0), 1) * 255).rounded())
    }
    let targets = zip(network.problem.tasks, recording.targets).map { task, target in
      task.picture(recording.tape.data(target), size, isTarget: true)
    }
    recording.tape.forward()
    var truth: [String: PictureData] = [:]
    var prediction: [String: PictureData] = [:]
    for (index, task) in network.problem.tasks.enumerated() {
      // A nil takes nothing into the dictionary.
      truth[task.name] = targets[index]
      prediction[task.name] = task.picture(
        recording.tape.data(recording.outputs[index]), size, isTarget: false)
    }
    return FramePictures(
      frame: samples.ids[frame],
      input: PictureData(kind: .colour, size: size, range: [0, 1], bytes: bytes), truth: truth,
      prediction: prediction)
  }

  private func forEachBatch(_ samples: Samples, _ body: (Recording, Range<Int>) throws -> Void)
    throws
  {
    var start = 0
    while start < samples.count {
      let frames = start..<min(start + batch, samples.count)
      let recording = self.recording(batch: frames.count)
      try fill(recording, samples, frames)
      recording.tape.forward()
      try body(recording, frames)
      start = frames.upperBound
    }
  }

  private func fill(_ recording: Recording, _ samples: Samples, _ frames: Range<Int>) throws {
    let tape = recording.tape
    for (place, frame) in frames.enumerated() {
      try samples.copyImage(
        of: frame, to: tape.data(recording.image) + place * samples.imageCount)
      for (task, target) in zip(network.problem.tasks, recording.targets) {
        try samples.copyLabel(
          of: task.name, frame,
          to: tape.data(target) + place * (target.extent.count / frames.count))
      }
    }
  }

  private func recording(batch: Int) -> Recording {
    if let known = recordings[batch] { return known }
    let recording = network.record(batch: batch, for: .evaluation)
    recording.tape.prepare(.inference, parameters)
    recordings[batch] = recording
    return recording
  }
}
