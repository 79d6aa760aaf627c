import Foundation

/// Estimates, with the digits that their errors allow; intervals always as [lo, hi].
extension NumberFormat {
  /// Decimals at which a value with this standard error is printed: the error's first digit, and its
  /// second where the first is 1 or 2.
  static func decimals(forError error: Double) -> Int {
    guard error.isFinite, error > 0 else { return 2 }
    let exponent = Int(log10(error).rounded(.down))
    let leading = error / pow(10, Double(exponent))
    return min(6, max(0, -exponent + (leading < 2.95 ? 1 : 0)))
  }

  /// `−0.6 [−1.4, +0.2]`
  static func estimate(_ estimate: Estimate, unit: String = "") -> String {
    let decimals = decimals(forError: estimate.standardError)
    return fixed(estimate.mean, decimals, signed: true) + unit + " "
      + interval(estimate.low, estimate.high, decimals)
  }

  static func interval(_ low: Double, _ high: Double, _ decimals: Int) -> String {
    "[\(fixed(low, decimals, signed: true)), \(fixed(high, decimals, signed: true))]"
  }

  /// `[−1.4, +0.2]`, or a dash where there is no interval.
  static func interval(_ estimate: Estimate?) -> String {
    guard let estimate else { return none }
    return interval(estimate.low, estimate.high, decimals(forError: estimate.standardError))
  }

  /// A mean of Δp or Δm in percent: with its interval's digits where it has one, else one decimal.
  static func percentChange(_ mean: Double?, _ estimate: Estimate?) -> String {
    if let estimate {
      return fixed(estimate.mean, decimals(forError: estimate.standardError), signed: true)
    }
    return mean.map { fixed($0, 1, signed: true) } ?? none
  }

  /// Never zero: `< .001`.
  static func pValue(_ p: Double) -> String {
    if p < 0.001 { return "< .001" }
    if p > 0.999 { return "> .999" }
    let text = fixed(p, p < 0.01 ? 3 : 2)
    return text.hasPrefix("0") ? String(text.dropFirst()) : text
  }

  /// `14×`; beyond a thousand the exact value says nothing.
  static func varianceRatio(_ value: Double) -> String {
    value > 1000 ? "more than 1,000×" : significant(value, 2) + "×"
  }

  /// A mean over seeds of one metric in the unit that readers see; digits follow the standard error.
  static func metric(_ values: [Double], scale: Double) -> String {
    guard !values.isEmpty else { return none }
    let scaled = values.map { $0 * scale }
    let mean = Moments.mean(scaled)
    guard mean.isFinite else { return fixed(mean, 0) }
    guard let deviation = Moments.deviation(scaled), deviation > 0, deviation.isFinite
    else {
      return significant(mean, 3)
    }
    let error = deviation / Double(values.count).squareRoot()
    // A spread of a few seeds can be small by chance: no more than four significant digits.
    let magnitude = mean == 0 ? 0 : Int(log10(abs(mean)).rounded(.down))
    return fixed(mean, min(decimals(forError: error), max(0, 3 - magnitude)))
  }
}
