import Testing

@testable import Engine

/// Pascal VOC's average precision where it can be worked out by hand.
@Suite struct VOCScorerTests {
  private static let box = PixelBox(left: 10, top: 10, width: 20, height: 20)
  private static let far = PixelBox(left: 100, top: 100, width: 20, height: 20)

  private func truth(_ box: PixelBox, _ standing: LabelledObject.Standing = .counts)
    -> TruthObject<PixelBox>
  {
    TruthObject(box, category: 0, area: box.area, standing)
  }

  private func found(_ box: PixelBox, _ score: Double) -> FoundObject<PixelBox> {
    FoundObject(box, category: 0, area: box.area, score: score)
  }

  private func precision(
    _ truths: [TruthObject<PixelBox>], _ found: [FoundObject<PixelBox>],
    _ interpolation: VOCScorer.Interpolation = .everyPoint, edges: VOCScorer.Edges = .continuous,
    overlap: Double = 0.5
  ) -> Double? {
    var scorer = VOCScorer(interpolation, edges: edges, overlap: overlap)
    scorer.add(image: 0, truths: truths, found: found)
    return scorer.scores.numbers[0].value
  }

  private static func isClose(_ a: Double?, _ b: Double) -> Bool { abs((a ?? .nan) - b) < 1e-12 }

  /// The worked example of Padilla, Netto and da Silva (A Survey on Performance Metrics for Object-Detection Algorithms, 2020): 15
  /// objects, 24 detections of which the 1st, 3rd, 10th, 12th, 13th, 14th and 23rd by score are right. They print 24.56 % and 26.84 %.
  @Test func aPublishedExample() {
    let right: Set<Int> = [1, 3, 10, 12, 13, 14, 23]
    let area: Double = (1 + 2.0 / 3 + 4 * 3.0 / 7 + 7.0 / 23) / 15
    let atEleven: Double = (1 + 2.0 / 3 + 3 * 3.0 / 7) / 11
    let cases: [(VOCScorer.Interpolation, Double)] = [
      (.everyPoint, area), (.elevenPoints, atEleven),
    ]
    for (interpolation, expected) in cases {
      var scorer = VOCScorer(interpolation)
      for rank in 1...24 {
        scorer.add(
          image: rank, truths: right.contains(rank) ? [truth(Self.box)] : [],
          found: [found(Self.box, 1 - 0.04 * Double(rank))])
      }
      scorer.add(image: 99, truths: Array(repeating: truth(Self.far), count: 8), found: [])
      #expect(Self.isClose(scorer.scores.numbers[0].value, expected))
      #expect(scorer.scores.numbers[0].name == "AP50" && scorer.scores.categories[0].objects == 15)
    }
  }

  @Test func aSecondDetectionOfAnObjectIsWrong() {
    let twice = [found(Self.box, 0.9), found(Self.box, 0.8), found(Self.far, 0.7)]
    #expect(Self.isClose(precision([truth(Self.box), truth(Self.far)], twice), (1 + 2 / 3.0) / 2))
    // It belongs to the nearest object, although another one is near enough and left.
    let beside = PixelBox(left: 11, top: 10, width: 20, height: 20)
    let both = [found(Self.box, 0.9), found(Self.box, 0.8)]
    #expect(Self.isClose(precision([truth(Self.box), truth(beside)], both), 0.5))
  }

  /// However often, and whatever the object is ignored for.
  @Test(arguments: [LabelledObject.Standing.ignored, .crowd])
  func detectionsOfIgnoredObjectsAreNeither(standing: LabelledObject.Standing) {
    let detections = [found(Self.far, 0.9), found(Self.far, 0.8), found(Self.box, 0.7)]
    #expect(precision([truth(Self.box), truth(Self.far, standing)], detections) == 1)
    #expect(precision([truth(Self.far, standing)], detections) == nil)
  }

  /// 10×20 beside 10×20 with 5 columns in common: 100 / 300 as edges, 6 · 21 / (2 · 11 · 21 − 6 · 21) as pixels.
  @Test func edgesMayBePixels() {
    let a = PixelBox(left: 0, top: 0, width: 10, height: 20)
    let b = PixelBox(left: 5, top: 0, width: 10, height: 20)
    for (edges, overlap) in [(VOCScorer.Edges.continuous, 1 / 3.0), (.inclusive, 6 / 16.0)] {
      #expect(precision([truth(a)], [found(b, 1)], edges: edges, overlap: overlap - 1e-9) == 1)
      #expect(precision([truth(a)], [found(b, 1)], edges: edges, overlap: overlap + 1e-9) == 0)
    }
  }

  /// Exactly half is enough, and 3 of 10 objects reach a recall of 0.3.
  @Test func levelsAreMetExactly() {
    let half = PixelBox(left: 10, top: 10, width: 10, height: 20)
    #expect(precision([truth(Self.box)], [found(half, 1)]) == 1)
    let objects = (0..<10).map { index in
      truth(PixelBox(left: 50 * Double(index), top: 0, width: 20, height: 20))
    }
    let three = objects.prefix(3).map { found($0.shape, 1) }
    #expect(Self.isClose(precision(objects, three, .elevenPoints), 4 / 11.0))
    #expect(Self.isClose(precision(objects, three), 3 / 10.0))
  }

  /// Of equal scores the lower image comes first, whenever it is added.
  @Test func equalScoresGoByTheImage() {
    for order in [[1, 2], [2, 1]] {
      var scorer = VOCScorer(.everyPoint)
      for image in order {
        scorer.add(
          image: image, truths: image == 2 ? [truth(Self.box)] : [], found: [found(Self.box, 0.5)])
      }
      #expect(scorer.scores.numbers[0].value == 0.5)
    }
  }

  /// A category without objects has no precision, and one without detections has 0.
  @Test func categoriesCountByTheirObjects() {
    var scorer = VOCScorer(.everyPoint)
    scorer.add(
      image: 0, truths: [truth(Self.box), TruthObject(Self.far, category: 2, area: 1)],
      found: [found(Self.box, .nan), FoundObject(Self.far, category: 1, area: 1, score: 1)])
    let scores = scorer.scores
    #expect(scores.categories.map(\.category) == [0, 1, 2])
    #expect(scores.categories.map { $0.numbers[0].value } == [1, nil, 0])
    #expect(scores.numbers[0].value == 0.5)
    #expect(scores.metrics.map(\.value) == [0.5] && scores.metrics[0].counts)
  }

  /// What training knows and a network answers, without files.
  @Test func detectionsOfNetworksAreScored() {
    let box = Box(left: 1, top: 2, right: 5, bottom: 10)
    let (truth, found) = (
      LabelledObject(box: box, category: 0), DetectedObject(box: box, category: 0, score: 0.5)
    )
    var (voc, coco) = (VOCScorer(.everyPoint), COCOScorer(BoxOverlap(), .objects))
    voc.add(image: 0, truths: [TruthObject(truth)], found: [FoundObject(found)])
    coco.add(image: 0, truths: [TruthObject(truth)], found: [FoundObject(found)])
    #expect(voc.scores.numbers[0].value == 1)
    #expect(coco.scores.metrics.map(\.metric).contains("AP small"))
    #expect(coco.scores.numbers.allSatisfy { $0.value == nil || $0.value == 1 })
  }
}
