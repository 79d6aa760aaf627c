/// Which detections of one category in one image find an object: COCO's greedy rule.
struct COCOMatching {
  /// [detection][object]; the surest detection first.
  private let similarity: [[Double]]
  private let isCrowd: [Bool]

  enum Verdict { case right, wrong, ignored }

  init<Similarity: ObjectSimilarity>(
    _ similarity: Similarity, _ found: [FoundObject<Similarity.Shape>],
    _ truths: [TruthObject<Similarity.Shape>]
  ) {
    self.similarity = found.map { found in
      truths.map { similarity.value(found.shape, $0) }
    }
    isCrowd = truths.map { $0.standing == .crowd }
  }

  /// By detection. Each takes the object most alike of those that are left and at least as alike as the threshold, of equally alike
  /// ones the last; first among those that count, and only then among the others, which leave it ignored. Any number of
  /// detections may take a crowd. One that takes none is wrong, or ignored where it `isOutside` of the range of areas.
  /// - Parameter counting: places of the objects that count; `ignored` those of all others.
  func verdicts(threshold: Double, counting: [Int], ignored: [Int], isOutside: [Bool])
    -> [Verdict]
  {
    // What is there is found at a threshold of 1 too.
    let least = min(threshold, 1 - 1e-10)
    var isTaken = isCrowd.map { _ in false }
    return similarity.enumerated().map { detection, row in
      func best(among objects: [Int]) -> Int? {
        var (best, most): (Int?, Double) = (nil, least)
        for object in objects
        where (!isTaken[object] || isCrowd[object]) && row[object] >= most {
          (best, most) = (object, row[object])
        }
        return best
      }
      if let object = best(among: counting) {
        isTaken[object] = true
        return .right
      }
      if let object = best(among: ignored) {
        isTaken[object] = true
        return .ignored
      }
      return isOutside[detection] ? .ignored : .wrong
    }
  }
}
