/// Maps of classes against the truth: each pixel the index of its class, 255 or −1 none.
public struct SegmentationComparison: Sendable {
  /// mIoU, pixel accuracy and the IoU of each class, over all pixels of all images whose class is known.
  public let values: [MetricValue]
  public let images: Int
  /// Names of predictions without a truth.
  public let leftOut: [String]

  /// Above it nobody has classes of pixels.
  public static let mostClasses = 1000

  /// Throws `DataError`.
  /// - Parameters:
  ///   - truth: a file, or a folder of files, PNG or NPY; `predictions` likewise.
  ///   - classes: how many there are, 1000 at most; nil for as many as there are in the files.
  public init(truth: String, predictions: String, classes: Int? = nil) throws {
    let files = try PairedFiles(
      truth: truth, predictions: predictions, endings: StoredMap.endings)
    let classes = classes ?? Self.mostClasses
    var overlaps = ClassOverlaps(classes)
    for pair in files.pairs {
      let why = "the index of every pixel's class"
      let (truth, prediction) = (
        try StoredMap(pair.truth, why), try StoredMap(pair.prediction, why)
      )
      try truth.checkSize(of: prediction)
      for pixel in truth.values.indices {
        guard let label = try truth.label(pixel, classes) else { continue }
        overlaps.add(truth: label, guess: try prediction.label(pixel, classes))
      }
    }
    values = overlaps.values
    guard !values.isEmpty else {
      throw DataError(
        "\(truth): found no pixel with a class, expected indices other than 255 and −1")
    }
    images = files.pairs.count
    leftOut = files.leftOut
  }
}

extension StoredMap {
  /// Of a pixel; nil where it has none.
  fileprivate func label(_ pixel: Int, _ classes: Int) throws -> Int? {
    let value = values[pixel]
    if value == 255 || value == -1 { return nil }
    guard let label = Int(exactly: value), (0..<classes).contains(label) else {
      throw DataError(
        "\(path): found \(value) at \(place(pixel)), expected the index of a class below \(classes), "
          + "or 255 or −1 for none")
    }
    return label
  }
}
