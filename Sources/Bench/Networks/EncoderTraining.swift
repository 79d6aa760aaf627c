import Engine
import Foundation
import Records
import Report

/// The training of an encoder on a task of classes, as an ordinary cell: a single-task network whose encoder others begin with.
struct EncoderTraining {
  /// What was asked for.
  struct Request {
    /// By the word or option that says so: the kind of choice, and how it is spelled.
    var choices: [String: (kind: Cell.Kind, spelling: String)]
    /// Nil for the only one.
    var task: String?
    var epochs: Int
    var batch: Int
    var seed: Int
  }

  let cell: Cell
  private let locations: Locations
  private let problem: String

  /// Throws `OptionError` where a choice is unknown, does not go with the others or has no such task; `DataError` where data are missing.
  init(_ request: Request, roots: DataRoots) throws {
    var selections = Selections()
    for kind in ChoiceKinds.all { selections[kind] = kind.standardSelection }
    var dataLocations: [String: OptionValue] = [:]
    for (word, choice) in request.choices.sorted(by: { $0.key < $1.key }) {
      guard let kind = ChoiceKinds.all.first(where: { $0.key == choice.kind }) else {
        preconditionFailure("no kind of choice \(choice.kind.name)")
      }
      selections[kind] = try Self.naming(word) {
        var spelled = try ChoiceRequest(spelling: choice.spelling)
        if choice.kind == .dataset {
          let current = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
          dataLocations = roots.apply(to: &spelled, suiteFolder: current)
        }
        return try kind.select(spelled)
      }
    }
    locations = Locations(dataset: dataLocations)
    let dataset: Selection<any Dataset> = selections[ChoiceKinds.dataset]
    let task = try Self.task(of: dataset, request.task)
    let (network, unweighted) = (NetworkSizes.baseline, NetworkSizes.unweighted)
    try selections.parts(Problem(size: dataset.item.size, tasks: [task.item])).check(network.item)
    var choices = selections.spelled
    choices[.architecture] = network.choice
    choices[.weighting] = unweighted.choice
    cell = Cell(
      choices: choices, dataDigest: try dataset.item.digest(), tasks: [task.choice],
      epochs: request.epochs, batch: request.batch, pictures: 0, seed: request.seed,
      revision: Engine.numericRevision)
    let frames = try dataset.item.frameCounts()
    problem =
      "\(selections[ChoiceKinds.backbone].choice.label) on \(dataset.choice.label): \(task.choice.name), "
      + "\(NumberFormat.grouped(frames.train)) images of \(dataset.item.size) to train on, "
      + "\(Wording.count(request.epochs, "epoch"))"
  }

  /// Errors say which word they are about.
  private static func naming<Result>(_ word: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as OptionError {
      throw OptionError(key: word, message: error.description)
    }
  }

  /// The task of classes that the data set offers, of several the one that is named.
  private static func task(of dataset: Selection<any Dataset>, _ name: String?) throws
    -> Selection<any LearningTask>
  {
    let offers = dataset.item.tasks.filter { $0.kind == Classes.name }
    let names = offers.map(\.name).joined(separator: ", ")
    guard !offers.isEmpty else {
      throw OptionError(
        key: "--dataset",
        message: "\(dataset.choice.name) offers "
          + (dataset.item.tasks.isEmpty
            ? "no task here: its labels are a map, which the command line has no spelling for. Lay the images out in "
              + "folders, one for each class, and name them with --dataset folders"
            : "no task of classes for whole images, but "
              + dataset.item.tasks.map(\.name).joined(separator: ", ")))
    }
    guard let offer = name.map({ name in offers.first { $0.name == name } }) ?? offers.first,
      name != nil || offers.count == 1
    else {
      throw OptionError(
        key: "--task",
        message: (name.map { "found \(shortened($0))" } ?? "\(dataset.choice.name) has several")
          + ", expected one of \(names)"
          + (name.map { suggestion(for: $0, among: offers.map(\.name)) } ?? ""))
    }
    return try Selection(offer, ChoiceRequest(name: offer.name))
  }

