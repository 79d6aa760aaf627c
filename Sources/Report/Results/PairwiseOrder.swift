/// Which of some schemes can be told apart, without and with a factor on a loss, and whether their order is the same then.
struct PairwiseOrder {
  /// Pairs that have common seeds.
  private(set) var pairs = 0
  /// Those whose difference is told from 0 both times.
  private(set) var apart = 0
  /// Those whose difference has another sign then, by scheme.
  private(set) var reversed: [(String, String)] = []

  init(_ schemes: [ScaleTrial.Pair]) {
    for (index, one) in schemes.enumerated() {
      for other in schemes[..<index] {
        guard let before = Self.difference(one.plain, other.plain),
          let after = Self.difference(one.scaled, other.scaled)
        else { continue }
        pairs += 1
        guard before.excludesZero, after.excludesZero else { continue }
        apart += 1
        if before.mean * after.mean < 0 { reversed.append((other.scheme, one.scheme)) }
      }
    }
  }

  private static func difference(_ one: Arm, _ other: Arm) -> Estimate? {
    BlockModel.paired(one.differences(from: other).map(\.value))
  }
}
