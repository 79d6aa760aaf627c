/// Puts frames of a split into a network's inputs, augmented. Holds no state: what it writes depends on the
/// frame and on the stream alone.
public struct Batcher: Sendable {
  private struct Target: Sendable {
    let geometry: TargetGeometry
    /// Floats of one frame.
    let count: Int
    let channels: Int
    let tensor: Tensor
  }

  private let samples: Samples
  private let size: ImageSize
  private let targets: [Target]
  private let augmentation: any Augmentation

  /// `tasks` in the order in which `fill` is given their buffers; every one is among the split's targets.
  public init(
    _ samples: Samples, tasks: [(name: String, geometry: TargetGeometry)],
    augmentation: any Augmentation
  ) {
    self.samples = samples
    self.augmentation = augmentation
    let shape = samples.images.shape
    size = ImageSize(height: shape[1], width: shape[2])
    targets = tasks.map { task in
      guard let tensor = samples.targets[task.name] else {
        preconditionFailure("no targets of \(task.name) among \(samples.targets.keys.sorted())")
      }
      let shape = tensor.shape
      return Target(
        geometry: task.geometry, count: shape[1] * shape[2] * shape[3], channels: shape[3],
        tensor: tensor)
    }
  }

  /// Writes the frames at `indices` one after another into `images` [frames, H, W, 3] and, task by task,
  /// `targets` [frames, H, W, channels] or [frames, 1, 1, channels]; the caller has room for as many frames as there are indices.
  /// Each frame is augmented from `stream`'s own stream of the frame's name: pass one stream per epoch.
  public func fill(
    indices: ArraySlice<Int>, into images: UnsafeMutablePointer<Float>,
    targets buffers: [UnsafeMutablePointer<Float>], stream: RandomStream
  ) {
    precondition(buffers.count == targets.count, "one buffer for each task")
    let pixels = size.height * size.width
    for (place, frame) in indices.enumerated() {
      var random = stream.stream(samples.ids[frame])
      let view = augmentation.view(of: size, &random)
      view.copyImage(
        from: samples.images.row(frame), to: images + place * pixels * 3, channels: 3)
      for (target, buffer) in zip(targets, buffers) {
        view.copyTarget(
          target.geometry, from: target.tensor.row(frame),
          to: buffer + place * target.count, channels: target.channels)
      }
    }
  }
}
