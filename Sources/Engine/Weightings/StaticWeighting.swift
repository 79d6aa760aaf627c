/// Given weights that never change, on every layer. One backward pass.
/// Absent task: weight 0; the others keep their weights.
public struct StaticWeighting: Weighting {
  public static let name = "static"
  public static let summary = "Given weights, one for each task, that never change"

  public private(set) var weights: [Double]

  public init(_ options: inout Options) throws {
    weights = try takePreference(
      &options, "weights", "one number for each task, in their order; [] is 1 for all")
  }

  public var needs: Needs { .losses }
  public static var taskValues: [TaskValues<Self>] { [.option(\.weights)] }

  public func check(tasks: [String]) throws {
    try requireOnePerTask("weights", weights, tasks, "weights")
  }

  public func combine(_ evidence: Evidence) -> Combination {
    Combination(weights: weights.isEmpty ? evidence.losses.map { _ in 1 } : weights)
  }
}
