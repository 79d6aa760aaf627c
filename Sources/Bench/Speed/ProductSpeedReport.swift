import Engine
import Foundation
import Records
import Report

/// Our products beside OpenBLAS's, as text or JSON.
struct ProductSpeedReport {
  /// GFLOP/s of one core at most.
  let peak: Double
  let products: [ProductSpeed]
  let steps: [ProductStepSpeed]

  var text: String {
    [
      "\(Engine.processor), kernels \(Engine.kernelTable); \(OpenBLAS.name); CPU time of one thread",
      "peak of one core: \(one(peak)) GFLOP/s in registers and L1",
      "products y = x w (forward), dx = dy wᵀ (input), dw += xᵀ dy (weights); x has so "
        + "many rows as measuring needs; medians (quartiles) of GFLOP/s in turns, and shares of the peak\n"
        + productTable.text,
      "training steps in turns: medians (quartiles)\n" + stepTable.text,
    ].joined(separator: "\n\n")
  }

  private var productTable: TextTable {
    var table = TextTable(
      [
        "networks", "rows × depth × columns", "product", "own", "share", "OpenBLAS", "share",
        "OpenBLAS / own",
      ], right: [1, 3, 4, 5, 6, 7])
    for product in products {
      let (own, library) = (median(product.own), median(product.library))
      table.add([
        product.networks.joined(separator: ", "), product.shape.description,
        product.direction.rawValue, spread(product.own, one), share(own),
        spread(product.library, one), share(library), two(library / own),
      ])
    }
    return table
  }

  private var stepTable: TextTable {
    var table = TextTable(
      ["network", "own, ms", "OpenBLAS, ms", "OpenBLAS / own"], right: [1, 2, 3])
    for step in steps {
      table.add([
        "\(step.network.name): \(step.network.title)", one(1e3 * median(step.own)),
        one(1e3 * median(step.library)), spread(step.ratios, two),
      ])
    }
    return table
  }

  private func share(_ gigaflops: Double) -> String {
    NumberFormat.fixed(100 * gigaflops / peak, 0) + " %"
  }

  private func spread(_ sorted: [Double], _ format: (Double) -> String) -> String {
    "\(format(median(sorted))) (\(format(quantile(sorted, 0.25)))–\(format(quantile(sorted, 0.75))))"
  }

  private func median(_ sorted: [Double]) -> Double { quantile(sorted, 0.5) }
  private func quantile(_ sorted: [Double], _ fraction: Double) -> Double {
    SpeedMeasurement.quantile(sorted, fraction)
  }

  var json: JSONValue {
    .object([
      "processor": .text(Engine.processor), "kernels": .text(Engine.kernelTable),
      "openblas": .object(["version": .text(OpenBLAS.version), "core": .text(OpenBLAS.core)]),
      "peakGigaflops": .ratio(peak),
      "products": .array(
        products.map { product in
          .object([
            "networks": .array(product.networks.map { .text($0) }),
            "rows": .integer(product.shape.rows), "depth": .integer(product.shape.depth),
            "columns": .integer(product.shape.columns),
            "product": .text(product.direction.rawValue),
            "own": gigaflops(product.own), "openblas": gigaflops(product.library),
          ])
        }),
      "steps": .array(
        steps.map { step in
          .object([
            "network": .text(step.network.name),
            "ownMilliseconds": .ratio(1e3 * median(step.own)),
            "openblasMilliseconds": .ratio(1e3 * median(step.library)),
            "ratio": .ratio(median(step.ratios)), "quartiles": quartiles(step.ratios),
          ])
        }),
    ])
  }

  private func gigaflops(_ sorted: [Double]) -> JSONValue {
    .object([
      "gigaflops": .ratio(median(sorted)), "quartiles": quartiles(sorted),
      "shareOfPeak": .ratio(median(sorted) / peak),
    ])
  }

  private func quartiles(_ sorted: [Double]) -> JSONValue {
    .array([0.25, 0.75].map { .ratio(quantile(sorted, $0)) })
  }

  private func one(_ value: Double) -> String { NumberFormat.fixed(value, 1) }
  private func two(_ value: Double) -> String { NumberFormat.fixed(value, 2) }
}
