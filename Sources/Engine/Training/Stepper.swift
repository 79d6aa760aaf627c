/// One training step: forward, backward, weighting, update.
final class Stepper {
  let experiment: Experiment
  let network: BuiltNetwork
  let parameters: Parameters
  let moments: [Tensor]
  /// Rows that the weighting keeps from step to step, [rows, P]; empty for most.
  let memory: Tensor
  var weighting: any Weighting
  private var batcher: Batcher
  private let recordings: Recordings
  private let rateGroups: [RateGroup]
  private let random: RandomStream
  /// Work space of some steps: other gradients, features, statistics to come back to. Taken when first needed.
  private var spare: [String: Tensor] = [:]

  init(_ experiment: Experiment, _ network: BuiltNetwork, _ train: Samples) {
    self.experiment = experiment
    self.network = network
    let random = RandomStream(seed: experiment.seed, "training")
    self.random = random
    parameters = Parameters(network.layout, random: random.stream("initialisation"))
    moments = (0..<experiment.optimizer.moments).map { _ in Tensor([network.layout.extent]) }
    weighting = experiment.weighting
    batcher = Batcher(
      train, tasks: experiment.problem.tasks,
      augmentation: experiment.augmentation)
    recordings = Recordings(network, parameters)
    rateGroups = RateGroup.all(
      network, factors: experiment.rateFactors, start: experiment.start
    ) { [recordings, weighting] in
      recordings[experiment.batch, weighting.needs.mode].tape
    }
    let rows = weighting.memoryRows(tasks: network.problem.tasks.count)
    precondition(rows == 0 || weighting.needs == .rows(.parameters), "memory is of parameters")
    memory = Tensor([
      rows, rows == 0 ? 0 : recordings[experiment.batch, .jacobian].tape.jacobianWidth,
    ])
  }

  /// What it is shown.
  var train: Samples { batcher.samples }

  /// From now on with these frames' labels.
  func learn(from train: Samples) {
    batcher = Batcher(
      train, tasks: experiment.problem.tasks, augmentation: experiment.augmentation)
  }

  /// What one step did.
  struct Outcome {
    /// 0 for a task without a label in the step.
    var losses: [Double]
    /// Positions with a label, of each task, in all of the step's batches.
    var labelled: [Int]
    /// The tasks that took part: those with labels wherever the scheme looks for their losses.
    var present: [Int]
    /// Coefficients on the shared parameters.
    var weights: [Double]
    /// Of the task gradients on the shared parameters; empty where they were not measured.
    var gramian: [[Double]] = []
    /// ‖d‖ on the shared parameters; nil where it was not measured.
    var updateNorm: Double?
  }

  /// One step of the run.
  struct Moment {
    let frames: ArraySlice<Int>
    /// 0-based, over the whole run.
    let epoch: Int
    let step: Int
    let rate: Double
    /// Mean training losses, [epoch][task].
    let history: [[Double]]
  }

  /// Throws `Divergence`, and `DataError` where a frame cannot be read.
  func step(_ moment: Moment) throws -> Outcome {
    switch weighting.needs {
    case .losses:
      let every = experiment.diagnosticsEvery
      return try every > 0 && moment.step % every == 0 ? jacobianStep(moment) : lossesStep(moment)
    case .gramian(.parameters), .rows(.parameters): return try jacobianStep(moment)
    case .gramian(.features), .rows(.features): return try featuresStep(moment)
    case .bilevel: return try bilevelStep(moment)
    }
  }

  /// One backward pass, whatever the number of tasks.
  private func lossesStep(_ moment: Moment) throws -> Outcome {
    let (tape, rule) = try forward(moment.frames, .weightedSum, moment)
    let losses = tape.losses
    let present = Self.present([tape.labelled])
    let combination = weighting.combine(evidence(moment, losses, rule), present: present)
    precondition(
      combination.shared == combination.specific, "one backward pass has one weight per task")
    tape.tape.backward(weights: combination.shared)
    update(combination, rule, moment)
    lookBack(tape, losses, present)
    return Outcome(
      losses: losses, labelled: tape.labelled, present: present, weights: combination.shared)
  }

