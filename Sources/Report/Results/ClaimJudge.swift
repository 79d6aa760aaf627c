import Records

/// Judges the suite's claims and words the outcome.
struct ClaimJudge {
  let suite: SuiteDescription
  /// Analysed.
  let comparisons: [Comparison]

  func judged() -> [ClaimResult] {
    suite.claims.flatMap { claim -> [ClaimResult] in
      let subjects = comparisons.flatMap { comparison in
        comparison.subjects(of: claim).map { (comparison, $0) }
      }
      if subjects.isEmpty { return [withoutArm(claim)] }
      return subjects.map { judge(claim, $0.1, in: $0.0) }
    }
  }

  private func text(_ claim: Claim, _ arm: String) -> String {
    guard let verdict = ReachedVerdict(claim) else { return "\(arm): \(claim.verdict)" }
    return "\(arm): \(verdict.word)"
      + (verdict == ReachedVerdict.allCases.max() ? "" : " or better")
  }

  private func withoutArm(_ claim: Claim) -> ClaimResult {
    let arm = "\(claim.architecture) · \(claim.weighting)"
    let verdict = Verdict.inconclusive(.nothingToCompare)
    return ClaimResult(
      status: .undecided, claim: text(claim, arm), verdict: verdict.word, shape: verdict.shape,
      sentence: "The profile “\(suite.profile)” plans no cell of \(arm).")
  }

  private func judge(_ claim: Claim, _ arm: Arm, in comparison: Comparison) -> ClaimResult {
    ClaimResult(
      status: status(claim, arm, comparison), claim: text(claim, arm.label),
      verdict: arm.verdict.word, shape: arm.verdict.shape,
      sentence: VerdictWording(suite: suite).verdictSentence(arm, in: comparison))
  }

  private func status(_ claim: Claim, _ arm: Arm, _ comparison: Comparison) -> ClaimResult.Status {
    let isComplete =
      arm.runs.allSatisfy { run in !run.parts.contains(where: \.isMissing) }
      && (comparison.baseline?.runs.allSatisfy { !$0.parts.contains(where: \.isMissing) } ?? false)
    guard isComplete else { return .undecided }
    switch arm.verdict {
    case .inconclusive(.oneSeed), .inconclusive(.nothingToCompare): return .undecided
    case .inconclusive: return .fails
    default:
      guard let needed = ReachedVerdict(claim), let reached = arm.verdict.reached
      else { return .undecided }
      return reached >= needed ? .holds : .fails
    }
  }
}
