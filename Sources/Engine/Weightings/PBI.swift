/// Penalty-based boundary intersection (Zhang and Li, MOEA/D, IEEE TEVC 2007), with the ideal point at 0:
/// minimise d₁ + θ d₂, d₁ = L·ŵ being the losses' length along the unit preference ŵ and d₂ = ‖L − d₁ ŵ‖ their
/// distance from it; so w = ŵ + θ (L − d₁ ŵ) / d₂, which may be negative. Weights every layer; ‖ŵ‖ = 1. One
/// backward pass.
/// Absent task: weight 0; the preference is taken over the others.
public struct PBI: Weighting {
  public static let name = "pbi"
  public static let summary =
    "Penalty-based boundary intersection: losses in given proportions (Zhang and Li 2007)"

  private var preference: [Double]
  private let theta: Double

  public init(_ options: inout Options) throws {
    preference = try takePreference(
      &options, "preference", "one number for each task; [] is the same for all")
    theta = try options.take(
      "theta", default: 5.0, in: 0...1e3, "what the distance from the preference counts for")
  }

  public var needs: Needs { .losses }
  public static var taskValues: [TaskValues<Self>] { [.option(\.preference)] }

  public func check(tasks: [String]) throws {
    try requireOnePerTask("preference", preference, tasks)
  }

  public func combine(_ evidence: Evidence) -> Combination {
    let losses = evidence.losses
    let r = preference.isEmpty ? losses.map { _ in 1 } : preference
    let unit = r.map { $0 / length(r) }
    let along = inner(unit, losses)
    let across = zip(losses, unit).map { $0 - along * $1 }
    let distance = length(across)
    // On the preference the distance has no gradient; what is left there is rounding.
    guard distance > 1e-12 * length(losses) else { return Combination(weights: unit) }
    return Combination(weights: zip(unit, across).map { $0 + theta * $1 / distance })
  }
}