  /// A row of the Jacobian for every task; of three batches where the scheme wants three.
  private func jacobianStep(_ moment: Moment) throws -> Outcome {
    var passes: [ForwardPass] = []
    var cross: [[Double]] = []
    let batches = weighting.batchesPerStep
    precondition(batches == 1 || batches == 3, "steps take one batch or three")
    for (index, frames) in parts(moment.frames, batches).enumerated() {
      let (tape, rule) = try forward(frames, .jacobian, moment)
      passes.append(tape)
      let jacobian = tape.tape.jacobian()
      if index + 1 < batches {
        let first = spare("first gradients", jacobian.matrix.shape)
        if index == 0 {
          first.data.update(from: jacobian.matrix.data, count: first.count)
        } else {
          let rows = GradientRows(count: jacobian.tasks, width: jacobian.width, first.data)
          cross = rows.gramian(with: jacobian.rows)
        }
        continue
      }
      let gramian = jacobian.gramian()
      let mean = Self.meanLosses(passes)
      let present = Self.present(passes.map(\.labelled))
      let combination = combine(
        evidence(moment, mean, rule, gramian: batches == 1 ? gramian : cross), jacobian, present)
      rule.assemble(combination, jacobian, parameters)
      let norm = rule.updateNorm(parameters)
      update(combination, rule, moment)
      lookBack(tape, tape.losses, present)
      return Outcome(
        losses: mean, labelled: Self.sums(passes.map(\.labelled)), present: present,
        weights: combination.shared, gramian: gramian, updateNorm: norm)
    }
    preconditionFailure("a step takes a batch")
  }

  /// Rows on the shared values; one backward pass goes on from their combination.
  private func featuresStep(_ moment: Moment) throws -> Outcome {
    let (tape, rule) = try forward(moment.frames, .features, moment)
    let jacobian = tape.tape.features()
    var features: GradientRows?
    var blocks: [FeatureBlock] = []
    let gramian = weighting.needs == .gramian(.features) ? jacobian.gramian() : []
    if weighting.needs == .rows(.features) {
      let values = spare("features \(moment.frames.count)", [1, jacobian.width])
      tape.tape.copyFeatures(to: values.data)
      features = GradientRows(count: 1, width: jacobian.width, values.data)
      blocks = tape.tape.featureBlocks
    }
    let present = Self.present([tape.labelled])
    let combination = combine(
      evidence(moment, tape.losses, rule, gramian: gramian, features: features, blocks: blocks),
      jacobian, present)
    let losses = tape.losses
    tape.tape.backwardFromFeatures(weights: combination.shared)
    rule.scaleSpecific(combination, parameters)
    let norm = rule.updateNorm(parameters)
    update(combination, rule, moment)
    return Outcome(
      losses: losses, labelled: tape.labelled, present: present, weights: combination.shared,
      updateNorm: norm)
  }

  /// Trains on one half of the batch, with weights learned on the other.
  private func bilevelStep(_ moment: Moment) throws -> Outcome {
    let halves = parts(moment.frames, 2)
    // Counted before the half's own pass, which comes when the scheme asks for it.
    let held = try fill(recordings.ruled(halves[1].count, .jacobian).recording, halves[1], moment)
    let (tape, rule) = try forward(halves[0], .jacobian, moment)
    let losses = tape.losses
    let jacobian = tape.tape.jacobian()
    let gramian = jacobian.gramian()
    let problem = BilevelStep(self, halves, moment, rule, jacobian)
    let present = Self.present([tape.labelled, held])
    let combination = weighting.combine(
      evidence(moment, losses, rule, gramian: gramian, bilevel: problem), present: present)
    if let failure = problem.failure { throw failure }
    problem.restore()
    problem.assemble(combination)
    let norm = rule.updateNorm(parameters)
    update(combination, rule, moment)
    return Outcome(
      losses: losses, labelled: tape.labelled, present: present, weights: combination.shared,
      gramian: gramian, updateNorm: norm)
  }

  /// Fills the batch, runs the network and reads the losses.
  func forward(_ frames: ArraySlice<Int>, _ mode: TapeMode, _ moment: Moment) throws -> (
    ForwardPass, UpdateRule
  ) {
    let (recording, rule) = recordings.ruled(frames.count, mode)
    let labelled = try fill(recording, frames, moment)
    recording.tape.forward()
    let losses = network.problem.tasks.indices.map { recording.tape.loss($0) }
    for (task, loss) in zip(network.problem.tasks, losses) where !loss.isFinite {
      throw Divergence(
        description:
          "the loss of \(task.name) is \(loss) at epoch \(moment.epoch + 1), step \(moment.step + 1)"
      )
    }
    return (ForwardPass(tape: recording.tape, losses: losses, labelled: labelled), rule)
  }