  /// Trains, or goes on with, what the file is to hold. Throws `OptionError` where another file is in the place, `UnwrittenFile` and
  /// `StoreError` where there is no room, and `CommandEnding`.
  func run(to target: URL, threads: Int) throws {
    let files = EncoderFiles(target)
    if try files.hold(cell) {
      Terminal.out("\(target.relativePath): there already, of this very training")
      return
    }
    do { try run(files, threads) } catch var error as StoreError {
      error.elsewhere = Self.elsewhere
      throw error
    }
  }

  private static let elsewhere = "another file with --to"

  private func run(_ files: EncoderFiles, _ threads: Int) throws {
    let store = try RecordStore(folder: files.workFolder)
    try checkRoom(files, store)
    try forgetLost(store)
    for notice in try store.recover() { Terminal.err(notice) }
    Terminal.err(problem)
    let record = try train(store, threads)
    guard case .finished(let finished) = record.outcome else {
      Terminal.err("it could not be trained here: \(record.outcome.obstacle)")
      throw CommandEnding.incomplete
    }
    guard case .whole(let network) = store.networks.find(cell) else {
      Terminal.err(
        "error: it was trained, but its network could not be kept: make room, or name \(Self.elsewhere), and give the "
          + "command again; it is then trained again")
      throw CommandEnding.incomplete
    }
    try files.write(record, network)
    Terminal.out(
      "\(files.weights.relativePath): \(sentence(finished)), \(NumberFormat.roughDuration(record.cost.cpuSeconds)) of CPU time. "
        + "A suite begins with it by start: {weights: {file: \(files.weights.lastPathComponent)}}; what it cost is in "
        + files.record.lastPathComponent)
  }

  /// The network is kept in the folder of the training first and copied from there: both have to fit.
  private func checkRoom(_ files: EncoderFiles, _ store: RecordStore) throws {
    let size = try Assembly(cell, locations: locations).networkBytes
    let copies = if case .whole = store.networks.find(cell) { 1 } else { 2 }
    guard let free = FileSystem(of: files.weights.path).free, copies * size > free else { return }
    throw UnwrittenFile(
      file: files.weights, code: ENOSPC, needed: copies * size,
      advice: "Nothing was trained: make room, or name \(Self.elsewhere)")
  }

  /// A training that finished without its network, as on a disk that was full, is done again.
  private func forgetLost(_ store: RecordStore) throws {
    guard case .finished? = store.contents.byID[cell.id]?.outcome else { return }
    let reason: String
    switch store.networks.find(cell) {
    case .whole: return
    case .nothing: reason = "its network could not be kept"
    case .unusable(let found): reason = found
    }
    _ = try store.setAside([cell.id])
    Terminal.err("it was trained before, but \(reason): it is trained again")
  }

  private func train(_ store: RecordStore, _ threads: Int) throws -> Record {
    if store.isDone(cell.id), let known = store.contents.byID[cell.id] { return known }
    let display = ProgressDisplay(
      title: "pretrain", total: 1, names: CellNames([cell]), work: [cell.id: 1])
    let runner = Runner(
      store: store,
      settings: Runner.Settings(
        jobs: 1, threads: threads, timeLimit: nil, locations: locations, networks: store.networks,
        isForNetworks: true),
      provenance: Provenance.current(), display: display)
    let tally = try runner.run([cell])
    if let stopped = tally.stopped {
      Terminal.err("stopped: the same command goes on from the last epoch that was kept")
      throw CommandEnding.stopped(stopped.signal)
    }
    try store.refresh()
    guard let record = store.contents.byID[cell.id] else { throw CommandEnding.incomplete }
    return record
  }

  private func sentence(_ finished: Finished) -> String {
    func text(_ score: Score?) -> String? {
      score.map { "\(NumberFormat.fixed(100 * $0.value, 1)) %" }
    }
    let score = finished.test.first { $0.metric == "accuracy" }
    let constant = finished.constants.first { $0.metric == "accuracy" }
    let right = text(score).map { "\($0) of the test images right" } ?? "trained"
    return right + (text(constant).map { " (\($0) without looking)" } ?? "")
  }
}
