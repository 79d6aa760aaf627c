/// Every task's head has its parameters under `heads`.
extension DenseBackbone {
  /// For a task that predicts a map, on the last decoder stage.
  func mapHead(_ task: any LearningTask, in scope: ParameterScope) -> any Layer {
    head(outputs: task.outputs, in: scope["heads"][task.name])
  }

  /// A head for each task of a problem whose tasks all predict maps.
  func mapHeads(_ problem: Problem, in scope: ParameterScope) -> [any Layer] {
    problem.tasks.map { mapHead($0, in: scope) }
  }
}

extension Backbone {
  /// For a task that predicts a vector, on the features of the whole image [N, 1, 1, d]: a linear layer d → d,
  /// ReLU, and a linear layer to the outputs.
  func vectorHead(_ task: any LearningTask, in scope: ParameterScope) -> any Layer {
    let place = scope["heads"][task.name]
    return Chain([
      Linear(features, features, in: place["linear1"]), ReLU(),
      Linear(features, task.outputs, in: place["linear2"]),
    ])
  }
}
