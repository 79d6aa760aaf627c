/// What is kept of one category: how many objects there are, and of every detection whether it was right.
struct COCOTally: Sendable {
  struct Detection: Sendable {
    let score: Double
    let image: Int
    /// Among those of its image and category, the surest first.
    let place: Int
    /// By `bit`.
    private(set) var right: UInt64 = 0
    private(set) var wrong: UInt64 = 0

    init(score: Double, image: Int, place: Int) {
      (self.score, self.image, self.place) = (score, image, place)
    }

    mutating func set(_ verdict: COCOMatching.Verdict, at bit: UInt64) {
      switch verdict {
      case .right: right |= bit
      case .wrong: wrong |= bit
      case .ignored: break
      }
    }
  }

  private let rules: COCORules
  /// Those that count, by range of areas.
  var objects: [Int]
  private var detections: [Detection] = []

  init(_ rules: COCORules) {
    precondition(
      rules.thresholds.count * rules.areas.count <= 64, "more thresholds and ranges than bits")
    self.rules = rules
    objects = rules.areas.map { _ in 0 }
  }

  /// Of a threshold and a range, by their places.
  func bit(_ threshold: Int, _ area: Int) -> UInt64 {
    1 << UInt64(area * rules.thresholds.count + threshold)
  }

  mutating func add(_ more: [Detection]) { detections += more }

  /// In the order of the rules' metrics.
  var numbers: [ObjectScores.Number] {
    let ranked = detections.sorted { $0.precedence < $1.precedence }
    return rules.metrics.map { metric in
      let thresholds = metric.threshold.map { [$0] } ?? Array(rules.thresholds.indices)
      guard objects[metric.area] > 0 else {
        return ObjectScores.Number(name: metric.name, value: nil)
      }
      var mean = Mean()
      for threshold in thresholds {
        let bit = bit(threshold, metric.area)
        switch metric.kind {
        case .precision: mean.add(precision(ranked, bit, metric.area))
        case .recall(let most): mean.add(recall(bit, metric.area, most: rules.most[most]))
        }
      }
      return ObjectScores.Number(name: metric.name, value: mean.value)
    }
  }

  private func precision(_ ranked: [Detection], _ bit: UInt64, _ area: Int) -> Double {
    let isRight = ranked.compactMap { detection in
      detection.right & bit != 0 ? true : detection.wrong & bit != 0 ? false : nil
    }
    return PrecisionCurve(isRight, truths: objects[area]).at101Recalls
  }

  private func recall(_ bit: UInt64, _ area: Int, most: Int) -> Double {
    Double(detections.count { $0.place < most && $0.right & bit != 0 }) / Double(objects[area])
  }
}

extension COCOTally.Detection {
  fileprivate var precedence: (Double, Int, Int) { (-score, image, place) }
}
