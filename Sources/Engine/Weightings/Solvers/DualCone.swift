/// argmin vᵀMv over v ≥ u. Σ vₜ gₜ is then the projection of Σ uₜ gₜ onto the dual cone of the gradients: the nearest update
/// that increases no task's loss to first order (Quinton and Rey 2024, proposition 1).
func dualConeMinimiser(_ matrix: [[Double]], above floor: [Double]) -> [Double] {
  let step = shortestStep(
    matrix, reaching: product(matrix, floor).map { -$0 },
    scales: matrix.diagonal.map { $0.squareRoot() })
  return zip(floor, step).map { $0 + $1 }
}

/// z ≥ 0 with Σ zᵢ gᵢ the shortest t that has gᵢ·t ≥ `needed` for all i, M being the Gramian of the gᵢ: argmin ½ zᵀMz − zᵀneeded.
/// Where no t reaches them, z is something finite. `scales` are lengths against which rounding errors are small.
func shortestStep(_ matrix: [[Double]], reaching needed: [Double], scales: [Double]) -> [Double] {
  let scales = visible(scales)
  let problem = NonnegativeQuadratic(
    matrix: divided(matrix, by: scales), linear: zip(needed, scales).map { -$0 / $1 })
  return zip(problem.minimiser(), scales).map { $0 / $1 }
}
