import Records

/// What training was not allowed to see, or given otherwise than usual, in words.
struct TrainingConditions: Sendable {
  /// Of all cells, where the suite has one condition.
  let common: Condition
  /// In the suite's order; empty where it has one.
  let compared: [Condition]
  /// Trunks that were trained before.
  let trunks: [Trunk]
  /// Tasks whose missing labels came from a teacher, under any condition.
  private let taught: [String]

  struct Trunk: Hashable, Sendable {
    /// As arms are called.
    var label: String
    var tasks: [String]
    var epochs: Double?
    var rate: Double?
  }

  init(_ suite: SuiteDescription, _ cells: [Cell]) {
    compared = suite.conditions ?? []
    var common = Condition()
    for cell in cells {
      common.labelFractions.merge(cell.labelFractions) { first, _ in first }
      common.trainFrames.merge(cell.trainFrames) { first, _ in first }
      common.teacherEpochs.merge(cell.teacherEpochs) { first, _ in first }
    }
    taught = Set(cells.flatMap(\.teacherEpochs.keys)).sorted()
    self.common = common
    let labels = RecipeLabels(cells, suite)
    trunks = unique(
      cells.filter { !$0.pretrainingTasks.isEmpty }.map { cell in
        let recipe = cell.recipe(suite)
        let options = recipe.values.map(\.options).first { $0["epochs"] != nil } ?? [:]
        return Trunk(
          label: labels.label(recipe), tasks: cell.pretrainingTasks.map(\.name),
          epochs: Self.number(options["epochs"]), rate: Self.number(options["rate"]))
      })
  }

  private static func number(_ value: JSONValue?) -> Double? {
    if case .number(let number)? = value { number } else { nil }
  }

  /// Nil where every network begins from scratch.
  var trunkBlock: Block? {
    guard !trunks.isEmpty else { return nil }
    let lines = trunks.map { trunk -> Prose in
      var text =
        "encoder and decoder begin as one network with a head for each of "
        + Wording.list(trunk.tasks) + " has learned them"
      if let epochs = trunk.epochs { text += " in \(Wording.count(Int(epochs), "epoch")) before" }
      switch trunk.rate {
      case 0?: text += ", and stay so but for running statistics"
      case 1?, nil: break
      case let rate?:
        text += ", and go on at \(NumberFormat.plain(rate, 4)) times the learning rate"
      }
      text += "; heads are drawn. Training it is part of the CPU time, not of the epochs."
      return trunk.label.isEmpty
        ? Prose("All networks: " + text) : Prose.strong(trunk.label) + ": \(text)"
    }
    return .list(lines)
  }

  /// Nil where no label came from a teacher.
  var teacherBlock: Block? {
    guard !taught.isEmpty else { return nil }
    return .paragraph(
      Prose(
        "A teacher is the single-task network, trained before in each cell that needs it on the labels of "
          + "\(Wording.list(taught)) that there are, and taken where it is best on validation. Its answers (the most likely "
          + "class, the predicted number) are the labels of the training images that have none, for networks of several tasks; "
          + "single-task networks never see them, and selection and scores are by real labels alone. Training it is part of the "
          + "CPU time, not of the epochs."))
  }

  /// Nil where training saw every label.
  var block: Block? {
    if compared.isEmpty {
      guard !common.words.isEmpty else { return nil }
      return .paragraph(Prose("Training sees \(Wording.list(common.words)). \(Self.choice)"))
    }
    let lines = compared.map { condition in
      Prose.strong(condition.name)
        + (condition.words.isEmpty
          ? ": everything as it is." : ": \(Wording.list(condition.words)).")
    }
    return .list(lines)
  }

  private static let choice =
    "The seed chooses which, the same for every network of a seed; validation and test images keep all of theirs."
}
