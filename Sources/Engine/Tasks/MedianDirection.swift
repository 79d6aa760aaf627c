import Foundation

/// The direction with the least mean angle to others: the geometric median on the sphere, found by Weiszfeld's steps (Fletcher,
/// Venkatasubramanian and Joshi, The geometric median on Riemannian manifolds, 2009). There can be several local ones, so that
/// the steps begin at the mean and at both ends of every axis, and the best end counts. Nil where there is none.
func medianDirection(of vectors: [SIMD3<Float>]) -> SIMD3<Float>? {
  let directions = vectors.compactMap { unit(SIMD3<Double>($0)) }
  guard !directions.isEmpty else { return nil }
  let axes = (0..<3).flatMap { axis -> [SIMD3<Double>] in
    var end = SIMD3<Double>.zero
    end[axis] = 1
    return [end, -end]
  }
  let starts = (unit(directions.reduce(.zero, +)).map { [$0] } ?? []) + axes
  let ends = starts.map { settled($0, among: directions) }
  return ends.min { $0.meanAngle < $1.meanAngle }.map { SIMD3<Float>($0.direction) }
}

/// Beyond this the mean angle changes by far less than a digit that is shown, in radians.
private let finest = 1e-4

/// Where Weiszfeld's steps from a direction end, and the mean angle there.
private func settled(_ start: SIMD3<Double>, among directions: [SIMD3<Double>]) -> (
  direction: SIMD3<Double>, meanAngle: Double
) {
  var best = (direction: start, meanAngle: Double.infinity)
  var direction = start
  for _ in 0..<100 {
    let step = weiszfeldStep(direction, directions)
    guard step.meanAngle < best.meanAngle else { break }
    best = (direction, step.meanAngle)
    let length = dot(step.tangent, step.tangent).squareRoot()
    guard length > finest else { break }
    direction = direction * cos(length) + step.tangent * (sin(length) / length)
  }
  return best
}

/// The step, tangent at the direction, that brings it nearer to the median, and the mean angle before it.
private func weiszfeldStep(_ direction: SIMD3<Double>, _ others: [SIMD3<Double>]) -> (
  tangent: SIMD3<Double>, meanAngle: Double
) {
  var (tangent, weights, angles) = (SIMD3<Double>.zero, 0.0, 0.0)
  for other in others {
    let cosine = min(max(dot(direction, other), -1), 1)
    let angle = acos(cosine)
    angles += angle
    // Those at the direction itself weigh much, but not without bound.
    weights += 1 / max(angle, finest)
    if let way = unit(other - cosine * direction), angle > finest { tangent += way }
  }
  return (tangent / weights, angles / Double(others.count))
}

private func dot(_ one: SIMD3<Double>, _ other: SIMD3<Double>) -> Double { (one * other).sum() }

/// Nil where a vector has no direction.
private func unit(_ vector: SIMD3<Double>) -> SIMD3<Double>? {
  let length = dot(vector, vector).squareRoot()
  return length > 1e-12 && length < .infinity ? vector / length : nil
}
