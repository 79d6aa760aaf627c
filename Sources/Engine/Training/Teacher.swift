/// A network of one task that is trained before others, on the labels that there are, and whose answers stand for the missing ones
/// (asymmetric annotations: Nekrasov et al., ICRA 2019).
final class Teacher {
  let task: any TeachableTask
  /// Of its training.
  let length: TrainingLead
  /// The selected network, for a checkpoint: what it says of the frames is computed from it.
  let values: Tensor
  let buffers: Tensor
  /// Until the labels are known: its tapes are as large as those of the network that it teaches.
  private var trainer: Trainer?

  /// Throws as a `Trainer`.
  init(_ experiment: Experiment, data: Splits, team: ThreadTeam) throws {
    guard experiment.problem.tasks.count == 1,
      let task = experiment.problem.tasks[0] as? any TeachableTask
    else { preconditionFailure("a teacher of one task, whose answers can be labels") }
    self.task = task
    let trainer = try Trainer(experiment, data: data, team: team)
    length = trainer.length
    values = Tensor(trainer.parameters.values.shape)
    buffers = Tensor(trainer.parameters.buffers.shape)
    self.trainer = trainer
  }

  /// Throws `Divergence`, and `DataError` where a frame cannot be read.
  func learn(_ progress: (TrainingProgress) -> Void) throws {
    guard let trainer else { preconditionFailure("a teacher learns before it teaches") }
    do { try trainer.learn(progress) } catch let divergence as Divergence {
      throw Divergence(
        description: "training the teacher of \(task.name) before: \(divergence.description)")
    }
    values.data.update(from: trainer.parameters.values.data, count: values.count)
    buffers.data.update(from: trainer.parameters.buffers.data, count: buffers.count)
  }

  /// What the network in `values` and `buffers` says of the frames without a label. It is not needed afterwards. Throws `DataError`.
  func labels(for samples: Samples) throws -> TaughtLabels {
    guard let trainer, let layout = samples.labels[task.name] else {
      preconditionFailure("a teacher teaches once, frames that may have a label")
    }
    trainer.parameters.values.data.update(from: values.data, count: values.count)
    trainer.parameters.buffers.data.update(from: buffers.data, count: buffers.count)
    var labels: [Int: FrameValues] = [:]
    try trainer.evaluator.forEachAnswer(
      samples, frames: try samples.indices(withoutLabel: task)
    ) { frame, answers in
      labels[frame] = FrameValues(task.label(from: answers[0], on: samples.size), as: layout.kind)
    }
    self.trainer = nil
    return TaughtLabels(task: task.name, labels: labels)
  }
}
