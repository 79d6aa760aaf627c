import Foundation

/// Classes of images against the truth, from two tables whose rows belong together by a column of names.
public struct ClassComparison: Sendable {
  public struct Class: Sendable {
    public let name: String
    /// Whose truth it is, and whose answer.
    public let truths: Int
    public let answers: Int
    /// Nil of a class that neither occurs nor is answered.
    public let f1: Double?
  }

  /// Accuracy, balanced accuracy and macro F1 over all images whose class is known.
  public let values: [MetricValue]
  public let classes: [Class]
  public let images: Int
  /// Names of predictions without a truth.
  public let leftOut: [String]

  /// Throws `DataError`.
  /// - Parameters:
  ///   - name: column of the images' names; the first of each table if nil.
  ///   - label: column of the classes. Predictions without it have a column of scores for each class, the highest of which is the
  ///     answer, of equal ones the first.
  public init(truth: String, predictions: String, name: String? = nil, label: String = "label")
    throws
  {
    let truths = try LabelTable(
      try CSVTable(path: truth), name: name, label: label, mayHaveScores: false)
    let answers = try LabelTable(
      try CSVTable(path: predictions), name: name, label: label, mayHaveScores: true)
    let known = truths.labels.filter { !$0.label.isEmpty }
    let answerOf = Dictionary(uniqueKeysWithValues: answers.labels.map { ($0.name, $0.label) })
    let missing = known.map(\.name).filter { answerOf[$0] == nil }
    guard missing.isEmpty else {
      throw DataError(
        "\(predictions): found no row for \(missing.count) of \(known.count) images "
          + "(\(some(missing))), expected one for each with a label in \(truth)")
    }
    guard !known.isEmpty else {
      throw DataError("\(truth): found no row with a label, expected one for each image")
    }
    let names = try Self.classes(known.map(\.label), answers)
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var counts = ClassCounts(names.count)
    var (truthCounts, answerCounts) = (names.map { _ in 0 }, names.map { _ in 0 })
    for row in known {
      let (truth, answer) = (places[row.label]!, places[answerOf[row.name]!]!)
      counts.add(truth: truth, guess: answer)
      truthCounts[truth] += 1
      answerCounts[answer] += 1
    }
    values = .fractions([
      ("accuracy", counts.accuracy), ("balanced accuracy", counts.balancedAccuracy),
      ("macro F1", counts.macroF1),
    ])
    classes = names.indices.map {
      Class(
        name: names[$0], truths: truthCounts[$0], answers: answerCounts[$0], f1: counts.f1(of: $0))
    }
    images = known.count
    let own = Set(truths.labels.map(\.name))
    leftOut = answers.labels.map(\.name).filter { !own.contains($0) }
  }

  /// Those of the truth, then others that are answered.
  private static func classes(_ truths: [String], _ answers: LabelTable) throws -> [String] {
    let own = Set(truths)
    if let columns = answers.classes, let absent = own.subtracting(columns).sorted().first {
      throw DataError(
        "\(answers.path):1: found no column of scores for the class \(shortened(absent)), expected "
          + "one for each, or a column of labels")
    }
    let others = Set(answers.labels.map(\.label)).union(answers.classes ?? []).subtracting(own)
    return inNumericOrder(Array(own)) + inNumericOrder(Array(others))
  }
}
