import Foundation

/// The one place where numbers become text: the same in Markdown, HTML, charts and prose, in any locale.
/// A true minus sign, digits that follow the standard error, intervals always as [lo, hi].
enum NumberFormat {
  static let minus = "\u{2212}"
  static let none = "–"

  /// A fixed number of decimals; never a negative zero.
  static func fixed(_ value: Double, _ decimals: Int, signed: Bool = false) -> String {
    guard value.isFinite else {
      return value.isNaN ? "not a number" : (value < 0 ? minus : "") + "∞"
    }
    if abs(value) >= 1e15 { return scientific(value, 3, signed: signed) }
    let digits = String(format: "%.\(max(0, decimals))f", abs(value))
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    if isZero { return digits }
    if value < 0 { return minus + digits }
    return (signed ? "+" : "") + digits
  }

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

  /// A mean of Δp or Δm in percent: with its interval's digits where it has one, else one decimal.
  static func percentChange(_ mean: Double?, _ estimate: Estimate?) -> String {
    if let estimate {
      return fixed(estimate.mean, decimals(forError: estimate.standardError), signed: true)
    }
    return mean.map { fixed($0, 1, signed: true) } ?? none
  }

  /// `[−1.4, +0.2]`, or a dash where there is no interval.
  static func interval(_ estimate: Estimate?) -> String {
    guard let estimate else { return none }
    return interval(estimate.low, estimate.high, decimals(forError: estimate.standardError))
  }

  /// Never zero: `< .001`.
  static func pValue(_ p: Double) -> String {
    if p < 0.001 { return "< .001" }
    if p > 0.999 { return "> .999" }
    let text = String(format: p < 0.01 ? "%.3f" : "%.2f", p)
    return text.hasPrefix("0") ? String(text.dropFirst()) : text
  }

  /// `44,229,076`
  static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? minus : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `44.2 M`, `216 G`: three significant digits and an SI prefix.
  static func short(_ value: Double, unit: String = "") -> String {
    let steps: [(Double, String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
    for step in steps where abs(value) >= step.0 * 0.9995 {
      return significant(value / step.0, 3) + " " + step.1 + unit
    }
    return significant(value, 3) + (unit.isEmpty ? "" : " " + unit)
  }

  /// `0.38×`
  static func ratio(_ value: Double) -> String { significant(value, value < 1 ? 2 : 3) + "×" }

  /// `14×`; beyond a thousand the exact value says nothing.
  static func varianceRatio(_ value: Double) -> String {
    value > 1000 ? "more than 1,000×" : significant(value, 2) + "×"
  }

  /// So many significant digits; with an exponent only where the zeros would be too many to count.
  static func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 0) }
    if abs(value) >= 1e15 || abs(value) < 1e-9 { return scientific(value, digits) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    let decimals = max(0, digits - 1 - exponent)
    // Rounding may carry into a new digit (9.996 → 10.0): format again with one decimal less.
    let rounded = (value * pow(10, Double(decimals))).rounded() / pow(10, Double(decimals))
    let carried = Int(log10(abs(rounded == 0 ? value : rounded)).rounded(.down))
    return fixed(value, carried > exponent ? max(0, decimals - 1) : decimals)
  }

  /// `1.20e−30`
  private static func scientific(_ value: Double, _ digits: Int, signed: Bool = false) -> String {
    let text = String(format: "%.\(max(0, digits - 1))e", abs(value))
    let sign = value < 0 ? minus : signed ? "+" : ""
    return sign + text.replacing("e-", with: "e" + minus).replacing("e+", with: "e")
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

  /// `3 min`, `2.4 h`, `12 s`
  static func duration(_ seconds: Double) -> String {
    if seconds < 1 { return significant(seconds * 1000, 3) + " ms" }
    if seconds < 120 { return significant(seconds, seconds < 10 ? 2 : 3) + " s" }
    if seconds < 7200 { return significant(seconds / 60, 3) + " min" }
    return significant(seconds / 3600, 3) + " h"
  }

  static func bytes(_ value: Int) -> String { short(Double(value), unit: "B") }

  /// `1 seed`, `3 seeds`
  static func plural(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(self.count(count)) " + (count == 1 ? noun : plural ?? noun + "s")
  }

  /// `a, b and c`
  static func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + words.last!
  }

  /// `three`; digits from eleven on.
  static func word(_ count: Int) -> String {
    let words = [
      "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ]
    return words.indices.contains(count) ? words[count] : self.count(count)
  }
}
