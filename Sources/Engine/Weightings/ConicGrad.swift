/// ConicGrad (Hassanpour et al. 2025, arXiv 2502.00217): the update lies in a cone around the mean
/// gradient g₀, at a cosine of at least c, favours the worst-off task, and is as long as g₀:
/// direction and length are set apart. Of all updates d of that length in that cone, the one with
/// the largest min gₜ·d is found exactly. The paper moves the weights of its dual one step at a
/// time instead.
///
/// One case has no exact solution here: where gradients are linearly dependent and every direction
/// of the cone makes some task worse, the best d of at most g₀'s length with g₀·d ≥ c ‖g₀‖² may be
/// shorter than g₀. It is then scaled to that length.
/// Shared parameters only. Mean: equal gradients get 1 / T each. Cost: a backward pass for each
/// task.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct ConicGrad: Weighting {
  public static let name = "conicgrad"
  public static let summary =
    "ConicGrad: the best for the worst-off task near the mean's direction (Hassanpour et al. 2025)"

  private let c: Double

  public init(_ options: inout Options) throws {
    c = try options.take(
      "c", default: 0.5, in: 0.01...1, "least cosine between update and mean gradient")
  }

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    let gramian = evidence.gramian
    let mean = evidence.losses.map { _ in 1 / Double(gramian.count) }
    let specific = evidence.losses.map { _ in 1.0 }
    let length = inner(product(gramian, mean), mean)
    guard length > 0 else { return Combination(shared: mean, specific: specific) }
    let update = ConeMaximin(gramian, reference: mean, cosine: c).coefficients
    let norm = squaredNorm(update, gramian).squareRoot()
    let scale = norm > 0 ? length.squareRoot() / norm : 1
    return Combination(shared: update.map { $0 * scale }, specific: specific)
  }
}
