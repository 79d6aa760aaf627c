import Foundation

/// The only training loop. What it gives is a function of the experiment and the data alone.
public final class Trainer {
  private let experiment: Experiment
  private let data: Splits
  /// What of the training split it may see.
  private let train: Samples
  private let network: BuiltNetwork
  let stepper: Stepper
  let evaluator: Evaluator
  private let vectors: TrainingVectors
  /// What answers for labels that are missing.
  private let teachers: [Teacher]
  /// What trains the trunk that the network begins with, until it has; nil where it begins from scratch.
  private var before: Trainer?
  /// Of all trainings before.
  private let lead: TrainingLead
  private var state = TrainingState()
  private let begin = ContinuousClock.now
  private let initialSize: Double

  /// Throws `DataError` where the training split has not the labels that the experiment asks for, or where the file that the network
  /// begins with does not fit it.
  /// - Parameter team: the threads of the training, which no result depends on. No other training that runs at the same time
  ///   may have them.
  public init(_ experiment: Experiment, data: Splits, team: ThreadTeam = .single) throws {
    precondition(experiment.epochs > 0 && experiment.batch > 0 && data.train.count > 0)
    self.experiment = experiment
    self.data = data
    let train = try experiment.trainingLabels.applied(
      to: data.train, experiment.problem.tasks, RandomStream(seed: experiment.seed, "labels"))
    self.train = train
    // Where nothing is missing there is nothing to teach.
    teachers = try experiment.teachers.filter {
      try !train.indices(withoutLabel: $0.problem.tasks[0]).isEmpty
    }.map { try Teacher($0, data: data, team: team) }
    before =
      if case .trunk(let before, _) = experiment.start {
        try Trainer(before, data: data, team: team)
      } else { nil }
    lead = teachers.map(\.length).reduce(before?.length ?? TrainingLead(), +)
    network = experiment.network(team)
    if case .weights(let weights, _) = experiment.start {
      _ = try TakenWeights(weights, network.layout, network.backbone)
    }
    stepper = Stepper(experiment, network, train)
    evaluator = Evaluator(network, stepper.parameters, batch: experiment.batch)
    vectors = TrainingVectors(
      stepper.parameters, stepper.moments, stepper.memory, teachers: teachers)
    initialSize = Self.size(stepper.parameters)
  }

  /// Trains, selects an epoch on the validation split and touches the test split once. Where there is a checkpoint of
  /// this run it goes on from there, to the same bytes. Throws `Divergence`, and `DataError` where a frame cannot be read.
  /// - Parameters:
  ///   - trouble: told, once each, of a checkpoint that cannot be used and of one that cannot be written. The run goes on without.
  ///   - resumed: told what earlier processes have taken, where it goes on from a checkpoint.
  public func run(
    checkpoint: Checkpoint? = nil, progress: (TrainingProgress) -> Void = { _ in },
    trouble: (Checkpoint.Trouble) -> Void = { _ in }, resumed tell: (RunTime) -> Void = { _ in }
  ) throws -> TrainingResult {
    var checkpoint = checkpoint
    var earlier = RunTime()
    if let resumed = Self.telling(
      trouble, { () throws(Checkpoint.Trouble) in try checkpoint?.read(into: vectors) }) ?? nil
    {
      state = resumed
      before = nil
      stepper.weighting.state = resumed.weighting
      earlier = resumed.time
      tell(earlier)
    } else {
      try begin(progress)
    }
    try teach()
    var clock = StepClock()
    for epoch in state.epochs.count..<experiment.epochs {
      try train(epoch: epoch, &clock) { progress($0.after(lead)) }
      state.time = earlier + RunTime.ofProcess(since: begin)
      if epoch + 1 < experiment.epochs, let place = checkpoint,
        Self.telling(
          trouble, { () throws(Checkpoint.Trouble) in try place.write(state, vectors) }) == nil
      {
        checkpoint = nil
      }
    }
    vectors.restoreSelected()
    let validation = try evaluate(data.validation, epoch: state.selectedEpoch - 1)
    let test = try evaluate(data.test, epoch: state.selectedEpoch - 1)
    return TrainingResult(
      test: test.scores, validation: validation.scores, selectedEpoch: state.selectedEpoch,
      epochs: state.epochs,
      constants: try constantScores(
        experiment.problem.tasks, train: train, test: data.test, batch: experiment.batch),
      pictures: try evaluator.pictures(data.test, count: experiment.pictures),
      secondsPerStep: clock.median)
  }

  /// Writes the network as it is after `run`, at its selected epoch, as a file for PyTorch.
  /// - Parameter metadata: what else the file is to say.
  /// - Returns: the SHA-256 of its bytes.
  @discardableResult
  public func export(to file: URL, metadata: [String: String]) throws(WholeFile.Failure) -> String {
    try NetworkExport.write(
      stepper.parameters, of: experiment, epoch: state.selectedEpoch, metadata: metadata, to: file)
  }

  /// The network before its first step.
  private func begin(_ progress: (TrainingProgress) -> Void) throws {
    var done = TrainingLead()
    for teacher in teachers {
      let rest = length - done - teacher.length
      try teacher.learn { progress($0.after(done).before(rest)) }
      done = done + teacher.length
    }
    if let before {
      do {
        try before.learn { progress($0.after(done).before(length - lead)) }
      } catch let divergence as Divergence {
        throw Divergence(description: "training the trunk before: \(divergence.description)")
      }
      stepper.parameters.takeTrunk(before.stepper.parameters)
      // Its tapes are as large as the network's own.
      self.before = nil
    }
    if case .weights(let weights, _) = experiment.start {
      try stepper.parameters.take(weights, network.backbone)
    }
    state.reference = try evaluate(data.validation, epoch: 0).losses
  }

