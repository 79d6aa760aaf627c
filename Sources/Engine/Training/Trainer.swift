import Foundation

/// The only training loop. What it gives is a function of the experiment and the data alone.
public final class Trainer {
  private let experiment: Experiment
  private let data: Splits
  private let network: BuiltNetwork
  private let stepper: Stepper
  private let evaluator: Evaluator
  private let vectors: TrainingVectors
  private var state = TrainingState()
  private let initialSize: Double

  public init(_ experiment: Experiment, data: Splits) {
    precondition(experiment.epochs > 0 && experiment.batch > 0 && data.train.count > 0)
    self.experiment = experiment
    self.data = data
    network = BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting, numerics: experiment.numerics)
    stepper = Stepper(experiment, network, data.train)
    evaluator = Evaluator(network, stepper.parameters, batch: experiment.batch)
    vectors = TrainingVectors(stepper.parameters, stepper.moments, stepper.memory)
    initialSize = Self.size(stepper.parameters)
  }

  /// Trains, selects an epoch on the validation split and touches the test split once. Where a checkpoint of
  /// this run exists it goes on from there, to the same bytes. Throws `Divergence`.
  /// - Parameter onLostCheckpoint: told why a checkpoint could not be written. The run goes on without any more of them.
  public func run(
    checkpoint file: URL? = nil, progress: (TrainingProgress) -> Void = { _ in },
    onLostCheckpoint: (any Error) -> Void = { _ in }
  ) throws -> TrainingResult {
    var checkpoint = file.map { Checkpoint(file: $0) }
    if let resumed = checkpoint?.read(into: vectors) {
      state = resumed
      stepper.weighting.state = resumed.weighting
    } else {
      state.reference = evaluator.evaluate(data.validation).losses
    }
    var clock = StepClock()
    for epoch in state.epochs.count..<experiment.epochs {
      try train(epoch: epoch, &clock, progress)
      guard epoch + 1 < experiment.epochs else { break }
      do { try checkpoint?.write(state, vectors) } catch {
        checkpoint = nil
        onLostCheckpoint(error)
      }
    }
    vectors.restoreSelected()
    let validation = evaluator.evaluate(data.validation)
    let test = evaluator.evaluate(data.test)
    return TrainingResult(
      test: test.scores, validation: validation.scores, selectedEpoch: state.selectedEpoch,
      epochs: state.epochs, pictures: evaluator.pictures(data.test, count: experiment.pictures),
      secondsPerStep: clock.median)
  }

  /// Bytes of the vectors that a checkpoint keeps, nearly all of it.
  public var checkpointBytes: Int { 4 * vectors.all.reduce(0) { $0 + $1.count } }

  private func train(
    epoch: Int, _ clock: inout StepClock, _ progress: (TrainingProgress) -> Void
  ) throws {
    let count = data.train.count
    var random = RandomStream(seed: experiment.seed, "order \(epoch)")
    let order = random.permutation(count)
    let frames = experiment.batch * experiment.weighting.batchesPerStep
    let steps = (count + frames - 1) / frames
    var tally = EpochTally(tasks: network.problem.tasks.count)
    for index in 0..<steps {
      let moment = Stepper.Moment(
        frames: order[index * frames..<min((index + 1) * frames, count)], epoch: epoch,
        step: epoch * steps + index,
        rate: rate(epoch: Double(epoch) + Double(index) / Double(steps)), history: state.history)
      let outcome = try clock.time { try stepper.step(moment) }
      tally.add(outcome, frames: moment.frames.count)
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

  private func finish(epoch: Int, _ tally: EpochTally) throws {
    let validation = evaluator.evaluate(data.validation)
    try refuseDivergence(epoch: epoch, tally.meanLosses, validation.losses)
    state.history.append(tally.meanLosses)
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
    // Without a validation split the last epoch stands.
    if value < state.selection || data.validation.count == 0 {
      state.selection = value
      state.selectedEpoch = epoch + 1
      vectors.keepSelected()
    }
  }

  /// A loss a thousand times the untrained network's, or parameters ten thousand times their first size, is a
  /// run that blew up without reaching infinity.
  private func refuseDivergence(epoch: Int, _ train: [Double], _ validation: [Double]) throws {
    for (index, task) in network.problem.tasks.enumerated() {
      for (split, loss, scale) in [
        ("training", train[index], network.problem.lossScale(of: task)),
        ("validation", validation[index], 1),
      ] where !loss.isFinite || loss > 1000 * scale * max(state.reference[index], 1) {
        throw Divergence(
          description:
            "the \(split) loss of \(task.name) is \(loss) after epoch \(epoch + 1)"
            + " (untrained: \(state.reference[index]))")
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
