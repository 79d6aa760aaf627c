/// Average precision of boxes by COCO's rules and by Pascal VOC's, with areas in the pixels of the frames.
final class DetectionScorer: Scorer {
  private let task: Detection
  private var coco = COCOScorer(BoxOverlap(), .objects)
  private var voc = VOCScorer(.everyPoint)
  private var images = 0

  init(_ task: Detection) { self.task = task }

  func add(_ batch: AnsweredFrames) {
    let counts = task.counts(on: batch.size)
    for frame in 0..<batch.frames {
      guard let truths = task.truths(batch.targets, frame: frame) else { continue }
      let answer = zip(batch.answer, counts).map { $0 + frame * $1 }
      add(truths, task.objects(answer, on: batch.size))
    }
  }

  private func add(_ truths: [LabelledObject], _ found: [DetectedObject]) {
    let (truths, found) = (truths.map { TruthObject($0) }, found.map { FoundObject($0) })
    coco.add(image: images, truths: truths, found: found)
    voc.add(image: images, truths: truths, found: found)
    images += 1
  }

  /// Categories up to which each has a line of its own.
  private static let mostNamed = 20

  var values: [MetricValue] {
    guard images > 0 else { return [] }
    let scores = coco.scores
    let metrics = scores.numbers.compactMap { number in
      number.value.map { fraction(number.name, $0, counts: ["AP", "AP50"].contains(number.name)) }
    }
    let named = voc.scores.numbers.compactMap { number in
      number.value.map { fraction("VOC mAP at 0.5", $0) }
    }
    return metrics + named + (task.categories.count <= Self.mostNamed ? each(scores) : [])
  }

  private func each(_ scores: ObjectScores) -> [MetricValue] {
    scores.categories.flatMap { category in
      category.numbers.filter { $0.name == "AP50" }.compactMap { number in
        number.value.map { fraction("AP50 of \(task.categories[category.category])", $0) }
      }
    }
  }

  private func fraction(_ name: String, _ value: Double, counts: Bool = false) -> MetricValue {
    MetricValue(metric: name, value: value, better: .higher, unit: "%", counts: counts)
  }
}
