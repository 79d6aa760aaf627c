/// How a record spells what a finished cell measured: the metrics once, then their values, null where a split has none. Objects
/// for every score of every epoch would make a sweep's records three times as long.
extension Finished: Codable {
  private enum Keys: String, CodingKey {
    case metrics, test, validation, selectedEpoch, epochs, size, constants, pictures, confusions
  }

  public func encode(to encoder: any Encoder) throws {
    let metrics = ScoreColumn.merged(ScoreColumn.merged(test, validation), constants)
    var values = encoder.container(keyedBy: Keys.self)
    try values.encode(metrics, forKey: .metrics)
    try values.encode(ScoreColumn.values(of: metrics, in: test), forKey: .test)
    try values.encode(ScoreColumn.values(of: metrics, in: validation), forKey: .validation)
    try values.encode(selectedEpoch, forKey: .selectedEpoch)
    try values.encode(size, forKey: .size)
    if !constants.isEmpty {
      try values.encode(ScoreColumn.values(of: metrics, in: constants), forKey: .constants)
    }
    try values.encode(pictures, forKey: .pictures)
    if !confusions.isEmpty { try values.encode(confusions, forKey: .confusions) }
    try EpochColumns.encode(
      epochs, metrics: metrics.filter(\.counts), to: values.superEncoder(forKey: .epochs))
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Keys.self)
    let metrics = try values.decode([ScoreColumn].self, forKey: .metrics)
    func scores(_ key: Keys) throws -> [Score] {
      let numbers = try values.decode([Double?].self, forKey: key)
      guard numbers.count == metrics.count else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values,
          debugDescription: "found \(numbers.count) scores, expected \(metrics.count)")
      }
      return zip(metrics, numbers).compactMap { metric, value in value.map(metric.score) }
    }
    self.init(
      test: try scores(.test), validation: try scores(.validation),
      selectedEpoch: try values.decode(Int.self, forKey: .selectedEpoch),
      epochs: try EpochColumns.decode(
        metrics: metrics.filter(\.counts), from: values.superDecoder(forKey: .epochs)),
      size: try values.decode(NetworkSize.self, forKey: .size),
      constants: values.contains(.constants) ? try scores(.constants) : [],
      pictures: try values.decode([PictureSet].self, forKey: .pictures),
      confusions: try values.decodeIfPresent([String: [[Int]]].self, forKey: .confusions) ?? [:])
  }
}

/// A score without its value.
struct ScoreColumn: Codable, Hashable {
  var task: String
  var metric: String
  var better: Score.Direction
  var unit: String
  var counts: Bool

  init(_ score: Score) {
    (task, metric, better) = (score.task, score.metric, score.better)
    (unit, counts) = (score.unit, score.counts)
  }

  func score(_ value: Double) -> Score {
    Score(task: task, metric: metric, value: value, better: better, unit: unit, counts: counts)
  }

  /// The metrics of both, in their order. A split without a pixel of some class has no score of that class.
  static func merged(_ one: [Score], _ other: [Score]) -> [ScoreColumn] {
    merged(one.map(ScoreColumn.init), other)
  }

  static func merged(_ one: [ScoreColumn], _ other: [Score]) -> [ScoreColumn] {
    var metrics = one
    var place = 0
    for metric in other.map(ScoreColumn.init) {
      let known = metrics.firstIndex(of: metric)
      if known == nil { metrics.insert(metric, at: place) }
      place = (known ?? place) + 1
    }
    return metrics
  }

  /// Null where there is no score.
  static func values(of metrics: [ScoreColumn], in scores: [Score]) -> [Double?] {
    let known = Dictionary(
      scores.map { (ScoreColumn($0), $0.value) }, uniquingKeysWith: { first, _ in first })
    return metrics.map { known[$0] }
  }
}
