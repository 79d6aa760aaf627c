/// COCO's average precision and recall (Lin et al., ECCV 2014; the rules of pycocotools, to 1e-9), image by image.
///
/// Of every detection a few numbers are kept and nothing of its shape: what has been added takes 40 bytes a detection.
public struct COCOScorer<Similarity: ObjectSimilarity>: ObjectScorer, Sendable {
  private let similarity: Similarity
  private let rules: COCORules
  private var tallies: [Int: COCOTally] = [:]

  public init(_ similarity: Similarity, _ rules: COCORules) {
    (self.similarity, self.rules) = (similarity, rules)
  }

  public mutating func add(
    image: Int, truths: [TruthObject<Similarity.Shape>], found: [FoundObject<Similarity.Shape>]
  ) {
    let truths = Dictionary(grouping: truths, by: \.category)
    let found = Dictionary(grouping: found, by: \.category)
    for category in Set(truths.keys).union(found.keys) {
      add(image, category, truths[category] ?? [], found[category] ?? [])
    }
  }

  private mutating func add(
    _ image: Int, _ category: Int, _ truths: [TruthObject<Similarity.Shape>],
    _ found: [FoundObject<Similarity.Shape>]
  ) {
    let surest = found.map(\.score).ranked().prefix(rules.most.last!).map { found[$0] }
    let matching = COCOMatching(similarity, surest, truths)
    var tally = tallies[category] ?? COCOTally(rules)
    var detections = surest.enumerated().map { place, found in
      COCOTally.Detection(score: found.score, image: image, place: place)
    }
    for (index, area) in rules.areas.enumerated() {
      let isCounting = truths.map { $0.standing == .counts && area.range.contains($0.area) }
      let counting = truths.indices.filter { isCounting[$0] }
      let ignored = truths.indices.filter { !isCounting[$0] }
      let isOutside = surest.map { !area.range.contains($0.area) }
      tally.objects[index] += counting.count
      for (place, threshold) in rules.thresholds.enumerated() {
        let verdicts = matching.verdicts(
          threshold: threshold, counting: counting, ignored: ignored, isOutside: isOutside)
        for detection in detections.indices {
          detections[detection].set(verdicts[detection], at: tally.bit(place, index))
        }
      }
    }
    tally.add(detections)
    tallies[category] = tally
  }

  public var scores: ObjectScores {
    let categories = tallies.keys.sorted().map { category in
      ObjectScores.Category(
        category: category, objects: tallies[category]!.objects[0],
        numbers: tallies[category]!.numbers)
    }
    return ObjectScores(categories, names: rules.metrics.map(\.name))
  }
}
