/// What training is given beside data and network, by task: the same arms are trained and compared under each condition of a
/// suite. A cell spells what concerns its own tasks, so that a network that a condition does not touch is trained once.
public struct Condition: Codable, Hashable, Sendable {
  /// For people: `a quarter of the ages`. Empty where a suite has one condition.
  public var name: String
  /// Fractions of the training labels that may be seen.
  public var labelFractions: [String: Double]
  /// Numbers of training frames.
  public var trainFrames: [String: Int]
  /// What the learning rate is multiplied by, for the parameters that only this task depends on, where several tasks are trained
  /// together.
  public var rateFactors: [String: Double]
  /// What the training loss is multiplied by where several tasks are trained together.
  public var lossScales: [String: Double]
  /// Epochs of a network of the task alone that is trained before and answers for the task's missing training labels, where
  /// several tasks are trained together.
  public var teacherEpochs: [String: Int]

  public init(
    name: String = "", labelFractions: [String: Double] = [:], trainFrames: [String: Int] = [:],
    rateFactors: [String: Double] = [:], lossScales: [String: Double] = [:],
    teacherEpochs: [String: Int] = [:]
  ) {
    self.name = name
    self.labelFractions = labelFractions
    self.trainFrames = trainFrames
    self.rateFactors = rateFactors
    self.lossScales = lossScales
    self.teacherEpochs = teacherEpochs
  }

  private enum Field: String, CodingKey {
    case name, labelFractions, trainFrames, rateFactors, lossScales, teacherEpochs
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Field.self)
    self.init(
      name: try values.decode(String.self, forKey: .name),
      labelFractions: try values.decode([String: Double].self, forKey: .labelFractions),
      trainFrames: try values.decode([String: Int].self, forKey: .trainFrames),
      rateFactors: try values.decode([String: Double].self, forKey: .rateFactors),
      lossScales: try values.decode([String: Double].self, forKey: .lossScales),
      teacherEpochs: try values.decodeIfPresent([String: Int].self, forKey: .teacherEpochs) ?? [:])
  }

  /// Teachers came later: descriptions without any are spelled as before.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Field.self)
    try values.encode(name, forKey: .name)
    try values.encode(labelFractions, forKey: .labelFractions)
    try values.encode(trainFrames, forKey: .trainFrames)
    try values.encode(rateFactors, forKey: .rateFactors)
    try values.encode(lossScales, forKey: .lossScales)
    if !teacherEpochs.isEmpty { try values.encode(teacherEpochs, forKey: .teacherEpochs) }
  }

  /// As a cell of these tasks spells it: nothing of other tasks, and nothing that changes nothing.
  /// - Parameter before: the tasks that its trunk is trained on before.
  public func of(_ tasks: [Choice], before: [Choice] = []) -> Condition {
    let names = Set((tasks + before).map(\.name))
    // Networks that everything is compared with are trained at the plain rate, on their own loss and on the labels that there are:
    // they are what a teacher is.
    let together = tasks.count < 2 ? [] : Set(tasks.map(\.name))
    return Condition(
      labelFractions: labelFractions.filter { names.contains($0.key) && $0.value != 1 },
      trainFrames: trainFrames.filter { names.contains($0.key) },
      rateFactors: rateFactors.filter { together.contains($0.key) && $0.value != 1 },
      lossScales: lossScales.filter { together.contains($0.key) && $0.value != 1 },
      teacherEpochs: teacherEpochs.filter { together.contains($0.key) })
  }

  /// Whether the cell is trained under it.
  public func matches(_ cell: Cell) -> Bool {
    of(cell.tasks, before: cell.pretrainingTasks) == cell.condition
  }
}

extension Condition {
  /// What it says, in short: `depth × 10`, `25 % of the labels of age`, `500 frames of age`, `answers of a teacher
  /// (12 epochs) for missing labels of age`, `rate of age × 0.1`.
  public var words: [String] {
    words(of: lossScales)
      + labelFractions.sorted { $0.key < $1.key }.map {
        "\(JSONValue.number(100 * $0.value).canonical) % of the labels of \($0.key)"
      } + trainFrames.sorted { $0.key < $1.key }.map { "\($0.value) frames of \($0.key)" }
      + teacherEpochs.sorted { $0.key < $1.key }.map {
        "answers of a teacher (\($0.value) \($0.value == 1 ? "epoch" : "epochs")) for missing labels of \($0.key)"
      } + words(of: rateFactors).map { "rate of \($0)" }
  }

  func words(of factors: [String: Double]) -> [String] {
    factors.sorted { $0.key < $1.key }
      .map { "\($0.key) × \(JSONValue.number($0.value).canonical)" }
  }
}

extension Cell {
  /// What it is trained under, without a name.
  public var condition: Condition {
    Condition(
      labelFractions: labelFractions, trainFrames: trainFrames, rateFactors: rateFactors,
      lossScales: lossScales, teacherEpochs: teacherEpochs)
  }
}
