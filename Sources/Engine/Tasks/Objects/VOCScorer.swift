/// Pascal VOC's average precision (Everingham et al., IJCV 2010; the rules of its development kit), image by image.
///
/// From the surest on, a detection belongs to the object of its category that it overlaps most in the image. It is right where they
/// overlap enough and the object was not found before; a second detection of one object is wrong. What belongs to an object that
/// does not count (difficult ones, crowds) is neither.
public struct VOCScorer: ObjectScorer, Sendable {
  public enum Interpolation: Sendable {
    /// Up to 2009.
    case elevenPoints
    /// From 2010 on.
    case everyPoint
  }

  public enum Edges: Sendable {
    /// Width is right − left.
    case continuous
    /// The right and bottom edges are the last pixels of a box, as in VOC's files: width is right − left + 1.
    case inclusive
  }

  private struct Detection {
    let score: Double
    let image: Int
    let isRight: Bool
  }

  private struct Tally {
    var objects = 0
    /// Those that are right or wrong.
    var detections: [Detection] = []
  }

  private let interpolation: Interpolation
  private let margin: Double
  private let least: Double
  private var tallies: [Int: Tally] = [:]

  /// - Parameter overlap: that is enough.
  public init(_ interpolation: Interpolation, edges: Edges = .continuous, overlap: Double = 0.5) {
    self.interpolation = interpolation
    margin = edges == .inclusive ? 1 : 0
    least = overlap
  }

  public mutating func add(
    image: Int, truths: [TruthObject<PixelBox>], found: [FoundObject<PixelBox>]
  ) {
    let truths = Dictionary(grouping: truths, by: \.category)
    for (category, truths) in truths {
      tallies[category, default: Tally()].objects += truths.count { $0.standing == .counts }
    }
    for (category, found) in Dictionary(grouping: found, by: \.category) {
      let detections = detections(image, truths[category] ?? [], found)
      tallies[category, default: Tally()].detections += detections
    }
  }

  private func detections(
    _ image: Int, _ truths: [TruthObject<PixelBox>], _ found: [FoundObject<PixelBox>]
  ) -> [Detection] {
    var isFound = truths.map { _ in false }
    return found.map(\.score).ranked().compactMap { place in
      var (nearest, most): (Int?, Double) = (nil, 0)
      for (index, truth) in truths.enumerated() {
        let overlap = overlap(found[place].shape, truth.shape)
        if overlap > most { (nearest, most) = (index, overlap) }
      }
      guard let nearest, most >= least else {
        return Detection(score: found[place].score, image: image, isRight: false)
      }
      guard truths[nearest].standing == .counts else { return nil }
      defer { isFound[nearest] = true }
      return Detection(score: found[place].score, image: image, isRight: !isFound[nearest])
    }
  }

  private func overlap(_ a: PixelBox, _ b: PixelBox) -> Double {
    let common = a.commonArea(b, margin: margin)
    guard common > 0 else { return 0 }
    func area(_ box: PixelBox) -> Double { (box.width + margin) * (box.height + margin) }
    return common / (area(a) + area(b) - common)
  }

  /// One number, `AP50` where half is enough; its mean over the categories that have objects is VOC's mAP.
  public var scores: ObjectScores {
    let name = "AP\(Int((100 * least).rounded()))"
    let categories = tallies.keys.sorted().map { category in
      let tally = tallies[category]!
      return ObjectScores.Category(
        category: category, objects: tally.objects,
        numbers: [ObjectScores.Number(name: name, value: precision(tally))])
    }
    return ObjectScores(categories, names: [name])
  }

  private func precision(_ tally: Tally) -> Double? {
    guard tally.objects > 0 else { return nil }
    // Of one image they are in order already, and the sort is stable by their places.
    let ranked = tally.detections.enumerated().sorted {
      (-$0.element.score, $0.element.image, $0.offset)
        < (-$1.element.score, $1.element.image, $1.offset)
    }
    let curve = PrecisionCurve(ranked.map(\.element.isRight), truths: tally.objects)
    return interpolation == .elevenPoints ? curve.at11Recalls : curve.area
  }
}
