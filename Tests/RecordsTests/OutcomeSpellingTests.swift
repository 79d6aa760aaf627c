import Foundation
import Testing

@testable import Records

/// How outcomes are written to a record, and read back.
@Suite struct OutcomeSpellingTests {
  private func score(_ metric: String, _ value: Double, counts: Bool = true) -> Score {
    Score(
      task: "segmentation", metric: metric, value: value, better: .higher, unit: "%", counts: counts
    )
  }

  private func point(_ epoch: Int, _ value: Double) -> EpochPoint {
    EpochPoint(
      epoch: epoch, learningRate: 0.5, trainLoss: [2], validationLoss: [3],
      validation: [score("mIoU", value)], weights: [1], cosines: [])
  }

  private func finished() -> Finished {
    guard case .finished(var value) = sampleRecord().outcome else { preconditionFailure() }
    // No frame of the validation split shows class 1, none of the test split class 2.
    value.test = [
      score("mIoU", 0.5), score("IoU of class 0", 0.25, counts: false),
      score("IoU of class 1", 0.75, counts: false),
    ]
    value.validation = [
      score("mIoU", 0.375), score("IoU of class 0", 0.125, counts: false),
      score("IoU of class 2", 0.625, counts: false),
    ]
    value.epochs = [point(1, 0.25), point(2, 0.375)]
    return value
  }

  private func reread(_ value: Finished) throws -> Finished {
    try JSONDecoder().decode(
      Finished.self, from: Data(try JSONValue.canonical(value).utf8))
  }

  @Test func whatIsSpelledIsReadBack() throws {
    var value = finished()
    #expect(try reread(value) == value)
    value.epochs[1].gradientNorms = [0.5]
    value.epochs[1].updateNorm = 3
    #expect(try reread(value) == value)
    #expect(try JSONValue.canonical(try reread(value)) == JSONValue.canonical(value))
  }

  /// The best constant answers have the metrics of the networks, and perhaps one that no network has a value of.
  @Test func constantsAreSpelledWhereThereAreAny() throws {
    var value = finished()
    #expect(try !JSONValue.canonical(value).contains("constants"))
    value.constants = [score("mIoU", 0.125), score("other", 1)]
    #expect(try JSONValue.canonical(value).contains(#""constants":[0.125,1,null,null,null]"#))
    #expect(try reread(value) == value)
  }

  @Test func metricsAreNamedOnceAndMissingScoresAreNull() throws {
    let spelled = try JSONValue.canonical(finished())
    #expect(spelled.contains(#""test":[0.5,0.25,null,0.75]"#))
    #expect(spelled.contains(#""validation":[0.375,0.125,0.625,null]"#))
    #expect(spelled.components(separatedBy: #""metric":"mIoU""#).count == 2)
    #expect(spelled.contains(#""validation":[[0.25],[0.375]]"#))
  }

  /// A task without a label in a split has neither loss nor score there: null, in every epoch.
  @Test func whatHasNoLabelIsNull() throws {
    var value = finished()
    value.validation = []
    for index in value.epochs.indices {
      value.epochs[index].validation = []
      value.epochs[index].trainLoss = [nil]
      value.epochs[index].validationLoss = [nil]
    }
    let spelled = try JSONValue.canonical(value)
    #expect(spelled.contains(#""validation":[[null],[null]],"validationLoss":[[null],[null]]"#))
    #expect(try reread(value) == value)
    #expect(value.validationLevel == .infinity)
  }

  @Test func whatNoEpochMeasuredIsNotSpelled() throws {
    var value = finished()
    #expect(try !JSONValue.canonical(value).contains("Norm"))
    value.epochs[0].gradientNorms = [0.5]
    value.epochs[0].updateNorm = 3
    let spelled = try JSONValue.canonical(value)
    #expect(spelled.contains(#""gradientNorms":[[0.5],null]"#))
    #expect(spelled.contains(#""updateNorm":[3,null]"#))
  }

  @Test func confusionsAreSpelledWhereThereAreSome() throws {
    var value = finished()
    #expect(try !JSONValue.canonical(value).contains("confusion"))
    value.confusions = ["gender": [[5, 2], [0, 3]]]
    let spelled = try JSONValue.canonical(value)
    #expect(spelled.contains(#""confusions":{"gender":[[5,2],[0,3]]},"epochs""#))
    #expect(try reread(value) == value)
  }

  @Test func columnsOfUnequalLengthAreNoRecord() throws {
    let spelled = try JSONValue.canonical(finished())
    for (whole, cut, reason) in [
      (#""trainLoss":[[2],[2]]"#, #""trainLoss":[[2]]"#, "found 1 epochs, expected 2"),
      (#""validation":[[0.25],[0.375]]"#, #""validation":[[0.25],[]]"#, "found 0 scores"),
      (#""test":[0.5,0.25,null,0.75]"#, #""test":[0.5]"#, "found 1 scores, expected 4"),
    ] {
      #expect(spelled.contains(whole))
      let damaged = spelled.replacingOccurrences(of: whole, with: cut)
      #expect {
        try JSONDecoder().decode(Finished.self, from: Data(damaged.utf8))
      } throws: { "\($0)".contains(reason) }
    }
  }

  @Test func epochsOutOfOrderAreNotWritten() {
    var value = finished()
    value.epochs.reverse()
    #expect(throws: EncodingError.self) { try JSONValue.canonical(value) }
  }
}
