import Engine
import Foundation
import Records
import Report

/// Steps of one weighting scheme on a network, each after one with equal weights.
struct SchemeSpeed {
  let name: String
  let needs: Needs
  /// Seconds of the scheme's steps over those of the step with equal weights before it, sorted.
  let ratios: [Double]
  /// Seconds, sorted.
  let seconds: [Double]

  /// Takes rounds until there are `rounds`, or `limit` seconds are over and there are five.
  static func measure(
    _ name: String, on network: ReferenceNetwork, _ team: ThreadTeam, rounds: Int, limit: Double
  ) throws -> SchemeSpeed {
    let (equal, own) = (
      try network.probe(team: team), try network.probe(weighting: name, team: team)
    )
    // Twice: what a scheme does in its first step only is not its cost.
    for _ in 0..<2 {
      try equal.step()
      try own.step()
    }
    var ratios: [Double] = []
    var seconds: [Double] = []
    let start = ContinuousClock.now
    while ratios.count < rounds {
      if ratios.count >= 5, (ContinuousClock.now - start) / .seconds(1) > limit { break }
      let before = try SpeedMeasurement.time { try equal.step() }
      seconds.append(try SpeedMeasurement.time { try own.step() })
      ratios.append(seconds.last! / before)
    }
    return SchemeSpeed(
      name: name, needs: try weightings.make(name).item.needs, ratios: ratios.sorted(),
      seconds: seconds.sorted())
  }

  var looksAt: String {
    switch needs {
    case .losses: "losses"
    case .gramian(.parameters): "inner products"
    case .gramian(.features): "inner products on features"
    case .rows(.parameters): "gradients"
    case .rows(.features): "gradients on features"
    case .bilevel: "held-out half"
    }
  }
}

/// What every scheme's step costs, as text or JSON.
struct SchemeSpeedReport {
  /// Of each training.
  let threads: Int
  let networks: [(network: ReferenceNetwork, schemes: [SchemeSpeed])]

  var text: String {
    let head = [
      "\(Engine.processor), kernels \(Engine.kernelTable), "
        + "\(Wording.count(threads, "thread")); medians (quartiles) of steps in turn"
    ]
    return
      (head + networks.map { "\($0.network.name): \($0.network.title)\n\(table($0.schemes).text)" })
      .joined(separator: "\n\n")
  }

  private func table(_ schemes: [SchemeSpeed]) -> TextTable {
    var table = TextTable(["weighting", "looks at", "ms/step", "× equal"], right: [2, 3])
    for scheme in schemes.sorted(by: {
      SpeedMeasurement.quantile($0.ratios, 0.5) < SpeedMeasurement.quantile($1.ratios, 0.5)
    }) {
      let ratio = [0.5, 0.25, 0.75].map {
        NumberFormat.fixed(SpeedMeasurement.quantile(scheme.ratios, $0), 2)
      }
      table.add([
        scheme.name, scheme.looksAt,
        NumberFormat.fixed(1e3 * SpeedMeasurement.quantile(scheme.seconds, 0.5), 1),
        "\(ratio[0]) (\(ratio[1])–\(ratio[2]))",
      ])
    }
    return table
  }

  var json: JSONValue {
    .object([
      "processor": .text(Engine.processor), "kernels": .text(Engine.kernelTable),
      "threads": .integer(threads),
      "networks": .array(
        networks.map { network, schemes in
          .object([
            "network": .text(network.name), "title": .text(network.title),
            "weightings": .array(
              schemes.map { scheme in
                .object([
                  "name": .text(scheme.name), "looksAt": .text(scheme.looksAt),
                  "milliseconds": .ratio(1e3 * SpeedMeasurement.quantile(scheme.seconds, 0.5)),
                  "timesEqual": .ratio(SpeedMeasurement.quantile(scheme.ratios, 0.5)),
                  "quartiles": .array(
                    [0.25, 0.75].map { .ratio(SpeedMeasurement.quantile(scheme.ratios, $0)) }),
                ])
              }),
          ])
        }),
    ])
  }
}
