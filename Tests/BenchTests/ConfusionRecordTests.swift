import Records
import Testing

@testable import Bench
@testable import Engine

/// Of what a training counted, the test split's confusions come into the record, of the tasks that have some.
@Test func confusionsOfTheTestSplitAreKept() {
  var matrix = ConfusionMatrix(2)
  for (truth, guess) in [(0, 0), (0, 1), (1, 1), (1, 1)] { matrix?.add(truth: truth, guess: guess) }
  var other = matrix
  other?.add(truth: 1, guess: 0)
  let result = TrainingResult(
    test: [
      TaskScores(task: "gender", values: [], confusion: matrix),
      TaskScores(task: "age", values: []),
    ], validation: [TaskScores(task: "gender", values: [], confusion: other)], selectedEpoch: 1,
    epochs: [], constants: [], pictures: [], secondsPerStep: 0)
  let size = NetworkSize(
    parameters: 1, shared: 1, perTask: [:], weighting: 0, macs: 1, singleTaskParameters: 1,
    singleTaskMACs: 1)
  #expect(Finished(result, size: size).confusions == ["gender": [[1, 1], [0, 2]]])
}
