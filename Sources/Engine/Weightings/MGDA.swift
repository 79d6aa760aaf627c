/// MGDA (Désidéri 2012; Sener and Koltun, NeurIPS 2018): the weights of the shortest vector in the convex hull of the task
/// gradients, which lowers every loss or is 0 where none can fall without another's rising. On features it is MGDA-UB, one
/// pass through the shared network. Solved exactly; public code stops Frank–Wolfe or projected steps early, and never gives a
/// task of a pair less than 0.001.
/// Shared parameters only. Simplex: weights sum to 1. Cost: a backward pass for each task, or MGDA-UB's one.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct MGDA: Weighting {
  public static let name = "mgda"
  public static let summary =
    "Multiple gradient descent: the min-norm mixture of task gradients (Sener and Koltun 2018)"

  private enum Normalization: String, CaseIterable {
    case none, l2, loss
    case lossAndL2 = "loss+"
  }

  private let place: GradientPlace
  private let normalization: Normalization

  public init(_ options: inout Options) throws {
    place = try options.take("gradients", default: .parameters, "features is MGDA-UB")
    normalization = try options.take(
      "normalization", default: .none,
      "by what gradients are divided to find the mixture: norm (l2), loss or both (loss+)")
  }

  public var needs: Needs { .gramian(place) }

  public func combine(_ evidence: Evidence) -> Combination {
    let angles = Angles(evidence.gramian)
    let lengths = zip(angles.norms, evidence.losses).map(length)
    let places = lengths.indices.filter { lengths[$0] != nil }
    let scales = places.map { lengths[$0] ?? 0 }
    let cosines = angles.cosines.restricted(to: places)
    let matrix = scales.indices.map { i in
      scales.indices.map { cosines[i][$0] * scales[i] * scales[$0] }
    }
    var weights = lengths.map { _ in 0.0 }
    for (place, weight) in zip(places, simplexMinimiser(matrix, scales: scales)) {
      weights[place] = weight
    }
    return Combination(shared: onSimplex(weights), specific: weights.map { _ in 1 })
  }

  /// Of the normalised gradient; nil where that is 0 / 0 or infinite, and the task is left out.
  private func length(norm: Double, loss: Double) -> Double? {
    switch normalization {
    case .none: return norm
    case .l2: return norm > 0 ? 1 : nil
    case .loss: return loss > 0 ? norm / loss : nil
    case .lossAndL2: return norm > 0 && loss > 0 ? 1 / loss : nil
    }
  }
}
