import Foundation

/// Dual-Balancing Multi-Task Learning, DB-MTL (Lin et al. 2023, arXiv 2308.12029): the gradients gₜ of log(Lₜ +
/// 1e-8) are averaged over steps, bₜ ← gₜ + β k^{−σ} (bₜ − gₜ) in step k from 1, b = 0 at first, and all
/// brought to the length of the longest: the update is Σₜ (maxⱼ ‖bⱼ‖ / ‖bₜ‖) bₜ. Task-specific layers take the
/// gradients of their log loss, weight 1 / (Lₜ + 1e-8); the scale is that of 1 / L. As many backward passes
/// through what is shared as there are tasks, and that many rows of memory.
/// Absent task: weight 0; its tracked gradient stays as it is.
public struct DBMTL: RowWeighting {
  public static let name = "db-mtl"
  public static let summary =
    "Dual-Balancing: smoothed gradients of log losses, all as long as the longest (Lin et al. 2023)"

  private let beta: Double
  private let sigma: Double

  public init(_ options: inout Options) throws {
    beta = try options.take("beta", default: 0.9, in: 0...1, "what the smoothing keeps of the past")
    sigma = try options.take(
      "beta-sigma", default: 0.0, in: 0...10, "power of the step that beta decays with")
  }

  public var needs: Needs { .rows(.parameters) }

  public func memoryRows(tasks: Int) -> Int { tasks }

  public func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows
  ) -> Combination {
    let kept = Float(beta / pow(Double(evidence.step + 1), sigma))
    let inverses = evidence.losses.map { 1 / (max($0, 0) + 1e-8) }
    for (task, inverse) in inverses.enumerated() {
      smooth(memory.writable(task), rows.writable(task), Float(inverse), kept, rows.width)
    }
    let lengths = (0..<rows.count).map { rows.length($0) }
    let longest = lengths.max() ?? 0
    // A row shorter than any rounding of the longest has no direction.
    let shared = lengths.map { $0 > 1e-30 * longest ? longest / $0 : 0 }
    return Combination(shared: shared, specific: inverses)
  }

  /// The average with the row times `inverse`, left in both.
  private func smooth(
    _ average: UnsafeMutablePointer<Float>, _ row: UnsafeMutablePointer<Float>, _ inverse: Float,
    _ kept: Float, _ count: Int
  ) {
    for i in 0..<count {
      let gradient = row[i] * inverse
      let value = gradient + kept * (average[i] - gradient)
      average[i] = value
      row[i] = value
    }
  }
}
