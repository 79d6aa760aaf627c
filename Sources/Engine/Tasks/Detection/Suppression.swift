import Foundation

/// Non-maximum suppression: of boxes of one category that overlap, the surest remain.
enum Suppression: String, CaseIterable, Sendable {
  /// What overlaps a surer one by more than the threshold goes.
  case hard
  /// Its score is multiplied by e^(−IoU² / σ), σ = ½ (Bodla et al., ICCV 2017), and it goes where that is below the threshold of
  /// scores.
  case soft

  private static let sigma: Float = 0.5

  /// The surest objects by falling score, at most so many; of equal scores the earlier candidate comes first.
  func kept(
    _ candidates: [DetectedObject], iou: Float, threshold: Float, most: Int
  ) -> [DetectedObject] {
    switch self {
    case .hard: Self.hard(candidates.surest(candidates.count), iou, most)
    case .soft: Self.soft(candidates, threshold, most)
    }
  }

  private static func hard(_ ranked: [DetectedObject], _ iou: Float, _ most: Int)
    -> [DetectedObject]
  {
    var kept: [DetectedObject] = []
    for candidate in ranked where kept.count < most {
      let isCovered = kept.contains {
        $0.category == candidate.category && $0.box.iou(candidate.box) > iou
      }
      if !isCovered { kept.append(candidate) }
    }
    return kept
  }

  private static func soft(_ candidates: [DetectedObject], _ threshold: Float, _ most: Int)
    -> [DetectedObject]
  {
    var (left, kept) = (candidates, [DetectedObject]())
    while kept.count < most, let place = left.indices.min(by: { left[$0].score > left[$1].score }) {
      let best = left.remove(at: place)
      kept.append(best)
      left = left.compactMap { candidate in
        guard candidate.category == best.category else { return candidate }
        var candidate = candidate
        let iou = best.box.iou(candidate.box)
        candidate.score *= exp(-iou * iou / sigma)
        return candidate.score > threshold ? candidate : nil
      }
    }
    return kept
  }
}
