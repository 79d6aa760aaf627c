/// IMTL (Liu et al., ICLR 2021), the hybrid of its two halves. IMTL-L: each loss becomes e^s L − s with a learned s, at first 0,
/// which balances the losses. IMTL-G, on the gradients of the scaled losses: equal projections.
/// Shared parameters by e^s α; heads take the gradients of the scaled losses, e^s. Σ α is 1 (see `imtl-g`). Cost: a backward
/// pass for each task, or one with features.
/// Absent task: weight 0; its learned scale gets no gradient.
public struct IMTL: Weighting {
  public static let name = "imtl"
  public static let summary =
    "Impartial learning: learned loss scales and equal gradient projections (Liu et al. 2021)"

  private let place: GradientPlace

  public init(_ options: inout Options) throws {
    place = try options.take("gradients", default: .parameters, "where task gradients are taken")
  }

  public var needs: Needs { .gramian(place) }

  public func learnedParameters(tasks: Int) -> [Double] { Array(repeating: 0, count: tasks) }

  public func combine(_ evidence: Evidence) -> Combination {
    let scales = evidence.learned.map(boundedExp)
    let scaled = scales.indices.map { i in
      scales.indices.map { evidence.gramian[i][$0] * scales[i] * scales[$0] }
    }
    return Combination(
      shared: zip(impartialWeights(scaled), scales).map { $0 * $1 }, specific: scales,
      learned: zip(scales, evidence.losses).map { $0 * $1 - 1 })
  }
}
