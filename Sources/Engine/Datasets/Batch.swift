/// Puts frames of a split into a network's inputs, augmented. Holds no state: what it writes depends on the
/// frame and on the stream alone.
public struct Batcher: Sendable {
  private struct Target: Sendable {
    let task: String
    let geometry: TargetGeometry
    /// Floats of one frame.
    let count: Int
    let channels: Int
  }

  private let samples: Samples
  private let targets: [Target]
  private let augmentation: any Augmentation

  /// `tasks` in the order in which `fill` is given their buffers; every one is among the split's labels.
  public init(
    _ samples: Samples, tasks: [any LearningTask], augmentation: any Augmentation
  ) {
    self.samples = samples
    self.augmentation = augmentation
    targets = tasks.map { task in
      guard let count = samples.labelCounts[task.name] else {
        preconditionFailure(
          "no labels of \(task.name) among \(samples.labelCounts.keys.sorted())")
      }
      return Target(
        task: task.name, geometry: task.geometry, count: count, channels: task.targetChannels)
    }
  }

  /// Writes the frames at `indices` one after another into `images` [frames, H, W, 3] and, task by task,
  /// `targets` [frames, H, W, channels] or [frames, 1, 1, channels]; the caller has room for as many frames as there are indices.
  /// Each frame is augmented from `stream`'s own stream of the frame's name: pass one stream per epoch.
  /// Throws `DataError` where a frame cannot be read.
  public func fill(
    indices: ArraySlice<Int>, into images: UnsafeMutablePointer<Float>,
    targets buffers: [UnsafeMutablePointer<Float>], stream: RandomStream
  ) throws {
    precondition(buffers.count == targets.count, "one buffer for each task")
    let size = samples.size
    let room = UnsafeMutablePointer<Float>.allocate(
      capacity: max(samples.imageCount, targets.map(\.count).max() ?? 0))
    defer { room.deallocate() }
    for (place, frame) in indices.enumerated() {
      var random = stream.stream(samples.ids[frame])
      let view = augmentation.view(of: size, &random)
      let image = images + place * samples.imageCount
      if view == View(size) {
        try samples.copyImage(of: frame, to: image)
      } else {
        try samples.copyImage(of: frame, to: room)
        view.copyImage(from: room, to: image, channels: imageChannels)
      }
      for (target, buffer) in zip(targets, buffers) {
        let label = buffer + place * target.count
        if view == View(size) {
          try samples.copyLabel(of: target.task, frame, to: label)
        } else {
          try samples.copyLabel(of: target.task, frame, to: room)
          view.copyTarget(target.geometry, from: room, to: label, channels: target.channels)
        }
      }
    }
  }
}
