import Foundation
import Testing

@testable import Engine

@Suite struct SuppressionTests {
  private func found(_ left: Float, _ score: Float, category: Int = 0, width: Float = 10)
    -> DetectedObject
  {
    DetectedObject(
      box: Box(left: left, top: 0, right: left + width, bottom: 10), category: category,
      score: score)
  }

  private func kept(
    _ way: Suppression, _ candidates: [DetectedObject], iou: Float = 0.5, threshold: Float = 0.05,
    most: Int = 100
  ) -> [DetectedObject] {
    way.kept(candidates, iou: iou, threshold: threshold, most: most)
  }

  @Test func theBestOfWhatOverlapsRemains() {
    // IoU of the first two 9 / 11, of the first and the third 1 / 3.
    let all = [found(1, 0.8), found(0, 0.9), found(5, 0.7), found(40, 0.2)]
    #expect(kept(.hard, all) == [all[1], all[2], all[3]])
    #expect(kept(.hard, all, iou: 0.3) == [all[1], all[3]])
    #expect(kept(.hard, all, most: 1) == [all[1]])
  }

  @Test func categoriesAreApart() {
    let all = [found(0, 0.9), found(0, 0.8, category: 1)]
    #expect(kept(.hard, all) == all && kept(.soft, all) == all)
  }

  /// An overlap of exactly the threshold is none.
  @Test func theThresholdItselfRemains() {
    let all = [found(0, 0.9, width: 20), found(0, 0.8, width: 10)]
    #expect(kept(.hard, all, iou: 0.5).count == 2)
    #expect(kept(.hard, all, iou: 0.4999).count == 1)
  }

  @Test func ofEqualScoresTheEarlierIsFirst() {
    let all = (0..<5).map { found(Float($0), 0.5) }
    #expect(kept(.hard, all, iou: 0) == [all[0]])
    let apart = [found(60, 0.5, category: 1), found(30, 0.5), found(0, 0.5, category: 2)]
    for way in Suppression.allCases { #expect(kept(way, apart) == apart) }
  }

  /// Bodla et al. 2017, equation 4, σ = ½.
  @Test func softSuppressionLowersScores() {
    let all = [found(0, 0.9), found(5, 0.8), found(1, 0.1)]
    let result = kept(.soft, all)
    let third: Float = 1 / 3
    #expect(result.map(\.box.left) == [0, 5])
    #expect(abs(result[1].score - 0.8 * exp(-third * third / 0.5)) < 1e-6)
  }

  @Test func nothingRemainsOfNothing() {
    for way in Suppression.allCases { #expect(kept(way, []).isEmpty) }
  }
}
