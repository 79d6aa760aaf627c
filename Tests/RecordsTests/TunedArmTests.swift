import Records
import Testing

private func candidates(_ count: Int) -> [Cell] {
  (0..<count).map { index in
    var cell = sampleCell()
    cell.optimizer.options["rate"] = .number(Double(index + 1) / 1000)
    cell.pictures = 2
    return cell
  }
}

/// An outcome whose selected epoch is the first of two, with these validation losses.
private func finished(_ losses: [Double]) -> Outcome {
  guard case .finished(var finished) = sampleRecord().outcome else { preconditionFailure() }
  finished.epochs = [losses, losses.map { $0 / 10 }].enumerated().map { index, losses in
    EpochPoint(
      epoch: index + 1, learningRate: 0.1, trainLoss: losses, validationLoss: losses,
      validation: [], weights: [1, 1], cosines: [])
  }
  return .finished(finished)
}

private let diverged = Outcome.failed(Failure(reason: .diverged, message: "NaN"))

@Suite struct TunedArmTests {
  private let arm = TunedArm(
    weighting: Choice("equal"), candidates: candidates(3), seeds: [1, 5, 3])

  private func decision(_ outcomes: [Outcome?]) -> TunedArm.Decision {
    arm.decision { cell in outcomes[arm.candidates.firstIndex(of: cell)!] }
  }

  @Test func theLowestLevelIsChosen() {
    #expect(decision([finished([2, 2]), finished([1, 3]), finished([3, 3])]) == .chosen(1))
    // A tie goes to the first; the level is of the selected epoch and does not depend on units.
    #expect(decision([finished([2, 2]), finished([4, 1]), finished([100, 0.04])]) == .chosen(0))
    #expect(
      decision([finished([200, 2]), finished([100, 3]), finished([300, 3])]) == .chosen(1))
  }

  @Test func divergedCandidatesLose() {
    #expect(decision([diverged, finished([9, 9]), diverged]) == .chosen(1))
    #expect(decision([diverged, diverged, diverged]) == .allDiverged)
  }

  /// Otherwise the choice would depend on what happened to the machine.
  @Test func whatIsMissingOrWillBeTriedAgainLeavesItOpen() {
    let crashed = Outcome.failed(Failure(reason: .crashed, message: "signal 9"))
    let late = Outcome.failed(Failure(reason: .timedOut, message: "20 min"))
    for missing in [nil, crashed, late] {
      #expect(decision([finished([1, 1]), missing, finished([2, 2])]) == .open)
    }
  }

  @Test func whatFollowsIsTheChosenCandidateWithTheOtherSeeds() {
    #expect(arm.cells(.open) == arm.candidates)
    #expect(arm.cells(.allDiverged) == arm.candidates)
    let cells = arm.cells(.chosen(2))
    #expect(cells.prefix(3) == arm.candidates[...])
    #expect(cells.suffix(2).map(\.seed) == [5, 3])
    #expect(cells.suffix(2).allSatisfy { $0.optimizer == arm.candidates[2].optimizer })
    #expect(cells.map(\.pictures) == [2, 2, 2, 0, 0])
    #expect(arm.cells(of: 2) == [arm.candidates[2]] + cells.suffix(2))
  }

  @Test func aTaskWithoutValidationLabelsDecidesNothing() {
    #expect(decision([finished([2, 0]), finished([1, 0]), finished([3, 0])]) == .chosen(1))
  }

  /// A suite without tuning is described as it always was.
  @Test func nothingTunedLeavesNoTrace() throws {
    let suite = SuiteDescription(
      name: "n", title: "t", question: "q", profile: "standard", margin: 2, taskMargin: 5,
      minimumSaving: 30, claims: [], kinds: [.dataset, .backbone],
      networkKinds: [.backbone], baseline: "single", plainSum: Choice("equal"), planned: [],
      command: "c")
    #expect(!(try JSONValue.canonical(suite)).contains("tuned"))
  }
}
