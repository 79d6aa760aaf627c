import Engine
import Foundation
import Records
import Report

/// Ceilings and measurements as text or JSON.
struct SpeedReport {
  let ceilings: MachineCeilings
  /// Of each training.
  let threads: Int
  let measurements: [SpeedMeasurement]
  let showsLayers: Bool

  var text: String {
    var parts = [
      "\(Engine.processor), kernels \(Engine.kernelTable), "
        + "\(Wording.count(threads, "thread"))",
      "ceilings of one core: \(one(ceilings.gigaflops)) GFLOP/s in registers and L1, "
        + "\(one(ceilings.cacheBandwidth)) GB/s in L2, "
        + "\(one(ceilings.memoryBandwidth)) GB/s in memory",
      overview.text, shares.text,
    ]
    if showsLayers {
      parts += measurements.map { "\($0.network.name): \($0.network.title)\n\(layers($0).text)" }
    }
    return parts.joined(separator: "\n\n")
  }

  private var overview: TextTable {
    var table = TextTable(
      [
        "network", "batch", "size", "parameters", "ms/step", "spread", "images/s", "GFLOP/s",
        "floor",
        "× floor", "memory",
      ], right: Set(1...10))
    for found in measurements {
      let floor = found.floor(ceilings)
      let least = floor.products + floor.passes
      table.add([
        "\(found.network.name): \(found.network.title)", "\(found.network.batch)",
        "\(found.network.size)", "\(found.parameters)", one(found.median * 1e3),
        "\(one(found.quantile(0.25) * 1e3))–\(one(found.quantile(0.75) * 1e3))",
        one(found.imagesPerSecond), one(found.gigaflops), "\(one(least * 1e3)) ms",
        NumberFormat.fixed(found.median / least, 2),
        found.peakMemory.map(NumberFormat.bytes) ?? "unknown",
      ])
    }
    return table
  }

  private var shares: TextTable {
    var table = TextTable(
      ["share of the step, %"] + measurements.map(\.network.name), right: Set(1...9))
    let kinds = measurements.flatMap { $0.shares.map(\.kind) }
    var seen: Set<String> = []
    for kind in kinds where seen.insert(kind).inserted {
      table.add(
        [kind]
          + measurements.map { found in
            let total = found.shares.reduce(0) { $0 + $1.seconds }
            let own = found.shares.first { $0.kind == kind }?.seconds ?? 0
            return one(100 * own / total)
          })
    }
    return table
  }

  private func layers(_ found: SpeedMeasurement) -> TextTable {
    var table = TextTable(
      ["layer", "kind", "output", "algorithm", "forward ms", "backward ms", "GFLOP/s"],
      right: [4, 5, 6])
    for layer in found.layers {
      let seconds = layer.forward + layer.backward
      table.add([
        layer.name, layer.kind.rawValue, layer.output.description, layer.algorithm,
        NumberFormat.fixed(layer.forward * 1e3, 3), NumberFormat.fixed(layer.backward * 1e3, 3),
        layer.macs == 0
          ? "" : one(2 * Double(layer.macs * layer.directions) / seconds * 1e-9),
      ])
    }
    return table
  }

  var json: JSONValue {
    .object([
      "processor": .text(Engine.processor), "kernels": .text(Engine.kernelTable),
      "threads": .integer(threads),
      "ceilings": .object([
        "gigaflops": .ratio(ceilings.gigaflops),
        "cacheGigabytesPerSecond": .ratio(ceilings.cacheBandwidth),
        "memoryGigabytesPerSecond": .ratio(ceilings.memoryBandwidth),
      ]), "networks": .array(measurements.map(json)),
    ])
  }

  private func json(_ found: SpeedMeasurement) -> JSONValue {
    let floor = found.floor(ceilings)
    var members: [String: JSONValue] = [
      "network": .text(found.network.name), "title": .text(found.network.title),
      "batch": .integer(found.network.batch), "height": .integer(found.network.size.height),
      "width": .integer(found.network.size.width), "parameters": .integer(found.parameters),
      "macs": .integer(found.macs), "steps": .integer(found.seconds.count),
      "milliseconds": .ratio(found.median * 1e3),
      "quartiles": .array([0.25, 0.75].map { .ratio(found.quantile($0) * 1e3) }),
      "imagesPerSecond": .ratio(found.imagesPerSecond), "gigaflops": .ratio(found.gigaflops),
      "floor": .object([
        "productMilliseconds": .ratio(floor.products * 1e3),
        "passMilliseconds": .ratio(floor.passes * 1e3),
      ]),
      "shares": .object(
        Dictionary(uniqueKeysWithValues: found.shares.map { ($0.kind, .ratio($0.seconds * 1e3)) })),
      "layers": .array(
        found.layers.map { layer in
          .object([
            "name": .text(layer.name), "kind": .text(layer.kind.rawValue),
            "algorithm": .text(layer.algorithm), "output": .text(layer.output.description),
            "forwardMilliseconds": .ratio(layer.forward * 1e3),
            "backwardMilliseconds": .ratio(layer.backward * 1e3), "macs": .integer(layer.macs),
          ])
        }),
    ]
    if let memory = found.peakMemory { members["peakBytes"] = .integer(memory) }
    return .object(members)
  }

  private func one(_ value: Double) -> String { NumberFormat.fixed(value, 1) }
}
