/// Maps of depth against the truth: metres in a NumPy array, millimetres in a PNG of 16 bits; a truth of 0 is missing.
public struct DepthComparison: Sendable {
  /// Over all pixels of all images whose depth is known.
  public let values: [MetricValue]
  public let images: Int
  /// Names of predictions without a truth.
  public let leftOut: [String]
  /// Predictions of 0 or less, which leave out what takes logarithms.
  public let withoutLogarithm: Int

  /// Throws `DataError`.
  /// - Parameters:
  ///   - truth: a file, or a folder of files, PNG or NPY; `predictions` likewise.
  ///   - range: metres that predictions are clipped to; nil for none.
  public init(truth: String, predictions: String, clippedTo range: ClosedRange<Double>? = nil)
    throws
  {
    let files = try PairedFiles(
      truth: truth, predictions: predictions, endings: StoredMap.endings)
    var (errors, ratios) = (DistanceErrors(), DistanceRatios())
    for pair in files.pairs {
      let (truth, prediction) = (
        try StoredMap(depth: pair.truth), try StoredMap(depth: pair.prediction)
      )
      try truth.checkSize(of: prediction)
      let (unit, predictionUnit) = (truth.metres, prediction.metres)
      for pixel in truth.values.indices where isDistance(truth.values[pixel]) {
        guard prediction.values[pixel].isFinite else {
          throw DataError(
            "\(prediction.path): found \(prediction.values[pixel]) at \(prediction.place(pixel)), "
              + "expected a depth in metres where the truth has one")
        }
        var found = Double(prediction.values[pixel]) * predictionUnit
        if let range { found = min(max(found, range.lowerBound), range.upperBound) }
        let known = Double(truth.values[pixel]) * unit
        errors.add(found, truth: known)
        ratios.add(found, truth: known)
      }
    }
    guard errors.count > 0 else {
      throw DataError("\(truth): found no pixel with a depth, expected depths above 0")
    }
    let count = Double(errors.count)
    func number(_ name: String, _ value: Double, _ unit: String, counts: Bool = true) -> MetricValue
    {
      MetricValue(metric: name, value: value, better: .lower, unit: unit, counts: counts)
    }
    values =
      [
        number("absolute error", errors.absolute / count, "m"),
        number("relative error", errors.relative / count, ""),
        number("RMSE", (errors.squared / count).squareRoot(), "m", counts: false),
      ] + ratios.values
    images = files.pairs.count
    leftOut = files.leftOut
    withoutLogarithm = ratios.withoutLogarithm
  }
}

extension StoredMap {
  fileprivate init(depth path: String) throws {
    try self.init(path, "the depth of every pixel")
    guard bits == nil || bits == 16 else {
      throw DataError(
        "\(path): found a PNG of \(bits!) bits, expected 16 (millimetres): 8 end at 255 mm; export "
          + "it again, or as a NumPy array in metres")
    }
  }

  /// Of the unit that it is stored in.
  fileprivate var metres: Double { bits == nil ? 1 : 0.001 }
}
