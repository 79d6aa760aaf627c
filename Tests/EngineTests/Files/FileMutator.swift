import Foundation

/// Damages files, the same way for the same seed: bits, bytes, lengths, cuts, and parts of other files.
struct FileMutator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// From 0, below a bound above 0.
  mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Numbers at which lengths break.
  private static let edges: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 32, 1 << 40,
    1 << 62, 0x7FFF_FFFF_FFFF_FFFF, 1 << 63, .max,
  ]

  /// Mostly one change, at most four.
  mutating func damaged(_ bytes: [UInt8], with others: [[UInt8]]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<[1, 1, 1, 2, 3, 4][number(below: 6)] { change(&bytes, others) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(truncatingIfNeeded: next())) }
    let place = number(below: bytes.count)
    switch number(below: 9) {
    case 0: bytes[place] ^= 1 << UInt8(number(below: 8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: next())
    case 2: bytes.insert(UInt8(truncatingIfNeeded: next()), at: place)
    case 3: bytes.removeSubrange(place..<min(place + 1 + number(below: 8), bytes.count))
    case 4: bytes.removeLast(bytes.count - place)
    case 5: overwrite(&bytes, place)
    case 6:
      let end = min(place + 1 + number(below: 64), bytes.count)
      bytes.insert(contentsOf: bytes[place..<end], at: number(below: bytes.count))
    case 7:
      let other = others[number(below: others.count)]
      guard !other.isEmpty else { return }
      let start = number(below: other.count)
      bytes.insert(
        contentsOf: other[start..<min(start + 1 + number(below: 256), other.count)], at: place)
    default:
      // A digit: lengths in text, as in NumPy's header and safetensors'.
      let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
      guard !digits.isEmpty else { return }
      bytes[digits[number(below: digits.count)]] = 0x30 + UInt8(number(below: 10))
    }
  }

  private mutating func overwrite(_ bytes: inout [UInt8], _ place: Int) {
    let edge = Self.edges[number(below: Self.edges.count)]
    for index in 0..<[1, 2, 4, 8][number(below: 4)] where place + index < bytes.count {
      bytes[place + index] = UInt8(truncatingIfNeeded: edge >> UInt64(8 * index))
    }
  }
}
