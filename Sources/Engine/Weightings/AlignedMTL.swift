/// Aligned-MTL (Senushkin, Patakin, Kuznetsov and Konushin, CVPR 2023): the gradient matrix is
/// replaced by the nearest with all its singular values equal, and its rows averaged. From M = V Λ
/// Vᵀ without its null space, weights = √λ V Λ^(−1/2) Vᵀ 1/T, where λ is the smallest eigenvalue
/// (`min`, the paper), the lower median, or the mean (`rmse`).
///
/// The null space is what rows that depend on others leave. A row does where, of it and its nearest
/// sum of the others, each divided by its length, no more is left than T 2⁻⁴⁸ of the squared sum of
/// the terms' sizes: about what single precision leaves. (Public code leaves out eigenvalues that
/// are small beside the largest. So it also loses independent rows that are only short, 1e-8 of the
/// longest or less, and the update becomes 1e8 times as long.)
/// Shared parameters only. Mean: the preference 1/T for each task. (LibMTL sums, which is T times
/// as much; its code does not run on today's PyTorch.) Cost: a backward pass for each task.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct AlignedMTL: Weighting {
  public static let name = "aligned-mtl"
  public static let summary =
    "Aligned-MTL: task gradients made orthogonal and of one length (Senushkin et al. 2023)"

  private enum Scale: String, CaseIterable { case min, median, rmse }

  private let scale: Scale

  public init(_ options: inout Options) throws {
    scale = try options.take(
      "scale", default: .min, "which eigenvalue all of them become; rmse is their mean")
  }

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    let count = evidence.gramian.count
    let spectrum = GramianSpectrum(evidence.gramian)
    let values = spectrum.eigenvalues.sorted()
    guard let least = values.first else {
      return Combination(
        shared: Array(repeating: 0, count: count), specific: Array(repeating: 1, count: count))
    }
    let common =
      switch scale {
      case .min: least
      case .median: values[(values.count - 1) / 2]
      case .rmse: values.reduce(0, +) / Double(values.count)
      }
    return Combination(
      shared: spectrum.applying(
        { (common / $0).squareRoot() }, to: Array(repeating: 1 / Double(count), count: count)),
      specific: Array(repeating: 1, count: count))
  }
}
