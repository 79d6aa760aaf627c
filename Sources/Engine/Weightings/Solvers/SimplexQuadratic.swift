/// argmin ½ wᵀMw + cᵀw over w ≥ 0, Σw = 1: the shortest element of the convex hull of the gradients where c = 0.
/// Unknowns are yₜ = wₜ sₜ with sₜ the scale of task t; where a scale is 0, so is the task's row.
func simplexMinimiser(_ matrix: [[Double]], linear: [Double]? = nil, scales: [Double]) -> [Double] {
  let scales = visible(scales)
  let problem = NonnegativeQuadratic(
    matrix: divided(matrix, by: scales),
    linear: zip(linear ?? matrix.map { _ in 0 }, scales).map { $0 / $1 },
    total: scales.map { 1 / $0 })
  return onSimplex(zip(problem.minimiser(), scales).map { $0 / $1 })
}
