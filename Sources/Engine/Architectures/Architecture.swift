/// How tasks share a network. Written over a backbone's stages, it names no backbone.
public protocol Architecture: Configurable {
  /// Whether it trains a network for each task: a baseline, not a multi-task network.
  var trainsOneTask: Bool { get }
  /// What it asks of the backbone and of the tasks.
  var demand: Demand { get }
  /// Makes the parameters and gives the forward pass: raw outputs, in the order of the tasks. `check` did not
  /// throw for the same backbone and tasks.
  func build(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope) -> Network
}

extension Architecture {
  public var trainsOneTask: Bool { false }
  public var demand: Demand { .encoder }
}

/// What an architecture builds upon.
public enum Demand: Sendable {
  /// Any backbone; tasks that predict maps take a decoder, as always.
  case encoder
  /// A backbone with a decoder, whatever the tasks predict.
  case decoder
  /// A backbone with a decoder, and tasks that all predict maps.
  case maps
}
