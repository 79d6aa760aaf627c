import Engine
import Records
import Report

/// What the cells of a suite are trained under: limits of the training labels for all of them, and conditions that are compared.
extension SuiteDraft {
  /// Keys of a condition that give a number for each task.
  static let conditionKeys: [SuiteKey] = [
    SuiteKey("labels", .fractions, "by task, the fraction of its training labels that may be seen"),
    SuiteKey("train", .counts, "by task, how many training frames it has"),
    SuiteKey(
      "teachers", .epochsByTask,
      "by task, the epochs of a single-task network whose answers stand for missing training labels"
    ),
    SuiteKey(
      "rates", .factors,
      "by task, what the learning rate of its own parameters is multiplied by where several are "
        + "trained together"),
    SuiteKey(
      "losses", .factors,
      "by task, what its training loss is multiplied by where several are trained together"),
  ]

  /// One without a name where the suite lists none. Mistakes go to the log.
  func readConditions() -> [PlacedCondition] {
    let common = condition(root, name: "")
    guard let node = value("conditions") else {
      checkTeachers(common.condition, at: value("teachers"))
      return [common]
    }
    let tuned = arms.first { $0.arm.isTuned }
    if let tuned {
      log.add(
        node,
        "\(tuned.arm.architecture.choice.label) is tuned, and a choice that is made once cannot hold under "
          + "every condition: leave tune out")
    }
    if value("robustness") != nil {
      log.add(node, "conditions beside robustness: put the factor into a condition's losses")
    }
    var found: [PlacedCondition] = []
    for element in log.elements(node, of: "conditions") {
      guard let read = named(element) else { continue }
      let whole = read.over(common)
      checkTeachers(whole.condition, at: element["teachers"] ?? value("teachers"))
      let name = whole.condition.name
      if found.contains(where: { $0.condition.name == name }) {
        log.add(element, "the name \(shortened(name)) is listed twice")
      } else if let same = found.first(where: { isSame($0, whole) }) {
        log.add(
          element,
          "\(shortened(name)) is what \(shortened(same.condition.name)) is" + why(same, whole))
      } else {
        found.append(whole)
      }
    }
    return found.isEmpty ? [common] : found
  }

  /// Why two conditions that are spelled differently do the same.
  private func why(_ one: PlacedCondition, _ other: PlacedCondition) -> String {
    if one.condition.renamed(other.condition.name) == other.condition { return "" }
    let tasks = combinations.joined().map(\.choice)
    guard one.condition.of(tasks) != other.condition.of(tasks), let available = drawnFrames else {
      return ": 1 changes nothing"
    }
    let effect = ConditionEffect(other.condition, tasks, available: available)
    let kept = combinedTasks.map { task in
      "\(effect.labels[task] ?? effect.frames[task] ?? available) labels of \(task)"
    }
    return ": of \(Wording.count(available, "training frame")) both leave "
      + kept.joined(separator: ", ")
  }

  /// Training frames of a drawn data set, each of which has every label; nil where data are read.
  private var drawnFrames: Int? {
    guard let dataset = dataset?.selection,
      !DataRoots.readDatasets.contains(dataset.choice.name)
    else { return nil }
    return try? dataset.item.frameCounts().train
  }

  /// Drawn frames have every label, unless some are kept back: then there is nothing to teach.
  private func checkTeachers(_ condition: Condition, at node: SuiteNode?) {
    guard let node, let dataset = dataset?.selection.choice.name else { return }
    for task in condition.teacherEpochs.keys.sorted() {
      if let known = combinations.joined().first(where: { $0.choice.name == task }),
        !(known.item is any TeachableTask)
      {
        log.add(node[task] ?? node, "found a teacher of \(task), whose answers cannot be labels")
      }
      guard let available = drawnFrames, ConditionEffect.fits(condition, available) else {
        continue
      }
      let sets = combinations.map { $0.map(\.choice) }
      let effect = ConditionEffect(
        condition, Array(sets.joined()), available: available)
      let teaches = sets.contains { set in
        let names = set.map(\.name)
        return names.contains(task) && effect.teaches(task, in: names, available: available)
      }
      guard !teaches else { continue }
      let isLimited = effect.frames[task] != nil || effect.labels[task] != nil
      log.add(
        node[task] ?? node,
        "found a teacher of \(task), but "
          + (isLimited
            ? "networks are shown no image without a label of it"
            : "\(dataset) has all labels of it")
          + ": keep some back with labels or train, or leave the teacher out")
    }
  }

