import Foundation

/// A named source of random numbers: what a seed fixes is drawn from (seed, name), never from the order in
/// which things happen. xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64 over FNV-1a of the name.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  private let key: UInt64

  public init(seed: Int, _ name: String) {
    self.init(key: UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15, name)
  }

  private init(key: UInt64, _ name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var mixer = SplitMix64(state: key ^ hash)
    self.key = mixer.next()
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// An independent stream below this one; the same whatever was drawn from this one before.
  public func stream(_ name: String) -> RandomStream { RandomStream(key: key, name) }

  public mutating func next() -> UInt64 {
    let result = rotate(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, 45)
    return result
  }

  /// Uniform in [0, 1), 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Uniform in 0..<count, without bias.
  public mutating func index(below count: Int) -> Int {
    Int(next(upperBound: UInt64(count)))
  }

  /// Standard normal (Box–Muller; the second value of the pair is not kept).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A permutation of 0..<count (Fisher–Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }

  private func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
  }
}

private struct SplitMix64 {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
