import Engine
import Foundation

/// One network's training steps, measured.
struct SpeedMeasurement {
  let network: ReferenceNetwork
  let parameters: Int
  /// Multiply–accumulates of a forward pass over the batch, counted directly.
  let macs: Int
  /// Seconds of each timed step, sorted.
  let seconds: [Double]
  let peakMemory: Int?
  let layers: [TrainingProbe.LayerTime]
  /// Seconds outside of layers: targets, the optimizer.
  let outside: Double

  /// Times steps until there are `steps`, or `limit` seconds are over and there are five.
  static func measure(
    _ network: ReferenceNetwork, _ team: ThreadTeam, steps: Int, limit: Double
  ) throws -> Self {
    let measuresMemory = PeakMemory.reset()
    let probe = try network.probe(team: team)
    try probe.step()
    var seconds: [Double] = []
    let start = ContinuousClock.now
    while seconds.count < steps {
      if seconds.count >= 5, (ContinuousClock.now - start) / .seconds(1) > limit { break }
      seconds.append(try time { try probe.step() })
    }
    let profiled = max(1, min(5, steps))
    var layers: [TrainingProbe.LayerTime] = []
    let profile = try time { layers = try probe.layers(steps: profiled) } / Double(profiled)
    let inLayers = layers.reduce(0) { $0 + $1.forward + $1.backward }
    return SpeedMeasurement(
      network: network, parameters: probe.parameters, macs: probe.macs, seconds: seconds.sorted(),
      peakMemory: measuresMemory ? PeakMemory.bytes : nil, layers: layers,
      outside: max(0, profile - inLayers))
  }

  static func time(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// Between two steps, the value on the line through them: so the median of an even number is the mean of the middle two,
  /// and the quartiles are those of `compare-speed`.
  func quantile(_ fraction: Double) -> Double { Self.quantile(seconds, fraction) }

  static func quantile(_ sorted: [Double], _ fraction: Double) -> Double {
    let place = Double(sorted.count - 1) * fraction
    let low = sorted[Int(place)]
    let high = sorted[Int(place.rounded(.up))]
    return low + (place - place.rounded(.down)) * (high - low)
  }
  var median: Double { quantile(0.5) }
  var imagesPerSecond: Double { Double(network.batch) / median }

  /// Direct convolution's operations, whatever algorithm ran: two for each multiply–accumulate, in every direction.
  var operations: Double {
    layers.reduce(0) { $0 + 2 * Double($1.macs * $1.directions) }
  }
  var gigaflops: Double { operations / median * 1e-9 }

  /// Seconds by kind of layer, the longest first; the optimizer and the batch come last.
  var shares: [(kind: String, seconds: Double)] {
    var totals: [LayerKind: Double] = [:]
    for layer in layers { totals[layer.kind, default: 0] += layer.forward + layer.backward }
    return totals.map { ($0.key.rawValue, $0.value) }.sorted { $0.1 > $1.1 }
      + [("optimizer and batch", outside)]
  }

  /// Seconds that a step takes at least: products at the measured peak, and every float that is read or written beside
  /// them at the measured bandwidth of the cache. Adam reads four vectors and writes three.
  func floor(_ ceilings: MachineCeilings) -> (products: Double, passes: Double) {
    let work = layers.reduce(into: (adds: 0, floats: 7 * parameters)) {
      $0.adds += $1.work.multiplyAdds
      $0.floats += $1.work.floats
    }
    return (
      2 * Double(work.adds) / ceilings.gigaflops * 1e-9,
      4 * Double(work.floats) / ceilings.cacheBandwidth * 1e-9
    )
  }
}
