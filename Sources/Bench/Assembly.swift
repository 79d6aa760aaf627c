import Engine
import Foundation
import Records

/// From the words of a cell to the objects of the engine, and from the engine's result to a record's.
struct Assembly {
  let experiment: Experiment
  let dataset: any Dataset
  private let cell: Cell

  /// Throws `OptionError` where a choice is no longer known, or where choices do not go together; `DataError` where a file that the
  /// network begins with is not there.
  /// - Parameters:
  ///   - locations: where its files lie.
  ///   - opensWeights: whether it begins with the file; without, it is only measured or loaded.
  init(_ cell: Cell, locations: Locations, opensWeights: Bool = true) throws {
    self.cell = cell
    let choices = try Selections(cell, locations: locations)
    dataset = choices[ChoiceKinds.dataset].item
    var experiment = try Self.experiment(cell, choices)
    let start = choices[ChoiceKinds.start].item
    if let pretraining = start.pretraining, let before = cell.pretraining(start) {
      guard !before.tasks.isEmpty else {
        throw OptionError(
          key: "pretrainingTasks",
          message: "found none, expected what the trunk is trained on before")
      }
      experiment.start = .trunk(
        of: try Self.experiment(before, choices), rateFactor: pretraining.rateFactor)
    }
    if opensWeights, let weights = start.weights {
      experiment.start = .weights(try weights.open(), rateFactor: weights.rateFactor)
    }
    experiment.teachers = try cell.teachers.map { try Self.experiment($0, choices) }
    self.experiment = experiment
  }

  /// The cell's own training, from scratch, with what it has chosen.
  private static func experiment(_ cell: Cell, _ choices: Selections) throws -> Experiment {
    guard let numerics = Numerics(rawValue: cell.numerics) else {
      throw OptionError(
        key: "numerics",
        message: "found \(cell.numerics), expected "
          + Numerics.allCases.map(\.rawValue).joined(separator: " or "))
    }
    try checkScales(cell)
    try checkLabels(cell)
    let problem = Problem(
      size: choices[ChoiceKinds.dataset].item.size,
      tasks: try cell.tasks.map { try Selection(task: $0).item },
      lossScales: cell.lossScales)
    let experiment = ChoiceKinds.experiment(
      choices, problem, architecture: try Selection(cell.architecture, from: architectures).item,
      weighting: try Selection(cell.weighting, from: weightings).item, cell, numerics)
    try experiment.parts.check(experiment.architecture)
    return experiment
  }

  private static func checkScales(_ cell: Cell) throws {
    for (task, factor) in cell.lossScales {
      guard cell.tasks.contains(where: { $0.name == task }) else {
        throw OptionError(
          key: "lossScales",
          message: "found \(task), expected one of "
            + cell.tasks.map(\.name).joined(separator: ", "))
      }
      guard factor.isFinite, factor > 0 else {
        throw OptionError(key: "lossScales.\(task)", message: "found \(factor), expected above 0")
      }
    }
  }

  private static func checkLabels(_ cell: Cell) throws {
    for (task, fraction) in cell.labelFractions where !(fraction > 0 && fraction <= 1) {
      throw OptionError(
        key: "labelFractions.\(task)", message: "found \(fraction), expected above 0, at most 1")
    }
    for (task, factor) in cell.rateFactors {
      guard cell.tasks.contains(where: { $0.name == task }), factor.isFinite, factor > 0 else {
        throw OptionError(
          key: "rateFactors.\(task)",
          message: "found \(factor), expected a number above 0 for one of the cell's tasks")
      }
    }
    for (task, count) in cell.trainFrames where count < 1 {
      throw OptionError(key: "trainFrames.\(task)", message: "found \(count), expected at least 1")
    }
    for (name, epochs) in cell.teacherEpochs {
      guard let task = cell.tasks.first(where: { $0.name == name }), epochs > 0,
        try Selection(task: task).item is any TeachableTask
      else {
        throw OptionError(
          key: "teacherEpochs.\(name)",
          message:
            "found \(epochs), expected a whole number above 0 for one of the cell's tasks, whose "
            + "answers can be labels")
      }
    }
  }

  /// Trains the cell, or goes on from its checkpoint. A divergence is an outcome; anything else that is thrown is not.
  /// - Parameters:
  ///   - team: the threads of the training.
  ///   - network: where the trained network is to be kept; nil where it is not.
  ///   - warn: told what the cell goes on without.
  ///   - resumed: told what earlier processes have taken, where it goes on from a checkpoint.
  func train(
    on team: ThreadTeam, checkpoint file: URL?, frames: FrameCache, network: URL? = nil,
    warn: (CellMessage.Warning) -> Void, progress: (TrainingProgress) -> Void,
    resumed: (RunTime) -> Void = { _ in }
  ) throws -> (outcome: Outcome, secondsPerStep: Double) {
    let data = try frames.splits(
      dataset, digest: cell.dataDigest, choice: cell.dataset, onLost: warn)
    do {
      // The frames are those of the cell's digest; what lies at the root by now may be another size, or gone.
      let experiment = self.experiment.on(data.train.size)
      try experiment.parts.check(experiment.architecture)
      let trainer = try Trainer(experiment, data: data, team: team)
      let checkpoint = file.map {
        Checkpoint(file: $0, identity: "\(cell.id), \(Provenance.numericClass(of: cell))")
      }
      let result = try trainer.run(
        checkpoint: checkpoint, progress: progress, trouble: { warn(CellMessage.Warning($0)) },
        resumed: resumed)
      if let network { keep(trainer, at: network, warn) }
      let size = NetworkSizes(parts: experiment.parts).size(
        architecture: experiment.architecture, weighting: experiment.weighting)
      return (.finished(Finished(result, size: size)), result.secondsPerStep)
    } catch let divergence as Divergence {
      return (.failed(Failure(reason: .diverged, message: divergence.description)), 0)
    }
  }
}

