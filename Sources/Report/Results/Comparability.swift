import Records

/// A finished cell that has no score of one of its tasks: of a split without labels of it.
struct ScoreGap: Sendable {
  enum Split: String, Sendable, CaseIterable { case test, validation }
  var part: Run.Part
  var task: String
  var split: Split

  /// The gaps of a cell; none where it is not finished.
  static func gaps(_ part: Run.Part) -> [ScoreGap] {
    guard let finished = part.finished else { return [] }
    return Split.allCases.flatMap { split -> [ScoreGap] in
      let scores = split == .test ? finished.test : finished.validation
      return part.cell.tasks.map(\.name).filter { task in
        !scores.contains { $0.task == task && $0.value.isFinite }
      }.map { ScoreGap(part: part, task: $0, split: split) }
    }
  }
}

extension Comparison {
  /// Why no arm has a Δp, though cells may be finished: what is missing, in a few words.
  var obstacle: String {
    guard let baseline else { return "no single-task network is planned for each task" }
    guard !seeds.isEmpty else {
      return "the single-task networks, which everything is compared with, are not finished"
    }
    let finished = arms.filter { !$0.finishedRuns.isEmpty }
    guard !finished.isEmpty else {
      return arms.isEmpty
        ? "nothing but the single-task networks is planned" : "no multi-task network is finished"
    }
    let paired = finished.filter { $0.finishedRuns.contains { seeds.contains($0.seed) } }
    guard !paired.isEmpty else {
      return "no seed is finished by both a multi-task network and the single-task networks"
    }
    let lacks = taskNames.compactMap { lack($0, baseline, paired) }
    return lacks.isEmpty
      ? "no seed has every score of a multi-task network and of the single-task networks"
      : Wording.list(lacks)
  }

  /// What a task lacks of a change against its own network.
  private func lack(_ task: String, _ baseline: Arm, _ arms: [Arm]) -> String? {
    func isScored(_ arm: Arm) -> Bool {
      arm.finishedRuns.contains { run in
        run.scores.contains { $0.task == task && $0.counts && $0.value.isFinite }
      }
    }
    if !isScored(baseline) || !arms.contains(where: isScored) {
      return "\(task) has no score on the test split"
    }
    return improvement?.comparable(task).isEmpty ?? true
      ? "every metric of \(task) is 0 for the single-task networks" : nil
  }
}
