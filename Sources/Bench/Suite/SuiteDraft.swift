import Engine
import Foundation
import Records
import Report

/// One profile of a suite while it is read: what could be made out, with the mistakes in the log.
struct SuiteDraft {
  let root: SuiteNode
  let log: MistakeLog
  let places: ChoicePlaces
  private(set) var locations: [String: OptionValue] = [:]
  private(set) var dataset: Placed<any Dataset>?
  /// What makes the networks, as far as it could be made out.
  private(set) var network = Selections()
  /// What else arms may choose otherwise.
  private(set) var recipe = Selections()
  /// Every task of the suite.
  private(set) var allTasks: [Selection<any LearningTask>] = []
  /// The sets that are trained together.
  private(set) var combinations: [[Selection<any LearningTask>]] = []
  var arms: [(arm: SuiteArm, node: SuiteNode)] = []
  /// The learning rates that the suite tunes over.
  var rates: [Double] = []
  var claims: [PlacedClaim] = []
  var scalings: [PlacedScaling] = []

  /// - Parameter weights: looks through files that networks begin with; nil where they need not be there.
  init(
    _ root: SuiteNode, _ log: MistakeLog, dataRoots: DataRoots, folder: URL,
    weights: WeightsCheck? = nil
  ) {
    self.root = root
    self.log = log
    places = ChoicePlaces(dataRoots: dataRoots, folder: folder)
    for key in SuiteKey.all where key.isRequired && isMissing(key.name) {
      log.add(path: key.name, line: root.line, "missing: \(key.meaning)")
    }
    readDataset(dataRoots, folder)
    network = read(ChoiceKinds.network)
    recipe = read(ChoiceKinds.recipe)
    readTasks()
    if let node = value(ChoiceKinds.start.key.name) { checkStart(&recipe, node) }
    readArms()
    checkNetworks()
    checkWeightings()
    if let weights { check(weights) }
    readClaims()
    readRobustness()
  }

  /// Nil where anything needed was wrong; the log says what.
  func suite(file: URL, profile: Profile) -> Suite? {
    var choices = read(ChoiceKinds.run)
    if let dataset { choices[ChoiceKinds.dataset] = dataset.selection }
    let title = read("title", log.name)
    let question = read("question", log.text)
    let epochs = read("epochs") { log.whole($0, in: SuiteLimits.epochs) }
    let batch = read("batch") { log.whole($0, in: SuiteLimits.batch) }
    let numerics = value("numerics").map(log.numerics) ?? SuiteStandards.numerics
    let seeds = value("seeds").map(log.seeds) ?? Array(1...SuiteStandards.seeds)
    let pictures =
      value("pictures").map { log.whole($0, in: SuiteLimits.pictures) } ?? SuiteStandards.pictures
    let timeLimit = read("time-limit", log.duration)
    let diagnosticsEvery = value("diagnostics").map(log.interval) ?? 0
    let conditions = readConditions()
    var limits = Set<FrameLimit>()
    let margin = value("margin").map(log.percent) ?? SuiteStandards.margin
    let taskMargin = value("task-margin").map(log.percent) ?? SuiteStandards.taskMargin
    let saving = value("minimum-saving").map(log.percent) ?? SuiteStandards.minimumSaving
    guard choices.isComplete([ChoiceKinds.dataset] + ChoiceKinds.run),
      network.isComplete(ChoiceKinds.network), recipe.isComplete(ChoiceKinds.recipe), let title,
      let question, let epochs, let batch, let numerics, let seeds, let pictures, let margin,
      let taskMargin,
      let saving, let diagnosticsEvery
    else { return nil }
    let suite = Suite(
      name: file.suiteName, file: file, profile: profile,
      title: title, question: question, choices: choices, dataLocations: locations,
      combinations: combinations, network: network, recipe: recipe, arms: arms.map(\.arm),
      rates: rates,
      epochs: epochs, batch: batch, numerics: numerics, seeds: seeds, pictures: pictures,
      timeLimit: timeLimit, margin: margin, taskMargin: taskMargin, minimumSaving: saving,
      claims: claims.map {
        Claim(
          architecture: $0.architecture.label, weighting: called($0).label, verdict: $0.verdict)
      }, robustness: scalings.map(\.scaling), diagnosticsEvery: diagnosticsEvery,
      conditions: conditions.map(\.condition),
      frameLimits: conditions.flatMap(\.frameLimits).filter { limits.insert($0).inserted })
    return isSmallEnough(suite) ? suite : nil
  }

  /// Before anything is made of the suite: seeds, arms and candidates multiply.
  private func isSmallEnough(_ suite: Suite) -> Bool {
    let cells = suite.mostCells
    guard cells > SuiteLimits.cells else { return true }
    log.add(
      value("seeds") ?? value("architectures") ?? root,
      "seeds, arms, candidates and sets of tasks make up to \(NumberFormat.grouped(cells)) cells, "
        + "expected at most \(NumberFormat.grouped(SuiteLimits.cells))")
    return false
  }

