import Foundation
import Synchronization

/// Student's t distribution with ν > 0 degrees of freedom.
enum StudentT {
  /// P(T ≤ t).
  static func cumulative(_ t: Double, _ degrees: Double) -> Double {
    precondition(degrees > 0, "Student's t needs ν > 0, found \(degrees)")
    if t == 0 { return 0.5 }
    let tail =
      0.5 * regularizedBeta(degrees / (degrees + t * t), a: degrees / 2, b: 0.5)
    return t > 0 ? 1 - tail : tail
  }

  /// P(T > t), without the cancellation of `1 − cumulative`.
  static func upperTail(_ t: Double, _ degrees: Double) -> Double { cumulative(-t, degrees) }

  private struct Question: Hashable {
    var p: Double
    var degrees: Double
  }

  /// A report asks the same few questions thousands of times.
  private static let answers = Mutex<[Question: Double]>([:])

  /// The t below which a share `p` of the distribution lies; 0 < p < 1.
  static func quantile(_ p: Double, _ degrees: Double) -> Double {
    let question = Question(p: p, degrees: degrees)
    if let known = answers.withLock({ $0[question] }) { return known }
    let answer = bisected(p, degrees)
    answers.withLock { $0[question] = answer }
    return answer
  }

  /// Bisection to full precision.
  private static func bisected(_ p: Double, _ degrees: Double) -> Double {
    precondition(p > 0 && p < 1, "a quantile needs 0 < p < 1, found \(p)")
    if p < 0.5 { return -quantile(1 - p, degrees) }
    if p == 0.5 { return 0 }
    var low = 0.0
    var high = 1.0
    while upperTail(high, degrees) > 1 - p {
      low = high
      high *= 2
    }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if upperTail(middle, degrees) > 1 - p { low = middle } else { high = middle }
    }
  }
}

/// The regularised incomplete beta function I_x(a, b), 0 ≤ x ≤ 1: the continued fraction of DLMF
/// 8.17.22, evaluated by Lentz's method, on the side where it converges fast.
func regularizedBeta(_ x: Double, a: Double, b: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  let front = exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x))
  if x < (a + 1) / (a + b + 2) { return front * betaFraction(x, a, b) / a }
  return 1 - front * betaFraction(1 - x, b, a) / b
}

private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  func floored(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / floored(1 - (a + b) * x / (a + 1))
  var value = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / floored(1 + even * d)
    c = floored(1 + even / c)
    value *= c * d
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / floored(1 + odd * d)
    c = floored(1 + odd / c)
    value *= c * d
    if abs(c * d - 1) < 1e-15 { break }
  }
  return value
}

/// ln Γ(x) for x > 0: Lanczos' approximation (g = 7, nine terms), within 1e-14 max(1, |ln Γ|).
///
/// The system's `lgamma` is not taken, because the last digits of a report's tables would follow the version of libm:
/// glibc has replaced its function by a more exact one since, while `log`, which alone is left here, stayed. It also
/// writes the sign to a variable that all threads share; `lgamma_r`, which does not, is no part of POSIX.
func logGamma(_ x: Double) -> Double {
  precondition(x > 0, "ln Γ needs x > 0, found \(x)")
  let terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  if x < 0.5 { return log(Double.pi / sin(Double.pi * x)) - logGamma(1 - x) }
  var sum = 0.99999999999980993
  for (index, term) in terms.enumerated() { sum += term / (x + Double(index)) }
  let t = x + 6.5
  return 0.5 * log(2 * Double.pi) + (x - 0.5) * log(t) - t + log(sum)
}
