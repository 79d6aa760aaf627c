/// The pseudo-random numbers of `scripts/fixtures/portable.py`, bit for bit: x ← (1103515245 x + 12345) mod 2³¹.
/// Poor as randomness, but any language repeats it, so that fixtures need not store their inputs.
public struct PortableSequence {
  private var state: UInt64

  public init(seed: Int) { state = UInt64(seed) }

  /// In [0, 1).
  public mutating func next() -> Double {
    state = (1_103_515_245 * state + 12345) % (1 << 31)
    return Double(state) / Double(1 << 31)
  }

  public mutating func take(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }

  /// offset + scale (value − ½), rounded once to 32 bits.
  public static func floats(seed: Int, count: Int, scale: Double, offset: Double) -> [Float] {
    var sequence = PortableSequence(seed: seed)
    return sequence.take(count).map { Float(offset + scale * ($0 - 0.5)) }
  }
}