  /// The weighting of a claim as its arm is called.
  private func called(_ claim: PlacedClaim) -> Choice {
    let subjects = arms.map(\.arm).filter { $0.architecture.choice == claim.architecture }
    let exact = subjects.contains { $0.weighting.choice == claim.weighting }
    let tuned = subjects.first { $0.isCalled(claim.weighting) }
    return exact ? claim.weighting : tuned?.weighting.choice ?? claim.weighting
  }

  /// The key's value; nil where it is left out or empty.
  func value(_ key: String) -> SuiteNode? {
    guard let node = root[key] else { return nil }
    if case .null = node.content { return nil }
    return node
  }

  /// The block of `arms` that a node is in; nil of what stands in the suite itself.
  func block(of node: SuiteNode) -> SuiteNode? {
    guard let arms = value("arms") else { return nil }
    let blocks = if case .list(let elements) = arms.content { elements } else { [arms] }
    return blocks.first { node.path.hasPrefix($0.path + ".") }
  }

  /// What is said of a key for an arm: in its block, else in the suite.
  func said(_ key: String, of node: SuiteNode) -> SuiteNode? {
    block(of: node)?[key] ?? value(key)
  }

  private func isMissing(_ key: String) -> Bool { value(key) == nil }

  private func read<Value>(_ key: String, _ body: (SuiteNode) -> Value?) -> Value? {
    value(key).flatMap(body)
  }

  /// Choices of these kinds that could be made out, standards among them.
  private func read(_ kinds: [any AnyChoiceKind]) -> Selections {
    var found = Selections()
    for kind in kinds {
      found[kind] =
        value(kind.key.name).map { kind.read($0, log, places) } ?? kind.standardSelection
    }
    return found
  }

  static func standard<Item>(_ name: String, _ catalog: Catalog<Item>) -> Selection<Item> {
    do { return try Selection(ChoiceRequest(name: name), from: catalog) } catch {
      preconditionFailure("\(name) is the standard \(catalog.kind): \(error)")
    }
  }

  private mutating func readDataset(_ dataRoots: DataRoots, _ folder: URL) {
    guard let node = value("dataset") else { return }
    var found: [String: OptionValue] = [:]
    dataset = log.choice(node, from: datasets) { request in
      found = dataRoots.apply(to: &request, suiteFolder: folder)
    }
    locations = found
  }

  private mutating func readTasks() {
    guard let dataset = dataset?.selection else { return }
    let offered = dataset.item.tasks
    var found: [Placed<any LearningTask>] = []
    if let node = value("tasks") {
      for element in log.elements(node, of: "at least one task") {
        guard let task = task(element, offered, dataset.choice.name) else { continue }
        if found.contains(where: { $0.selection.choice.name == task.selection.choice.name }) {
          log.add(element, "\(task.selection.choice.name) is listed twice")
        } else {
          found.append(task)
        }
      }
    } else {
      for offer in offered where !offer.isExtra {
        guard let selection = try? Selection(offer, ChoiceRequest(name: offer.name)) else {
          preconditionFailure("\(dataset.choice.name) offers \(offer.name), which no task can be")
        }
        found.append(Placed(node: root, selection: selection))
      }
    }
    if let node = value("tasks"), found.count == 1, log.elements(node, of: "tasks").count == 1 {
      log.add(node, "found one task, expected two or more: with one there is nothing to share")
    }
    if value("tasks") == nil, found.count == 1, let place = self.dataset?.node, isKnown(dataset) {
      log.add(
        path: "tasks", line: place.line,
        "found one task, \(shortened(found[0].selection.choice.name)), all that \(dataset.choice.name) "
          + "offers here, expected two or more: with one there is nothing to share")
    }
    allTasks = found.map(\.selection)
    combinations = readCombinations()
  }

  /// Whether the tasks that a data set offers are those of its data, and not what it may have before any are there.
  private func isKnown(_ dataset: Selection<any Dataset>) -> Bool {
    !DataRoots.readDatasets.contains(dataset.choice.name)
      || (try? dataset.item.frameCounts()) != nil
  }

  /// A task with the options that the data fix.
  private func task(
    _ node: SuiteNode, _ offered: [TaskOffer], _ dataset: String
  ) -> Placed<any LearningTask>? {
    var offer: TaskOffer?
    let placed = log.choice(node, kind: tasks.kind) { request in
      guard let found = offered.first(where: { $0.name == request.name }) else {
        let names = offered.map(\.name)
        throw OptionError(
          key: "",
          message: "\(dataset) has no labels for \(shortened(request.name)), it offers "
            + names.joined(separator: ", ") + suggestion(for: request.name, among: names))
      }
      offer = found
      return try Selection(found, request)
    }
    guard let placed, let offer else { return nil }
    let choice = placed.selection.choice
    for (key, value) in offer.options.sorted(by: { $0.key < $1.key })
    where choice.options[key] != JSONValue(value) {
      log.add(
        path: "\(node.path).\(choice.name).\(key)", line: node.line,
        "found \(choice.options[key]?.canonical ?? "nothing"), but \(dataset) has \(value)")
    }
    return placed
  }
}
