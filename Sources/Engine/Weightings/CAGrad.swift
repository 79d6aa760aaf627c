/// CAGrad (Liu, Liu, Jin, Stone and Liu, NeurIPS 2021, algorithm 1): of the updates d within c ‖g₀‖ of the mean gradient g₀, the
/// one that lowers the worst-off task's loss most, max min gₜ·d. By duality d = g₀ + c ‖g₀‖ g_w / ‖g_w‖ with w minimising
/// g_w·g₀ + c ‖g₀‖ ‖g_w‖ on the simplex, solved to rounding. Where that g_w is 0 and gives no direction (public code
/// divides by it plus 1e-8), d is the nearest to g₀ of the updates that lower no task's less.
/// Shared parameters only. Mean; `rescale` divides it by 1 + c² (1, as published code does) or 1 + c (2). Cost: a backward
/// pass for each task.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct CAGrad: Weighting {
  public static let name = "cagrad"
  public static let summary =
    "Conflict-averse gradient: the best for the worst-off task near the mean (Liu et al. 2021)"

  private let c: Double
  private let rescale: Int

  public init(_ options: inout Options) throws {
    c = try options.take(
      "c", default: 0.5, in: 0...10, "radius around the mean gradient, against its norm")
    rescale = try options.take(
      "rescale", default: 1, in: 0...2, "divide by 1 (0), by 1 + c² (1) or by 1 + c (2)")
  }

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    let gramian = evidence.gramian
    let mean = evidence.losses.map { _ in 1 / Double(gramian.count) }
    let step = maximinStep(
      gramian, offsets: product(gramian, mean),
      radius: c * squaredNorm(mean, gramian).squareRoot(), scales: Angles(gramian).norms)
    let divisor = rescale == 0 ? 1 : rescale == 1 ? 1 + c * c : 1 + c
    return Combination(
      shared: zip(mean, step).map { ($0 + $1) / divisor },
      specific: evidence.losses.map { _ in 1 })
  }
}
