/// Square matrices with a row for each task: an array of rows.
func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
  matrix.map { inner($0, vector) }
}

/// ‖Σ vₜ gₜ‖² = vᵀMv; 0 where it is no more than rounding leaves of a sum that cancels.
func squaredNorm(_ vector: [Double], _ gramian: [[Double]]) -> Double {
  let length = zip(vector, gramian.diagonal).reduce(0) { $0 + abs($1.0) * $1.1.squareRoot() }
  let square = inner(vector, product(gramian, vector))
  return square > 1e-15 * length * length ? square : 0
}

extension Array where Element == [Double] {
  var diagonal: [Double] { indices.map { self[$0][$0] } }

  /// The rows and columns at `places`.
  func restricted(to places: [Int]) -> [[Double]] {
    places.map { row in places.map { self[row][$0] } }
  }
}

/// With the widest in the place of zeros, which have nothing to scale.
func visible(_ scales: [Double]) -> [Double] {
  let widest = scales.max() ?? 0
  return scales.map { $0 > 0 ? $0 : widest > 0 ? widest : 1 }
}

func divided(_ matrix: [[Double]], by scales: [Double]) -> [[Double]] {
  matrix.indices.map { i in
    matrix.indices.map { matrix[i][$0] / scales[i] / scales[$0] }
  }
}

/// A Gramian as lengths and cosines. Solvers work on the cosines: how tasks are scaled then neither costs precision nor
/// decides what counts as zero.
struct Angles {
  /// ‖gₜ‖.
  let norms: [Double]
  /// 1 on the diagonal; a zero gradient has a row of zeros.
  let cosines: [[Double]]

  init(_ gramian: [[Double]]) {
    let norms = gramian.diagonal.map { $0 > 0 ? $0.squareRoot() : 0 }
    self.norms = norms
    cosines = gramian.indices.map { i in
      gramian.indices.map { j in
        guard norms[i] > 0, norms[j] > 0 else { return 0 }
        return i == j ? 1 : Swift.min(1, Swift.max(-1, gramian[i][j] / norms[i] / norms[j]))
      }
    }
  }

  /// Tasks whose gradient is not zero.
  var present: [Int] { norms.indices.filter { norms[$0] > 0 } }
}
