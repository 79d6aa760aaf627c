import Foundation

/// The one place where numbers become text for people: the same in pages, charts, prose and on the terminal, in any
/// locale. A true minus sign, no negative zero, digits that follow the standard error.
///
/// What programs read spells numbers itself, with every digit: canonical JSON (in Records), tables of data, coordinates.
public enum NumberFormat {
  public static let minus = "\u{2212}"
  public static let none = "–"

  /// A fixed number of decimals.
  public static func fixed(_ value: Double, _ decimals: Int, signed: Bool = false) -> String {
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

  /// At most so many decimals: `2.5`, `2`.
  public static func rounded(_ value: Double, _ decimals: Int) -> String {
    trimmed(fixed(value, decimals))
  }

  /// So many significant digits; with an exponent only where the zeros would be too many to count.
  public static func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 0) }
    if abs(value) >= 1e15 || abs(value) < 1e-9 { return scientific(value, digits) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    let decimals = max(0, digits - 1 - exponent)
    // Rounding may carry into a new digit (9.996 → 10.0): format again with one decimal less.
    let rounded = (value * pow(10, Double(decimals))).rounded() / pow(10, Double(decimals))
    let carried = Int(log10(abs(rounded == 0 ? value : rounded)).rounded(.down))
    return fixed(value, carried > exponent ? max(0, decimals - 1) : decimals)
  }

  /// At most so many significant digits, as a person would write the number: `2`, `2.5`.
  public static func plain(_ value: Double, _ digits: Int = 3) -> String {
    trimmed(significant(value, digits))
  }

  /// `1.20e−30`
  private static func scientific(_ value: Double, _ digits: Int, signed: Bool = false) -> String {
    let text = String(format: "%.\(max(0, digits - 1))e", abs(value))
    let sign = value < 0 ? minus : signed ? "+" : ""
    return sign + text.replacing("e-", with: "e" + minus).replacing("e+", with: "e")
  }

  /// Without the zeros that end the decimals: `2.50` → `2.5`, `2.0` → `2`, `1.20e−30` → `1.2e−30`.
  private static func trimmed(_ text: String) -> String {
    let mantissa = text.prefix { $0 != "e" }
    guard mantissa.contains(".") else { return text }
    var kept = mantissa
    while kept.hasSuffix("0") { kept.removeLast() }
    if kept.hasSuffix(".") { kept.removeLast() }
    return String(kept + text[mantissa.endIndex...])
  }

  /// `44,229,076`
  public static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? minus : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `44.2 M`, `216 G`: three significant digits and an SI prefix.
  public static func short(_ value: Double, unit: String = "") -> String {
    let steps: [(Double, String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
    for step in steps where abs(value) >= step.0 * 0.9995 {
      return significant(value / step.0, 3) + " " + step.1 + unit
    }
    return significant(value, 3) + (unit.isEmpty ? "" : " " + unit)
  }

  /// `0.38×`
  public static func ratio(_ value: Double) -> String {
    significant(value, value < 1 ? 2 : 3) + "×"
  }

  /// `700 bytes`, `16.4 kB`, `3.44 GB`
  public static func bytes(_ value: Int) -> String {
    value < 1000 ? Wording.count(value, "byte") : short(Double(value), unit: "B")
  }

  /// A time that was measured, with three digits: `71.2 s`, `15.3 min`, `2.41 h`.
  public static func duration(_ seconds: Double) -> String {
    if seconds < 1 { return significant(seconds * 1000, 3) + " ms" }
    if seconds < 120 { return significant(seconds, seconds < 10 ? 2 : 3) + " s" }
    if seconds < 7200 { return significant(seconds / 60, 3) + " min" }
    return significant(seconds / 3600, 3) + " h"
  }

  private static let millennium = 1000 * 365.25 * 86_400

  /// A time that is estimated, or of which nobody wants the digits: `3.1 s`, `12 min`, `2.5 h`; beyond what anybody waits
  /// for, `1000 years or more`.
  public static func roughDuration(_ seconds: Double) -> String {
    switch seconds {
    case ..<10: rounded(seconds, 1) + " s"
    case ..<120: rounded(seconds, 0) + " s"
    case ..<7200: rounded(seconds / 60, 0) + " min"
    case ..<millennium: rounded(seconds / 3600, 1) + " h"
    default: "1000 years or more"
    }
  }
}
