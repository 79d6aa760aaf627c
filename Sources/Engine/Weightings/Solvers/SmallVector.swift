import Foundation

/// Vectors with a number for each task.
func inner(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

/// √(x·x)
func length(_ vector: [Double]) -> Double { inner(vector, vector).squareRoot() }

/// eˣ, at most e⁶⁰: a learned scale whose loss stays zero drifts without end, and must not become infinite.
func boundedExp(_ x: Double) -> Double { exp(min(x, 60)) }

/// e^{xᵢ} / Σ e^{xⱼ}, without overflow.
func softmax(_ values: [Double]) -> [Double] {
  let peak = values.max() ?? 0
  let exponentials = values.map { exp($0 - peak) }
  let total = exponentials.reduce(0, +)
  return exponentials.map { $0 / total }
}

/// Divided by their sum; equal where that is nothing to divide by.
func onSimplex(_ weights: [Double]) -> [Double] {
  let sum = weights.reduce(0, +)
  return weights.map { sum > 0 ? $0 / sum : 1 / Double(weights.count) }
}

/// The nearest point of the simplex (Held, Wolfe and Crowder 1974).
func projectedOntoSimplex(_ point: [Double]) -> [Double] {
  // Counted from the largest coordinate, so that a step of any size leaves 1 visible beside it.
  let peak = point.max() ?? 0
  let shifted = point.map { $0 - peak }
  var (sum, threshold) = (0.0, 0.0)
  for (rank, value) in shifted.sorted(by: >).enumerated() {
    sum += value
    let candidate = (sum - 1) / Double(rank + 1)
    if value > candidate { threshold = candidate }
  }
  return shifted.map { max(0, $0 - threshold) }
}
