/// The sum of the losses: every weight 1, on every layer. One backward pass.
/// Absent task: weight 0; the others have weight 1.
public struct EqualWeighting: Weighting {
  public static let name = "equal"
  public static let summary = "The sum of the losses, every weight 1"

  public init(_ options: inout Options) throws {}

  public var needs: Needs { .losses }

  public func combine(_ evidence: Evidence) -> Combination {
    Combination(weights: evidence.losses.map { _ in 1 })
  }
}
