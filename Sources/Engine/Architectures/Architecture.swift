/// How tasks share a network. Written over a backbone's stages, it names no backbone.
public protocol Architecture: Configurable {
  /// Whether it trains a network for each task: a baseline, not a multi-task network.
  var trainsOneTask: Bool { get }
  /// Makes the parameters and gives the forward pass: raw outputs, in the order of the tasks.
  func build(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope) -> Network
}

extension Architecture {
  public var trainsOneTask: Bool { false }
}

/// Channels of an image.
let imageChannels = 3

extension Backbone {
  /// One head for every task, under `pred`.
  func heads(_ problem: Problem, in scope: ParameterScope) -> [any Layer] {
    problem.tasks.map { head(outputs: $0.outputs, in: scope["pred"][$0.name]) }
  }
}