  /// Whether both do the same, however they are spelled. Of one with a mistake nothing is known.
  private func isSame(_ one: PlacedCondition, _ other: PlacedCondition) -> Bool {
    let tasks = combinations.joined().map(\.choice)
    return one.isRight && other.isRight && !tasks.isEmpty
      && ConditionEffect(one.condition, tasks, available: drawnFrames)
        == ConditionEffect(other.condition, tasks, available: drawnFrames)
  }

  private func named(_ node: SuiteNode) -> PlacedCondition? {
    let before = log.mistakes.count
    guard node.members != nil else {
      log.add(
        node,
        "found \(node.found), expected a map such as {name: few ages, labels: {age: 0.25}}")
      return nil
    }
    log.check(node, keys: ["name"] + Self.conditionKeys.map(\.name))
    guard let nameNode = node["name"] else {
      log.add(node, "missing name, which reports call it by")
      return nil
    }
    guard let name = log.name(nameNode) else { return nil }
    var found = condition(node, name: name)
    found.isRight = log.mistakes.count == before
    return found
  }

  /// The numbers of a map that may have the keys of a condition.
  private func condition(_ node: SuiteNode, name: String) -> PlacedCondition {
    let before = log.mistakes.count
    let condition = Condition(
      name: name, labelFractions: numbers(node, "labels", log.fraction),
      trainFrames: numbers(node, "train", log.frames),
      rateFactors: numbers(node, "rates", log.factor),
      lossScales: numbers(node, "losses", log.factor),
      teacherEpochs: numbers(node, "teachers", log.epochs))
    var places: [String: SuiteNode] = [:]
    for task in condition.trainFrames.keys { places[task] = node["train"]?[task] }
    return PlacedCondition(
      condition: condition, file: log.file, framePlaces: places,
      isRight: log.mistakes.count == before)
  }

  /// A number for some of the tasks.
  private func numbers<Number>(_ parent: SuiteNode, _ key: String, _ read: (SuiteNode) -> Number?)
    -> [String: Number]
  {
    guard let node = parent[key] else { return [:] }
    if case .null = node.content { return [:] }
    guard let members = node.members else {
      log.add(node, "found \(node.found), expected a map from tasks to numbers")
      return [:]
    }
    let known = combinedTasks
    var found: [String: Number] = [:]
    for member in members {
      if known.contains(member.key) {
        found[member.key] = read(member.node)
      } else if !known.isEmpty {
        log.add(
          path: member.node.path, line: member.line,
          "unknown task, expected one of \(known.joined(separator: ", "))"
            + suggestion(for: member.key, among: known))
      }
    }
    return found
  }
}

extension MistakeLog {
  /// A fraction of labels: above 0, at most 1.
  fileprivate func fraction(_ node: SuiteNode) -> Double? {
    if let value = node.number, value >= SuiteLimits.smallestFraction, value <= 1 { return value }
    add(node, "found \(node.found), expected a fraction of the labels, above 0 and at most 1")
    return nil
  }

  fileprivate func frames(_ node: SuiteNode) -> Int? { whole(node, in: SuiteLimits.frames) }

  fileprivate func epochs(_ node: SuiteNode) -> Int? { whole(node, in: SuiteLimits.epochs) }

  /// What a rate or a loss is multiplied by.
  fileprivate func factor(_ node: SuiteNode) -> Double? {
    if let value = node.number, LossScaling.factors.contains(value) { return value }
    add(node, "found \(node.found), expected a number, 1e-6 to 1e6")
    return nil
  }
}
