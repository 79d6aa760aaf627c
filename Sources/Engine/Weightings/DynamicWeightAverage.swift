/// Dynamic Weight Average (Liu, Johns and Davison 2019, eq. 7): λ = K softmax(r / T) with rₜ = Lₜ(e − 1) / Lₜ(e
/// − 2), the ratio of the two last epochs' mean losses; 1 in the first two epochs. Weights every layer; weights
/// sum to K, the number of tasks. One backward pass.
/// Absent task: weight 0; the weights sum to the number of the others. Of an epoch without any of its labels the last known loss stands.
public struct DynamicWeightAverage: Weighting {
  public static let name = "dwa"
  public static let summary =
    "Dynamic Weight Average: more weight to losses that fall more slowly (Liu et al. 2019)"

  private let temperature: Double

  public init(_ options: inout Options) throws {
    temperature = try options.take(
      "temperature", default: 2.0, in: 1e-3...1e6, "softness of the weights; large is equal")
  }

  public var needs: Needs { .losses }

  public func combine(_ evidence: Evidence) -> Combination {
    let count = evidence.losses.count
    guard evidence.history.count >= 2 else {
      return Combination(weights: Array(repeating: 1, count: count))
    }
    let last = evidence.history[evidence.history.count - 1]
    let before = evidence.history[evidence.history.count - 2]
    let ratios = zip(last, before).map { $1 > 0 ? $0 / $1 : 1 }
    return Combination(
      weights: softmax(ratios.map { $0 / temperature }).map { $0 * Double(count) })
  }
}
