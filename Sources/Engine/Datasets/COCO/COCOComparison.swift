import Foundation

/// A file of COCO's truths against a file of results.
public struct COCOComparison: Sendable {
  public enum Shape: Sendable { case boxes, masks, keypoints }

  let truth: COCOTruth
  let results: COCOResults
  /// Places in the lists of annotations and results, by image.
  private let annotationsOfImage: [[Int]]
  private let resultsOfImage: [[Int]]

  /// Throws `DataError`.
  public init(truth: String, predictions: String, shape: Shape) throws {
    let reads: COCOObject.Shapes =
      switch shape {
      case .boxes: []
      case .masks: .masks
      case .keypoints: .keypoints
      }
    let truth = try COCOTruth(
      try DataFolder.read(path: truth, "COCO's annotations of objects"), truth, reads)
    // Boxes may have to be found around masks.
    let results = try COCOResults(
      try DataFolder.read(path: predictions, "COCO's results of a detector"), predictions, truth,
      shape == .boxes ? .masks : reads)
    self.init(truth, results)
  }

  init(_ truth: COCOTruth, _ results: COCOResults) {
    (self.truth, self.results) = (truth, results)
    var annotationsOfImage = truth.images.map { _ in [Int]() }
    for (place, annotation) in truth.annotations.enumerated() {
      annotationsOfImage[annotation.image].append(place)
    }
    var resultsOfImage = truth.images.map { _ in [Int]() }
    for (place, result) in results.found.enumerated() {
      resultsOfImage[result.object.image].append(place)
    }
    self.annotationsOfImage = annotationsOfImage
    self.resultsOfImage = resultsOfImage
  }

  public var images: Int { truth.images.count }
  public var detections: Int { results.found.count }
  /// Results of categories that the truth has not: their ids, and how many there are of each.
  public var leftOut: [Int: Int] { results.leftOut }
  /// By the numbers of `ObjectScores`.
  public var categories: [COCOCategory] { truth.categories }

  /// Throws `DataError`, here and below.
  public func boxes() throws -> ObjectScores {
    try scores(COCOScorer(BoxOverlap(), .objects), truthBox, foundBox)
  }

  public func boxes(_ scorer: VOCScorer) throws -> ObjectScores {
    try scores(scorer, truthBoxOfAnyArea, foundBox)
  }

  public func masks() throws -> ObjectScores {
    var room = MaskRoom()
    return try scores(
      COCOScorer(MaskOverlap(), .objects),
      { place in
        let mask = try truthMask(place)
        try room.take(mask.shape, of: truth.annotations[place].image, in: truth)
        return mask
      },
      { place in
        let mask = try foundMask(place)
        try room.take(mask.shape, of: results.found[place].object.image, in: truth)
        return mask
      })
  }

  public func keypoints(sigmas: [Double] = KeypointSimilarity.cocoSigmas) throws -> ObjectScores {
    try scores(
      COCOScorer(KeypointSimilarity(sigmas: sigmas), .keypoints),
      { try truthPose($0, sigmas.count) }, { try foundPose($0, sigmas.count) })
  }

  /// Of an image: each is compared with a hundred detections at once.
  private static let mostObjects = 100_000

  /// One image's shapes at a time.
  private func scores<Judge: ObjectScorer>(
    _ scorer: Judge, _ truth: (Int) throws -> TruthObject<Judge.Shape>,
    _ found: (Int) throws -> FoundObject<Judge.Shape>
  ) throws -> ObjectScores {
    var scorer = scorer
    for image in self.truth.images.indices {
      let (truths, results) = (annotationsOfImage[image], resultsOfImage[image])
      if truths.isEmpty, results.isEmpty { continue }
      guard truths.count <= Self.mostObjects else {
        throw DataError(
          "\(self.truth.path): found \(truths.count) annotations of the image "
            + "\(self.truth.images[image].id), expected at most \(Self.mostObjects)")
      }
      scorer.add(image: image, truths: try truths.map(truth), found: try results.map(found))
    }
    return scorer.scores
  }
}

/// Keeps the masks of one image from taking all memory: a few bytes of a file can be an outline with millions of runs.
private struct MaskRoom {
  private static let mostRuns = 1 << 26
  private var image: Int?
  private var runs = 0

  mutating func take(_ mask: RunLengthMask, of image: Int, in truth: COCOTruth) throws {
    runs = (image == self.image ? runs : 0) + mask.runs.count
    self.image = image
    guard runs <= Self.mostRuns else {
      throw DataError(
        "\(truth.path): found masks of more than \(Self.mostRuns) runs in the image "
          + "\(truth.images[image].id), expected masks of objects")
    }
  }
}

extension DataFolder {
  /// A file at any path.
  static func read(path: String, _ why: @autoclosure () -> String) throws -> Data {
    guard let slash = path.lastIndex(of: "/") else {
      return try DataFolder(root: ".").read(path, why())
    }
    let root = slash == path.startIndex ? "" : String(path[..<slash])
    return try DataFolder(root: root).read(String(path[path.index(after: slash)...]), why())
  }
}
