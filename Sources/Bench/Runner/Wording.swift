import Foundation

/// Numbers and names in messages, the same in every locale.
enum Wording {
  /// `45 s`, `12 min`, `3.5 h`; beyond what anybody waits for, `1000 years or more`.
  static func seconds(_ seconds: Double) -> String {
    guard seconds < 1000 * 365.25 * 86_400 else { return "1000 years or more" }
    return switch seconds {
    case ..<10: "\(rounded(seconds, 1)) s"
    case ..<120: "\(rounded(seconds, 0)) s"
    case ..<7200: "\(rounded(seconds / 60, 0)) min"
    default: "\(rounded(seconds / 3600, 1)) h"
    }
  }

  /// At most `digits` decimals, without trailing zeros.
  static func rounded(_ value: Double, _ digits: Int) -> String {
    let text = fixed(value, digits)
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }
    return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
  }

  /// Exactly `digits` decimals.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = pow(10, Double(digits))
    let scaled = (abs(value) * scale).rounded()
    // What is not a number is not below either.
    guard scaled < 1e15, scale < 1e15 else { return "\(value)" }
    let whole = Int(scaled)
    let divisor = Int(scale)
    var text = "\(whole / divisor)"
    if digits > 0 {
      let rest = String(whole % divisor)
      text += "." + String(repeating: "0", count: digits - rest.count) + rest
    }
    return (value < 0 && whole != 0 ? "-" : "") + text
  }

  /// `44,229,076`.
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + text
  }

  /// `44.2 M`, `216.0 G`.
  static func scaled(_ value: Double) -> String {
    let (factor, unit) =
      value >= 1e12
      ? (1e12, " T")
      : value >= 1e9
        ? (1e9, " G")
        : value >= 1e6
          ? (1e6, " M")
          : value >= 1e3 ? (1e3, " k") : (1, "")
    return rounded(value / factor, 1) + unit
  }

  /// `700 bytes`, `16 KiB`, `340 MiB`, `3.2 GiB`.
  static func bytes(_ value: Int) -> String {
    switch value {
    case ..<1024: count(value, "byte")
    case ..<(10 << 20): rounded((Double(value) / 1024).rounded(.up), 0) + " KiB"
    case ..<(1 << 30): rounded(Double(value) / Double(1 << 20), 0) + " MiB"
    default: rounded(Double(value) / Double(1 << 30), 1) + " GiB"
    }
  }

  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Absolute paths shortened to their last component: records hold no folder of a machine.
  static func withoutFolders(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard let slash = word.firstIndex(of: "/"), word.filter({ $0 == "/" }).count > 1,
        slash == word.startIndex || !word[word.index(before: slash)].isLetter
      else { return String(word) }
      let start = word[..<slash]
      return start + "…/" + word[slash...].split(separator: "/").last!
    }.joined(separator: " ")
  }

  static func signal(_ number: Int32) -> String {
    String(cString: strsignal(number))
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
