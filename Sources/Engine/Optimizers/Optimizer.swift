/// A rule that moves a flat vector of parameters along a gradient.
public protocol Optimizer: Configurable {
  /// Learning rate before the schedule.
  var rate: Double { get }
  /// Vectors of the parameters' length that it keeps.
  var moments: Int { get }
  /// Moves the parameters of a range. `step` counts from 1. `rate` is the scheduled rate. The vectors are cut among the team's
  /// threads.
  func update(
    _ parameters: Parameters, over range: Range<Int>, moments: [Tensor], rate: Double, step: Int,
    team: ThreadTeam)
}

/// Every optimizer that can be named. Adding one: a type, and a line here.
public let optimizers = Catalog<any Optimizer>(
  "optimizer", [SGD.self, Adam.self, AdamW.self])