extension Assembly {
  private var exportMetadata: [String: String] { [NetworkExport.cellKey: cell.canonical] }

  /// Bytes of the file that its network will have.
  var networkBytes: Int {
    NetworkExport.byteCount(of: experiment, metadata: exportMetadata)
  }

  /// A record does not depend on whether its network finds room.
  private func keep(_ trainer: Trainer, at file: URL, _ warn: (CellMessage.Warning) -> Void) {
    let metadata = exportMetadata
    do throws(WholeFile.Failure) {
      try KeptNetworks.keep(at: file) { (place) throws(WholeFile.Failure) in
        try trainer.export(to: place, metadata: metadata)
      }
    } catch {
      warn(CellMessage.Warning(network: file, error.code, needed: networkBytes))
    }
  }
}

/// Exact sizes of networks for one problem, with the single-task networks that they are compared with.
struct NetworkSizes {
  let parts: NetworkParts

  func network(_ architecture: any Architecture, _ weighting: any Weighting) -> NetworkAccount {
    account(parts, architecture: architecture, weighting: weighting)
  }

  /// The single-task networks, in the order of the tasks.
  var singleTask: [NetworkAccount] {
    perTask(Self.baseline.item)
  }

  /// One network for each task.
  func perTask(_ architecture: any Architecture) -> [NetworkAccount] {
    parts.problem.tasks.map { task in
      NetworkSizes(parts: parts.alone(task)).network(architecture, Self.unweighted.item)
    }
  }

  func size(architecture: any Architecture, weighting: any Weighting) -> NetworkSize {
    let own = network(architecture, weighting)
    let single = singleTask
    return NetworkSize(
      parameters: own.parameters, shared: own.shared, perTask: own.perTask,
      weighting: own.weighting, macs: own.macs,
      singleTaskParameters: single.map(\.parameters).reduce(0, +),
      singleTaskMACs: single.map(\.macs).reduce(0, +))
  }

  static let baseline = standard(SuiteStandards.baseline, architectures)
  static let hardSharing = standard(Split.name, architectures)
  static let unweighted = standard(SuiteStandards.weighting, weightings)

  private static func standard<Item>(_ name: String, _ catalog: Catalog<Item>) -> Selection<Item> {
    do { return try Selection(ChoiceRequest(name: name), from: catalog) } catch {
      preconditionFailure("\(name) is in the catalog: \(error)")
    }
  }
}

extension Finished {
  init(_ result: TrainingResult, size: NetworkSize) {
    self.init(
      test: result.test.flatMap(\.scores), validation: result.validation.flatMap(\.scores),
      selectedEpoch: result.selectedEpoch, epochs: result.epochs.map(EpochPoint.init), size: size,
      constants: result.constants.flatMap(\.scores),
      pictures: result.pictures.map(PictureSet.init),
      confusions: Dictionary(
        uniqueKeysWithValues: result.test.compactMap { scores in
          scores.confusion.map { (scores.task, $0.counts) }
        }))
  }
}

extension TaskScores {
  var scores: [Score] {
    values.map {
      Score(
        task: task, metric: $0.metric, value: $0.value,
        better: $0.better == .higher ? .higher : .lower, unit: $0.unit, counts: $0.counts)
    }
  }
}

extension EpochPoint {
  /// Kept to seven digits: what an epoch measures is for curves and comparisons of schemes, and a sweep has thousands.
  init(_ summary: EpochSummary) {
    func kept(_ values: [Double]) -> [Double] { values.map(\.keptDigits) }
    func known(_ values: [Double?]) -> [Double?] { values.map { $0?.keptDigits } }
    self.init(
      epoch: summary.epoch, learningRate: summary.learningRate.keptDigits,
      trainLoss: known(summary.trainLoss), validationLoss: known(summary.validationLoss),
      validation: summary.validation.flatMap(\.scores).map { score in
        var score = score
        score.value = score.value.keptDigits
        return score
      },
      weights: kept(summary.weights), cosines: kept(summary.cosines),
      gradientNorms: summary.gradientNorms.isEmpty ? nil : kept(summary.gradientNorms),
      updateNorm: summary.updateNorm?.keptDigits)
  }
}

extension Double {
  /// The nearest number of seven significant decimal digits.
  fileprivate var keptDigits: Double { Double(String(format: "%.7g", self)) ?? self }
}

extension PictureSet {
  init(_ pictures: FramePictures) {
    self.init(
      frame: pictures.frame, input: Picture(pictures.input),
      truth: pictures.truth.mapValues(Picture.init),
      prediction: pictures.prediction.mapValues(Picture.init))
  }
}

extension Picture {
  init(_ picture: PictureData) {
    let kind: Kind =
      switch picture.kind {
      case .colour: .colour
      case .labels: .labels
      case .scalar: .scalar
      case .vectors: .vectors
      case .objects: .objects
      }
    self.init(
      kind: kind, width: picture.size.width, height: picture.size.height, range: picture.range,
      base64: Data(picture.bytes).base64EncodedString())
  }
}
