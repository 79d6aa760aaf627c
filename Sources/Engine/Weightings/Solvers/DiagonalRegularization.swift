/// What `upgrad` and `dualproj` add to the diagonal of M before they project, so that coefficients
/// stay bounded where gradients cancel. The projection then fulfils (M + R) v ≥ 0 instead of M v ≥
/// 0, so that gₜ·d ≥ −Rₜ vₜ.
struct DiagonalRegularization {
  /// `trace` adds the same to all tasks, ε tr M, and so most to the shortest gradient; `task` adds
  /// ε ‖gₜ‖² to task t.
  private enum Reference: String, CaseIterable { case trace, task }

  private let amount: Double
  private let reference: Reference

  init(_ options: inout Options) throws {
    amount = try options.take(
      "regularization", default: 1e-4, in: 0...1,
      "on the diagonal, as a share of what relative-to names")
    reference = try options.take(
      "relative-to", default: .trace,
      "what it is a share of: the squared norms of all gradients (trace), as published, or of each "
        + "its own (task), which protects short ones too")
  }

  /// M over its trace, with the regularisation on its diagonal.
  func callAsFunction(_ gramian: [[Double]]) -> [[Double]] {
    let trace = gramian.diagonal.reduce(0, +)
    return gramian.indices.map { i in
      gramian.indices.map { j in
        let entry = trace > 0 ? gramian[i][j] / trace : 0
        guard i == j else { return entry }
        return entry + amount * (reference == .trace ? 1 : entry)
      }
    }
  }
}
