import Engine

/// Whole training steps of one network with our products and with OpenBLAS's, in turns, by CPU time.
struct ProductStepSpeed {
  let network: ReferenceNetwork
  /// CPU seconds of each step, sorted.
  let own: [Double]
  let library: [Double]
  /// OpenBLAS's step over ours before it, sorted.
  let ratios: [Double]

  /// Takes rounds until there are `rounds`, or `limit` seconds are over and there are five.
  static func measure(_ network: ReferenceNetwork, rounds: Int, limit: Double) throws -> Self {
    let (ours, theirs) = (try network.probe(), try network.probe(products: .openblas))
    try ours.step()
    try theirs.step()
    var pairs: [(own: Double, library: Double)] = []
    let start = ContinuousClock.now
    while pairs.count < rounds {
      if pairs.count >= 5, (ContinuousClock.now - start) / .seconds(1) > limit { break }
      pairs.append(
        (
          try ThreadClock.time { try ours.step() },
          try ThreadClock.time { try theirs.step() }
        ))
    }
    return ProductStepSpeed(
      network: network, own: pairs.map(\.own).sorted(), library: pairs.map(\.library).sorted(),
      ratios: pairs.map { $0.library / $0.own }.sorted())
  }
}
