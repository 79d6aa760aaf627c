/// PCGrad (Yu et al., NeurIPS 2020, algorithm 1): each task's gradient is projected, in random order, onto the
/// normal plane of every other that it conflicts with; the sum of the projected gradients is the update.
/// Everything happens in the Gramian: a projected gradient is a combination of the originals.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct PCGrad: Weighting {
  public static let name = "pcgrad"
  public static let summary =
    "Gradient surgery: projects conflicting task gradients off each other (Yu et al. 2020)"

  public init(_ options: inout Options) throws {}

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    let gramian = evidence.gramian
    let count = gramian.count
    var random = evidence.random
    var sum = Array(repeating: 0.0, count: count)
    for task in 0..<count {
      var coefficients = Array(repeating: 0.0, count: count)
      coefficients[task] = 1
      for other in random.permutation(count) where other != task && gramian[other][other] > 0 {
        let along = (0..<count).reduce(0) { $0 + coefficients[$1] * gramian[$1][other] }
        if along < 0 { coefficients[other] -= along / gramian[other][other] }
      }
      for index in 0..<count { sum[index] += coefficients[index] }
    }
    return Combination(shared: sum, specific: Array(repeating: 1, count: count))
  }
}
