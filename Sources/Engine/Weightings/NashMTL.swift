/// Nash-MTL (Navon et al., ICML 2022): the Nash bargaining solution among tasks, a > 0 with M a = 1 / a, element by element.
/// Solved by Newton's method; the published convex–concave iterations stop far from the solution where the scales of tasks
/// differ. A zero gradient gets 1 (see `fairCoefficients`).
/// Heads are weighted too, as in the published code, whose loss is Σ aₜ Lₜ. `max-norm` limits the norm of the shared update, and
/// leaves the heads alone; otherwise the scale is the solution's: each task's share of the update, aₜ gₜ·Σ aₛ gₛ, is 1.
/// Cost: a backward pass for each task; `update-every` saves the solution, not the passes.
/// Absent task: weight 0; where coefficients are kept for several steps, its own stays for the next step that has it.
public struct NashMTL: Weighting {
  public static let name = "nash-mtl"
  public static let summary =
    "Nash-MTL: the Nash bargaining solution among task gradients (Navon et al. 2022)"

  private let updateEvery: Int
  private let maxNorm: Double
  /// The solution in use; empty before the first step, no number for a task that was in none yet.
  public var state: [Double] = []

  public init(_ options: inout Options) throws {
    updateEvery = try options.take(
      "update-every", default: 1, in: 1...1_000_000, "steps for which a solution is kept")
    maxNorm = try options.take(
      "max-norm", default: 1.0, in: 0...1e15,
      "largest norm of the shared update; 0 sets no limit")
  }

  public var needs: Needs { .gramian(.parameters) }
  public static var taskValues: [TaskValues<Self>] { [.unknown(\.state)] }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    if state.isEmpty || state.contains(where: \.isNaN) || evidence.step % updateEvery == 0 {
      state = fairCoefficients(evidence.gramian, alpha: 1)
    }
    let norm = squaredNorm(state, evidence.gramian).squareRoot()
    let scale = maxNorm > 0 && norm > maxNorm ? maxNorm / norm : 1
    return Combination(shared: state.map { $0 * scale }, specific: state)
  }
}
