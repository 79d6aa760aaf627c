import TestSupport
import Testing

@testable import Engine

/// Scores of tasks that answer for a whole image against scikit-learn's on the same raw outputs (`scripts/fixtures/scores.py`),
/// in batches of any size.
@Suite struct ScoreParityTests {
  struct Contents: Decodable {
    let cases: [Case]
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let options: [String: FixtureOption]
    /// Image by image.
    let answer: [Float]
    /// Null for a number that is missing.
    let target: [Float?]
    let scores: [String: Double]
    let confusion: [[Int]]?
    var testDescription: String { name }
  }

  private static let cases = FixtureLibrary.json("scores.json", Contents.self).cases

  /// What a scorer says of a case that comes in batches of some frames.
  private func scorer(_ fixture: Case, batch: Int) throws -> any Scorer {
    let task = try tasks.make(fixture.kind, fixture.options.mapValues(\.value)).item
    let size = ImageSize(height: 1, width: 1)
    let (channels, labels) = (task.outputs[0], task.slotCounts(on: size)[0])
    let frames = fixture.target.count / labels
    let target = fixture.target.map { $0 ?? .nan }
    let scorer = task.scorer()
    for start in stride(from: 0, to: frames, by: batch) {
      fixture.answer.withUnsafeBufferPointer { answer in
        target.withUnsafeBufferPointer { target in
          scorer.add(
            AnsweredFrames(
              frames: min(batch, frames - start), size: size,
              answer: [answer.baseAddress! + start * channels],
              targets: [target.baseAddress! + start * labels]))
        }
      }
    }
    return scorer
  }

  @Test(arguments: cases) func agreesWithScikitLearn(_ fixture: Case) throws {
    let scorer = try scorer(fixture, batch: 1000)
    let found = Dictionary(uniqueKeysWithValues: scorer.values.map { ($0.metric, $0.value) })
    #expect(found.keys.sorted() == fixture.scores.keys.sorted())
    for (metric, expected) in fixture.scores {
      let error = abs((found[metric] ?? .infinity) - expected)
      #expect(error < 1e-9, "\(metric): found \(found[metric] ?? .nan), expected \(expected)")
    }
    #expect(scorer.confusion?.counts == fixture.confusion)
    #expect(scorer.values.filter(\.counts).map(\.metric) == [scorer.values[0].metric])
  }

  @Test(arguments: cases, [1, 7]) func batchesChangeNoBit(_ fixture: Case, _ batch: Int) throws {
    let (found, expected) = (
      try scorer(fixture, batch: batch), try scorer(fixture, batch: 1000)
    )
    #expect(found.values == expected.values && found.confusion == expected.confusion)
  }

  /// An order by scores that are no numbers does not fall apart.
  @Test func answersThatAreNoNumbersAreTheLowest() {
    let ranking = Ranking([.nan, 1, .nan, 0], [false, true, false, true])
    #expect(ranking.areaUnderROC == 1 && ranking.averagePrecision == 1)
    #expect(Ranking([.nan, 1], [true, false]).areaUnderROC == 0)
  }
}