  /// From now on the stepper sees teachers' answers where labels are missing. What is scored does not.
  private func teach() throws {
    guard !teachers.isEmpty else { return }
    stepper.learn(from: train.taught(try teachers.map { try $0.labels(for: train) }))
  }

  /// All epochs, without looking at the test split: the selected network is left.
  func learn(_ progress: (TrainingProgress) -> Void) throws {
    try begin(progress)
    try teach()
    var clock = StepClock()
    for epoch in 0..<experiment.epochs {
      try train(epoch: epoch, &clock) { progress($0.after(lead)) }
    }
    vectors.restoreSelected()
  }

  var parameters: Parameters { stepper.parameters }

  /// With what is trained before.
  var length: TrainingLead {
    lead + TrainingLead(steps: stepsPerEpoch * experiment.epochs, epochs: experiment.epochs)
  }

  private var framesPerStep: Int { experiment.batch * experiment.weighting.batchesPerStep }
  private var stepsPerEpoch: Int { (train.count + framesPerStep - 1) / framesPerStep }

  /// Nil where something was told.
  private static func telling<Result>(
    _ trouble: (Checkpoint.Trouble) -> Void, _ body: () throws(Checkpoint.Trouble) -> Result
  ) -> Result? {
    do { return try body() } catch { trouble(error) }
    return nil
  }

  private func train(
    epoch: Int, _ clock: inout StepClock, _ progress: (TrainingProgress) -> Void
  ) throws {
    let count = train.count
    var random = RandomStream(seed: experiment.seed, "order \(epoch)")
    let order = random.permutation(count)
    let (frames, steps) = (framesPerStep, stepsPerEpoch)
    var tally = EpochTally(tasks: network.problem.tasks.count)
    for index in 0..<steps {
      let moment = Stepper.Moment(
        frames: order[index * frames..<min((index + 1) * frames, count)], epoch: epoch,
        step: epoch * steps + index,
        rate: rate(epoch: Double(epoch) + Double(index) / Double(steps)), history: state.history)
      let outcome = try clock.time { try stepper.step(moment) }
      tally.add(outcome)
      progress(
        TrainingProgress(
          step: epoch * steps + index + 1, steps: steps * experiment.epochs, epoch: epoch + 1,
          epochs: experiment.epochs))
    }
    try finish(epoch: epoch, tally)
  }

  private func rate(epoch: Double) -> Double {
    experiment.optimizer.rate
      * experiment.schedule.factor(epoch: epoch, epochs: experiment.epochs)
  }

  /// - Parameter epoch: 0-based, the last that the network was trained in.
  private func evaluate(_ samples: Samples, epoch: Int) throws -> Evaluator.Outcome {
    evaluator.progress = RunProgress(epoch: epoch, epochs: experiment.epochs)
    return try evaluator.evaluate(samples)
  }

  private func finish(epoch: Int, _ tally: EpochTally) throws {
    let validation = try evaluate(data.validation, epoch: epoch)
    try refuseDivergence(epoch: epoch, tally.meanLosses, validation.losses)
    state.remember(tally.meanLosses)
    state.epochs.append(
      EpochSummary(
        epoch: epoch + 1, learningRate: rate(epoch: Double(epoch)), trainLoss: tally.meanLosses,
        validationLoss: validation.losses,
        validation: validation.scores.map {
          TaskScores(task: $0.task, values: $0.values.filter(\.counts))
        },
        weights: tally.meanWeights, cosines: tally.meanCosines,
        gradientNorms: tally.meanGradientNorms, updateNorm: tally.meanUpdateNorm))
    state.weighting = stepper.weighting.state
    let value = state.selectionValue(validation.losses)
    // Without a validation split, or labels in it, the last epoch stands.
    if value < state.selection || validation.losses.allSatisfy({ $0 == nil }) {
      state.selection = value
      state.selectedEpoch = epoch + 1
      vectors.keepSelected()
    }
  }

  /// A loss a thousand times the untrained network's, or parameters ten thousand times their first size, is a
  /// run that blew up without reaching infinity.
  private func refuseDivergence(epoch: Int, _ train: [Double?], _ validation: [Double?]) throws {
    for (index, task) in network.problem.tasks.enumerated() {
      let untrained = state.reference[index]
      for case (let split, let loss?, let scale) in [
        ("training", train[index], network.problem.lossScale(of: task)),
        ("validation", validation[index], 1),
      ] where !loss.isFinite || loss > 1000 * scale * max(untrained ?? 1, 1) {
        throw Divergence(
          description:
            "the \(split) loss of \(task.name) is \(loss) after epoch \(epoch + 1)"
            + (untrained.map { " (untrained: \($0))" } ?? ""))
      }
    }
    let size = Self.size(stepper.parameters)
    if !(size <= 10_000 * initialSize) {
      throw Divergence(
        description:
          "the parameters' norm is \(size) after epoch \(epoch + 1) (untrained: \(initialSize))")
    }
  }

  private static func size(_ parameters: Parameters) -> Double {
    let values = parameters.values
    return Engine.kernels.dot(values.count, values.data, values.data).squareRoot()
  }
}

/// Wall times of steps, for the cost of a run.
private struct StepClock {
  private var seconds: [Double] = []

  mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try body()
    let (whole, atto) = (ContinuousClock.now - start).components
    seconds.append(Double(whole) + Double(atto) * 1e-18)
    return result
  }

  /// The mean of the two in the middle of an even number; 0 of none.
  var median: Double {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    if sorted.isEmpty { return 0 }
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
