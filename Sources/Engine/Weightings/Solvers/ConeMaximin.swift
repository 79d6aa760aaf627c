/// Of all d with ‖d‖ ≤ ‖r‖ and r·d ≥ c ‖r‖² the one that has the largest min gₜ·d, where r = Σ rₜ
/// gₜ is the reference.
///
/// These d are convex, and no direction of the cone cos(d, r) ≥ c has a better d of the length ‖r‖.
/// A best d that is shorter than r lies where r·d = c ‖r‖² and has min gₜ·d ≤ 0, for a longer one
/// would be better.
struct ConeMaximin {
  /// dₜ, with d = Σ dₜ gₜ.
  let coefficients: [Double]
  /// Weights w on the simplex for which Σ wₜ gₜ·d is the largest at d, so that no other can have a
  /// larger minimum. (Equal ones where that sum has no part across r: then several d do equally
  /// well.)
  let mixture: [Double]

  /// Without the bound on r·d, d would have the direction of the shortest mixture of the gradients.
  /// Where that keeps the bound it is the best. Otherwise, the minimum being concave, the best lies
  /// on the bound: d = c r + t with t ⊥ r and ‖t‖ ≤ ‖r‖ √(1 − c²).
  init(_ gramian: [[Double]], reference: [Double], cosine c: Double) {
    let along = product(gramian, reference)
    let length = inner(along, reference)
    let scales = Angles(gramian).norms
    // The Gramian of the parts of the gradients that are orthogonal to r.
    let across = gramian.indices.map { i in
      gramian.indices.map { gramian[i][$0] - along[i] * (along[$0] / length) }
    }
    let step = maximinStep(
      across, offsets: along.map { c * $0 },
      radius: (length * (1 - c * c)).squareRoot(), scales: scales)
    let excess = inner(step, along) / length
    let onBound = zip(reference, step).map { (c - excess) * $0 + $1 }

    let shortest = simplexMinimiser(gramian, scales: scales)
    let squaredLength = squaredNorm(shortest, gramian)
    let inCone =
      c < 1 && squaredLength > 0
      && inner(shortest, along) >= c * squaredLength.squareRoot() * length.squareRoot()
    let towards = shortest.map { inCone ? $0 * (length / squaredLength).squareRoot() : 0 }

    func worst(_ coefficients: [Double]) -> Double { product(gramian, coefficients).min() ?? 0 }
    // Compared, because of a mixture that all but vanishes rounding leaves no direction.
    if inCone, worst(towards) >= worst(onBound) {
      coefficients = towards
      mixture = shortest
    } else {
      coefficients = onBound
      mixture = onSimplex(step)
    }
  }
}
