import Foundation
import Testing

@testable import Engine

@Suite struct DetectionReaderTests {
  private let frame = ImageSize(height: 16, width: 24)

  /// Of two levels, at strides 8 and 16, with two categories; nothing is there.
  private func silence() -> [[Float]] {
    [6, 2].map { (0..<$0).flatMap { _ -> [Float] in [-9, -9, 1, 1, 1, 1, 0] } }
  }

  private func read(_ answers: [[Float]], threshold: Float = 0.1) -> [DetectedObject] {
    let reader = DetectionReader(
      grid: DetectionGrid(frame, finest: 8, count: 2), answer: DetectionAnswer(categories: 2),
      frame: frame, threshold: threshold)
    return answers[0].withUnsafeBufferPointer { fine in
      answers[1].withUnsafeBufferPointer { coarse in
        reader.candidates([fine.baseAddress!, coarse.baseAddress!])
      }
    }
  }

  private func set(_ answers: inout [[Float]], _ level: Int, _ location: Int, _ values: [Float]) {
    answers[level].replaceSubrange(7 * location..<7 * location + 7, with: values)
  }

  /// Distances are in strides, below 0 they are 0, and boxes end at the image's edges.
  @Test func boxesAndScores() {
    var answers = silence()
    // The middle of the upper row: (12, 4).
    set(&answers, 0, 1, [2, -9, 0.5, 0.25, 1, 9, 2])
    // Left at the coarse level: (8, 8).
    set(&answers, 1, 0, [-9, 1, 0.25, 0.5, -3, 0.25, 1])
    let found = read(answers)
    func score(_ logit: Double, _ centerness: Double) -> Double {
      (1 / (1 + exp(-logit)) / (1 + exp(-centerness))).squareRoot()
    }
    #expect(found.map(\.category) == [0, 1])
    #expect(
      found.map(\.box) == [
        Box(left: 8, top: 2, right: 20, bottom: 16), Box(left: 4, top: 0, right: 8, bottom: 12),
      ])
    #expect(abs(Double(found[0].score) - score(2, 2)) < 1e-6)
    #expect(abs(Double(found[1].score) - score(1, 1)) < 1e-6)
  }

  @Test func whatScoresLowOrHasNoAreaIsNoAnswer() {
    #expect(read(silence()).isEmpty)
    #expect(read(silence(), threshold: 0.005).count == 2 * 8)
    var answers = silence()
    set(&answers, 0, 0, [5, 5, 0, 1, -1, 1, 5])
    #expect(read(answers).isEmpty)
    // Unlikely to be central, however likely the category.
    set(&answers, 0, 0, [9, 9, 1, 1, 1, 1, -9])
    #expect(read(answers).isEmpty)
  }

  /// The surest first, of equal ones by location and category; boxes at the edges are cut.
  @Test func areInOrder() {
    var answers = silence()
    for location in [4, 2] { set(&answers, 0, location, [1, 3, 1, 1, 1, 1, 0]) }
    set(&answers, 0, 3, [2, -9, 1, 1, 1, 1, 0])
    let found = read(answers)
    #expect(found.map(\.category) == [1, 1, 0, 0, 0])
    #expect(
      found.map { ($0.box.left + $0.box.right) / 2 } == [18, 12, 6, 18, 12].map { Float($0) })
  }
}
