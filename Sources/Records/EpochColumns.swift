/// How a record spells its epochs: an array of each quantity, epoch by epoch.
enum EpochColumns {
  private enum Keys: String, CodingKey {
    case learningRate, trainLoss, validationLoss, validation, weights, cosines
    case gradientNorms, updateNorm
  }

  /// - Parameter metrics: those that count. An epoch has scores of them in their order, null for one that has none.
  static func encode(_ points: [EpochPoint], metrics: [ScoreColumn], to encoder: any Encoder) throws
  {
    for (index, point) in points.enumerated() {
      guard point.epoch == index + 1,
        point.validation.allSatisfy({ metrics.contains(ScoreColumn($0)) })
      else {
        throw EncodingError.invalidValue(
          point,
          .init(
            codingPath: encoder.codingPath,
            debugDescription: "epochs are 1, 2, … with scores of metrics that count"))
      }
    }
    var columns = encoder.container(keyedBy: Keys.self)
    try columns.encode(points.map(\.learningRate), forKey: .learningRate)
    try columns.encode(points.map(\.trainLoss), forKey: .trainLoss)
    try columns.encode(points.map(\.validationLoss), forKey: .validationLoss)
    try columns.encode(
      points.map { ScoreColumn.values(of: metrics, in: $0.validation) }, forKey: .validation)
    try columns.encode(points.map(\.weights), forKey: .weights)
    try columns.encode(points.map(\.cosines), forKey: .cosines)
    // What no epoch measured is not spelled; what some did not, is null there.
    let norms = points.map(\.gradientNorms)
    if norms.contains(where: { $0 != nil }) { try columns.encode(norms, forKey: .gradientNorms) }
    let updates = points.map(\.updateNorm)
    if updates.contains(where: { $0 != nil }) { try columns.encode(updates, forKey: .updateNorm) }
  }

  static func decode(metrics: [ScoreColumn], from decoder: any Decoder) throws -> [EpochPoint] {
    let columns = try decoder.container(keyedBy: Keys.self)
    let rates = try columns.decode([Double].self, forKey: .learningRate)

    func require(_ found: Int, _ expected: Int, _ things: String, _ key: Keys) throws {
      guard found != expected else { return }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: columns,
        debugDescription: "found \(found) \(things), expected \(expected)")
    }
    func column<Entry: Decodable>(_ key: Keys, _: Entry.Type) throws -> [Entry] {
      let entries = try columns.decode([Entry].self, forKey: key)
      try require(entries.count, rates.count, "epochs", key)
      return entries
    }
    func optional<Entry: Decodable>(_ key: Keys, _: Entry.Type) throws -> [Entry?] {
      columns.contains(key) ? try column(key, Entry?.self) : rates.map { _ in nil }
    }

    let trainLoss = try column(.trainLoss, [Double?].self)
    let validationLoss = try column(.validationLoss, [Double?].self)
    let validation = try column(.validation, [Double?].self)
    let weights = try column(.weights, [Double].self)
    let cosines = try column(.cosines, [Double].self)
    let gradientNorms = try optional(.gradientNorms, [Double].self)
    let updateNorm = try optional(.updateNorm, Double.self)
    return try rates.indices.map { epoch in
      try require(validation[epoch].count, metrics.count, "scores", .validation)
      return EpochPoint(
        epoch: epoch + 1, learningRate: rates[epoch], trainLoss: trainLoss[epoch],
        validationLoss: validationLoss[epoch],
        validation: zip(metrics, validation[epoch]).compactMap { $1.map($0.score) },
        weights: weights[epoch], cosines: cosines[epoch], gradientNorms: gradientNorms[epoch],
        updateNorm: updateNorm[epoch])
    }
  }
}
