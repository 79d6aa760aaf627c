import Foundation

/// Non-maximum suppression: of boxes of one category that overlap, the best remain.
enum Suppression: String, CaseIterable, Sendable {
  /// What overlaps a better one by more than the threshold goes.
  case hard
  /// Its score is multiplied by e^(−IoU² / σ), σ = ½ (Bodla et al., ICCV 2017), and it goes where that is below the threshold of
  /// scores.
  case soft

  private static let sigma: Float = 0.5

  /// The best objects by falling score, at most so many; of equal scores the earlier candidate comes first.
  func kept(
    _ candidates: [FoundObject], overlap: Float, threshold: Float, most: Int
  ) -> [FoundObject] {
    let groups = Dictionary(grouping: candidates.enumerated(), by: \.element.category)
    let kept = groups.values.flatMap { group -> [(offset: Int, element: FoundObject)] in
      switch self {
      case .hard: hard(group.map { ($0.offset, $0.element) }, overlap)
      case .soft: soft(group.map { ($0.offset, $0.element) }, threshold)
      }
    }
    return kept.sorted(by: Self.isBefore).prefix(most).map(\.element)
  }

  private static func isBefore(
    _ one: (offset: Int, element: FoundObject), _ other: (offset: Int, element: FoundObject)
  ) -> Bool {
    (-one.element.score, one.offset) < (-other.element.score, other.offset)
  }

  private func hard(_ group: [(offset: Int, element: FoundObject)], _ overlap: Float) -> [(
    offset: Int, element: FoundObject
  )] {
    var kept: [(offset: Int, element: FoundObject)] = []
    for candidate in group.sorted(by: Self.isBefore)
    where !kept.contains(where: { $0.element.box.overlap(candidate.element.box) > overlap }) {
      kept.append(candidate)
    }
    return kept
  }

  private func soft(_ group: [(offset: Int, element: FoundObject)], _ threshold: Float) -> [(
    offset: Int, element: FoundObject
  )] {
    var (left, kept) = (group, [(offset: Int, element: FoundObject)]())
    while let best = left.min(by: Self.isBefore) {
      kept.append(best)
      left = left.compactMap { candidate in
        guard candidate.offset != best.offset else { return nil }
        var candidate = candidate
        let common = best.element.box.overlap(candidate.element.box)
        candidate.element.score *= exp(-common * common / Self.sigma)
        return candidate.element.score > threshold ? candidate : nil
      }
    }
    return kept
  }
}
