/// Puts frames of a split into a network's inputs, augmented. Holds no state: what it writes depends on the
/// frame and on the stream alone.
public struct Batcher: Sendable {
  let samples: Samples
  private let tasks: [any LearningTask]
  /// Floats of each slot of each task, for one frame.
  private let slots: [[Int]]
  private let augmentation: any Augmentation
  /// Floats of an image or of the longest label.
  private let room: Int

  /// `tasks` in the order in which `fill` is given their buffers; every one is among the split's labels.
  public init(
    _ samples: Samples, tasks: [any LearningTask], augmentation: any Augmentation
  ) {
    self.samples = samples
    self.tasks = tasks
    self.augmentation = augmentation
    slots = tasks.map { $0.slotCounts(on: samples.size) }
    let longest = tasks.map { task -> Int in
      guard let layout = samples.labels[task.name] else {
        preconditionFailure("no labels of \(task.name) among \(samples.labels.keys.sorted())")
      }
      return layout.count
    }
    room = max(samples.imageCount, longest.max() ?? 0, 1)
  }

  /// Writes the frames at `indices` one after another into `images` [frames, H, W, 3] and, task by task and slot by slot,
  /// into `targets`; the caller has room for as many frames as there are indices. Each frame is augmented from `stream`'s
  /// own stream of the frame's name: pass one stream per epoch. Throws `DataError` where a frame cannot be read.
  /// - Returns: the positions that have a label, of each task.
  public func fill(
    indices: some Collection<Int>, into images: UnsafeMutablePointer<Float>,
    targets buffers: [[UnsafeMutablePointer<Float>]], stream: RandomStream
  ) throws -> [Int] {
    precondition(buffers.map(\.count) == slots.map(\.count), "one buffer for each slot")
    let room = UnsafeMutablePointer<Float>.allocate(capacity: room)
    defer { room.deallocate() }
    let whole = View(samples.size)
    var labelled = tasks.map { _ in 0 }
    for (place, frame) in indices.enumerated() {
      var random = stream.stream(samples.ids[frame])
      let view = augmentation.view(of: samples.size, &random)
      let image = images + place * samples.imageCount
      if view == whole {
        try samples.copyImage(of: frame, to: image)
      } else {
        try samples.copyImage(of: frame, to: room)
        view.copyImage(from: room, to: image, channels: imageChannels)
      }
      for (index, task) in tasks.enumerated() {
        let own = zip(buffers[index], slots[index]).map { $0 + place * $1 }
        labelled[index] += try samples.withLabel(of: task.name, frame, room: room) {
          task.encode($0, view, into: own)
        }
      }
    }
    return labelled
  }
}
