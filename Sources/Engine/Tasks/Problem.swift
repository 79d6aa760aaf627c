/// What a network is asked: frames of one size, and tasks.
public struct Problem: Sendable {
  public let size: ImageSize
  public let tasks: [any LearningTask]
  /// What training losses are multiplied by, by task; 1 for a task that is not named. The weighting sees the products, and
  /// so do the records' training losses; validation losses, which select the epoch, are never multiplied.
  public let lossScales: [String: Double]

  public init(size: ImageSize, tasks: [any LearningTask], lossScales: [String: Double] = [:]) {
    for (name, factor) in lossScales {
      precondition(tasks.contains { $0.name == name }, "\(name) is none of the tasks")
      precondition(factor.isFinite && factor > 0, "the loss of \(name) times \(factor)")
    }
    self.size = size
    self.tasks = tasks
    self.lossScales = lossScales
  }

  func lossScale(of task: any LearningTask) -> Double { lossScales[task.name] ?? 1 }

  /// Whether any task reads features for every pixel.
  var readsMaps: Bool { tasks.contains { $0.reads == .map } }
  /// Whether any task reads features of the image as a whole.
  var readsPooled: Bool { tasks.contains { $0.reads == .pooled } }
}
