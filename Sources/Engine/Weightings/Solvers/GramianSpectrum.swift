import Foundation

/// The eigenvalues of a Gramian that are not 0, and their eigenvectors, where rows may be of very
/// different lengths: M = Y Yᵀ with orthogonal columns yₖ, so that λₖ = ‖yₖ‖² belongs to the
/// eigenvector yₖ / ‖yₖ‖.
///
/// Y is the Cholesky factor with pivots, whose columns one-sided Jacobi rotations make orthogonal
/// (Veselić and Hari 1989). Eigenvalues are then as precise as the cosines between the rows allow,
/// whatever the rows' lengths (Demmel and Veselić 1992): lengths that differ by 1e8 give
/// eigenvalues that differ by 1e16, and none of them is taken for a rounding error.
struct GramianSpectrum {
  private let columns: [[Double]]
  let eigenvalues: [Double]

  init(_ gramian: [[Double]]) {
    columns = orthogonalised(independentFactor(gramian))
    eigenvalues = columns.map { inner($0, $0) }
  }

  /// V f(Λ) Vᵀ b, over the eigenvalues that are not 0.
  func applying(_ function: (Double) -> Double, to right: [Double]) -> [Double] {
    var result = right.map { _ in 0.0 }
    for (value, column) in zip(eigenvalues, columns) {
      let along = function(value) * (inner(column, right) / value)
      for index in result.indices { result[index] += along * column[index] }
    }
    return result
  }
}

/// The columns of L with M = L Lᵀ, one for each row that is independent of those before it, the
/// longest first.
///
/// Whether a row depends on the others is decided on rows of length 1, so that it does not matter
/// how long they are: it does where ‖ĝ − Σ wⱼ ĝⱼ‖² ≤ T 2⁻⁴⁸ (1 + Σ |wⱼ|)² for the nearest such sum.
/// Single precision leaves some 2⁻²⁴ of each row's length of a sum that should vanish; Gramians are
/// summed in double precision, which adds no more.
private func independentFactor(_ gramian: [[Double]]) -> [[Double]] {
  let angles = Angles(gramian)
  let tolerance = Double(gramian.count) * 0x1p-48
  // Row by row, of the matrix of cosines.
  var factor = gramian.map { _ in [Double]() }
  // Of each row of length 1, the squared length of the part outside the span of the pivots.
  var rest = gramian.map { _ in 1.0 }
  var pivots: [Int] = []
  var open = angles.present
  while true {
    open.removeAll { row in
      let terms = 1 + nearestSum(row, factor, pivots).reduce(0) { $0 + abs($1) }
      return rest[row] <= tolerance * terms * terms
    }
    func left(_ row: Int) -> Double { angles.norms[row] * rest[row].squareRoot() }
    guard let pivot = open.max(by: { left($0) < left($1) }) else { break }
    open.removeAll { $0 == pivot }
    let size = rest[pivot].squareRoot()
    let pivotRow = factor[pivot]
    for row in factor.indices { factor[row].append(row == pivot ? size : 0) }
    for row in open {
      let known = inner(factor[row], pivotRow)
      let entry = (angles.cosines[row][pivot] - known) / size
      factor[row][pivots.count] = entry
      rest[row] -= entry * entry
    }
    pivots.append(pivot)
  }
  return pivots.indices.map { column in
    zip(angles.norms, factor).map { $0 * $1[column] }
  }
}

/// w with Σ wⱼ ĝⱼ over the pivots the nearest to the row of length 1, whose factor is known as far
/// as theirs.
private func nearestSum(_ row: Int, _ factor: [[Double]], _ pivots: [Int]) -> [Double] {
  var weights = pivots.map { _ in 0.0 }
  for column in pivots.indices.reversed() {
    var value = factor[row][column]
    for later in (column + 1)..<max(pivots.count, column + 1) {
      value -= factor[pivots[later]][column] * weights[later]
    }
    weights[column] = value / factor[pivots[column]][column]
  }
  return weights
}

/// Rotated in pairs until all are orthogonal: Y = L J with J orthogonal, so that Y Yᵀ = L Lᵀ.
/// Products are compared with the square of the shorter column: what the shorter one has of a long
/// row is as small beside it as it is beside that row, and still counts in what is made of the long
/// row.
private func orthogonalised(_ columns: [[Double]]) -> [[Double]] {
  var columns = columns
  let rounding = Double(columns.first?.count ?? 0) * 0x1p-52
  for _ in 0..<30 {
    var rotated = false
    for q in columns.indices {
      for p in 0..<q {
        let (a, b) = (columns[p], columns[q])
        let along = inner(a, b)
        let (aa, bb) = (inner(a, a), inner(b, b))
        guard abs(along) > rounding * min(aa, bb) else { continue }
        rotated = true
        let theta = (bb - aa) / (2 * along)
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + hypot(theta, 1))
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        columns[p] = zip(a, b).map { c * $0 - s * $1 }
        columns[q] = zip(a, b).map { s * $0 + c * $1 }
      }
    }
    if !rotated { break }
  }
  return columns
}
