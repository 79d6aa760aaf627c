/// A number as JSON spells it, rounded once to the nearest double.
struct JSONNumber {
  private let bytes: [UInt8]
  private(set) var place: Int
  /// The digits without their point, as far as they fit.
  private var mantissa: UInt64 = 0
  private var digits = 0
  /// Of ten, that the mantissa is multiplied by.
  private var exponent = 0

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    place = start
  }

  /// Nil of what is no number; `place` is behind it otherwise. Infinite of one beyond the range of doubles.
  mutating func read() -> Double? {
    let start = place
    let isNegative = take(UInt8(ascii: "-"))
    let first = place
    guard takeDigits() else { return nil }
    // 010 is no number.
    if bytes[first] == 0x30, place > first + 1 { return nil }
    if take(UInt8(ascii: ".")) {
      let point = place
      guard takeDigits() else { return nil }
      exponent -= place - point
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      guard let power = takeExponent() else { return nil }
      exponent += power
    }
    // Both factors are doubles of their own, so that there is one rounding.
    if digits <= 15, abs(exponent) < Self.powers.count {
      let whole = Double(mantissa)
      let power = Self.powers[abs(exponent)]
      let size = exponent < 0 ? whole / power : whole * power
      return isNegative ? -size : size
    }
    return Double(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  /// Of ten, those that are doubles.
  private static let powers: [Double] = (0...22).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func takeDigits() -> Bool {
    let start = place
    while place < bytes.count, 0x30...0x39 ~= bytes[place] {
      if digits < 19 { mantissa = mantissa * 10 + UInt64(bytes[place] - 0x30) }
      // Zeros before the first other digit do not count.
      if digits > 0 || bytes[place] != 0x30 { digits += 1 }
      place += 1
    }
    return place > start
  }

  private mutating func takeExponent() -> Int? {
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    let start = place
    var power = 0
    while place < bytes.count, 0x30...0x39 ~= bytes[place] {
      power = min(power * 10 + Int(bytes[place] - 0x30), 100_000)
      place += 1
    }
    return place > start ? (isNegative ? -power : power) : nil
  }
}