  struct ForwardPass {
    let tape: Tape
    /// As they were right after the pass: a backward pass may put something else in their place.
    let losses: [Double]
    /// Positions with a label, of each task.
    let labelled: [Int]
  }

  /// Puts frames in place. Returns the positions with a label, of each task.
  private func fill(_ recording: Recording, _ frames: ArraySlice<Int>, _ moment: Moment) throws
    -> [Int]
  {
    recording.inputs.fill(
      RunProgress(epoch: moment.epoch, epochs: experiment.epochs),
      random.stream("noise \(moment.step)"))
    return try recording.fill(
      batcher, frames, stream: random.stream("augmentation \(moment.epoch)"))
  }

  /// The tasks that have labels in every one of these batches.
  private static func present(_ labelled: [[Int]]) -> [Int] {
    labelled[0].indices.filter { task in labelled.allSatisfy { $0[task] > 0 } }
  }

  private static func sums(_ labelled: [[Int]]) -> [Int] {
    labelled[0].indices.map { task in labelled.reduce(0) { $0 + $1[task] } }
  }

  /// Of each task, the mean loss over the batches that have labels of it; 0 where none has.
  private static func meanLosses(_ passes: [ForwardPass]) -> [Double] {
    passes[0].losses.indices.map { task in
      let known = passes.filter { $0.labelled[task] > 0 }.map { $0.losses[task] }
      return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
    }
  }

  /// What the scheme asks for; it may rewrite the rows of the Jacobian.
  private func combine(_ evidence: Evidence, _ jacobian: Jacobian, _ present: [Int]) -> Combination
  {
    var rows = jacobian.rows
    var kept = GradientRows(count: memory.shape[0], width: memory.shape[1], memory.data)
    return weighting.combine(evidence, rows: &rows, memory: &kept, present: present)
  }

  private func evidence(
    _ moment: Moment, _ losses: [Double], _ rule: UpdateRule, gramian: [[Double]] = [],
    features: GradientRows? = nil, blocks: [FeatureBlock] = [],
    bilevel: (any BilevelProblem)? = nil
  ) -> Evidence {
    Evidence(
      epoch: moment.epoch, step: moment.step, epochs: experiment.epochs, losses: losses,
      kinds: network.problem.tasks.map(\.lossKind), history: moment.history,
      learned: rule.learnedValues(parameters), gramian: gramian, features: features,
      featureBlocks: blocks, bilevel: bilevel, random: random.stream("weighting \(moment.step)"))
  }

  private func update(_ combination: Combination, _ rule: UpdateRule, _ moment: Moment) {
    rule.setLearnedGradient(combination, parameters)
    experiment.update(
      parameters, groups: rateGroups, moments: moments, rate: moment.rate, step: moment.step + 1,
      team: network.team)
  }

  /// The same batch once more; running statistics count it once.
  private func lookBack(_ pass: ForwardPass, _ before: [Double], _ present: [Int]) {
    guard weighting.looksBack else { return }
    let kept = spare("statistics", parameters.buffers.shape)
    kept.data.update(from: parameters.buffers.data, count: kept.count)
    pass.tape.forward()
    parameters.buffers.data.update(from: kept.data, count: kept.count)
    weighting.observe(
      before: before, after: before.indices.map { pass.tape.loss($0) }, present: present)
  }

  /// As many parts of as equal size as can be; every part has a frame where there are fewer.
  private func parts(_ frames: ArraySlice<Int>, _ count: Int) -> [ArraySlice<Int>] {
    guard frames.count >= count else { return Array(repeating: frames, count: count) }
    let start = frames.startIndex
    return (0..<count).map {
      frames[start + $0 * frames.count / count..<start + ($0 + 1) * frames.count / count]
    }
  }

  func spare(_ name: String, _ shape: [Int]) -> Tensor {
    if let known = spare[name], known.shape == shape { return known }
    let made = Tensor(shape)
    spare[name] = made
    return made
  }

  /// The network as recorded for batches of this size.
  func recorded(batch: Int) -> Recording {
    recordings[batch, weighting.needs.mode]
  }
}

extension Needs {
  /// The tape that serves it.
  var mode: TapeMode {
    switch self {
    case .losses: .weightedSum
    case .gramian(.parameters), .rows(.parameters), .bilevel: .jacobian
    case .gramian(.features), .rows(.features): .features
    }
  }
}
