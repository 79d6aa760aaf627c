/// COSMOS (Ruchte and Grabocka, ICDM 2021): minimise r·L − λ cos(r, L), a linear scalarisation that rewards
/// losses in the proportions of the preference r; wₜ = rₜ − λ ∂cos/∂Lₜ, which may be negative. Only the
/// objective: the paper also feeds r, drawn in every step, to the network. It takes λ from 0.01 to 8, tuned for
/// each data set. Weights every layer; the scale of r, by default 1 / T. One backward pass.
/// Absent task: weight 0; the preference is taken over the others.
public struct COSMOS: Weighting {
  public static let name = "cosmos"
  public static let summary =
    "COSMOS: a preference for the losses' sum and for their proportions (Ruchte and Grabocka 2021)"

  private var preference: [Double]
  private let lambda: Double

  public init(_ options: inout Options) throws {
    preference = try takePreference(
      &options, "preference", "one number for each task; [] is 1 / T for all")
    lambda = try options.take(
      "lambda", default: 1.0, in: 0...1e3, "what the cosine of losses and preference counts for")
  }

  public var needs: Needs { .losses }
  public static var taskValues: [TaskValues<Self>] { [.option(\.preference)] }

  public func check(tasks: [String]) throws {
    try requireOnePerTask("preference", preference, tasks)
  }

  public func combine(_ evidence: Evidence) -> Combination {
    let losses = evidence.losses
    let r =
      preference.isEmpty ? losses.map { _ in 1 / Double(losses.count) } : preference
    let size = length(losses)
    // Where all losses are zero the cosine is not defined.
    guard size > 1e-12 else { return Combination(weights: r) }
    let direction = losses.map { $0 / size }
    let unit = r.map { $0 / length(r) }
    let cosine = inner(unit, direction)
    return Combination(
      weights: losses.indices.map { r[$0] - lambda * (unit[$0] - cosine * direction[$0]) / size })
  }
}
