@testable import Engine

/// The updates that are as long as the mean gradient and lie at a cosine of at least `cosine` to
/// it.
struct ConeOfUpdates {
  let rows: [[Double]]
  let mean: [Double]
  let length: Double
  let cosine: Double

  init(_ rows: [[Double]], cosine: Double) {
    self.rows = rows
    self.cosine = cosine
    mean = combined(rows, rows.map { _ in 1 / Double(rows.count) })
    length = norm(mean)
  }

  func worst(_ update: [Double]) -> Double { rows.map { inner($0, update) }.min() ?? 0 }

  /// The update that lies nearest to a direction; the mean where rounding is all that is across it.
  func nearest(_ direction: [Double]) -> [Double] {
    let size = norm(direction)
    let along = inner(direction, mean) / length
    guard along < cosine * size else { return direction.map { $0 * length / size } }
    let across = zip(direction, mean).map { $0 - along / length * $1 }
    guard norm(across) > 1e-9 * size else { return mean }
    let sine = (1 - cosine * cosine).squareRoot() * length / norm(across)
    return zip(mean, across).map { cosine * $0 + sine * $1 }
  }

  /// How much more the worst-off task gains than by `update` where any of the updates that are
  /// drawn is taken: near it, nearer and nearer, and far off.
  func gain(over update: [Double], seed: Int, draws: Int = 120) -> Double {
    var random = RandomStream(seed: seed, "cone")
    let base = worst(update)
    var best = base
    for round in 0..<draws {
      let size = length * [10, 1, 1e-1, 1e-2, 1e-4, 1e-6][round % 6]
      best = max(best, worst(nearest(update.map { $0 + random.normal() * size })))
    }
    return best - base
  }

  /// The largest that Σ wₜ gₜ·d is for any d with ‖d‖ ≤ ‖g₀‖ and g₀·d ≥ c ‖g₀‖²: no update of the
  /// cone gives its worst-off task more.
  func bound(_ weights: [Double]) -> Double {
    let mixture = combined(rows, weights)
    let along = inner(mixture, mean) / length
    guard along < cosine * norm(mixture) else { return length * norm(mixture) }
    let across = norm(zip(mixture, mean).map { $0 - along / length * $1 })
    return length * (cosine * along + (1 - cosine * cosine).squareRoot() * across)
  }
}
