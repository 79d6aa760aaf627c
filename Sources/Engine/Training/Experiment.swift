/// One training run, completely described.
public struct Experiment: Sendable {
  public var problem: Problem
  public var backbone: any Backbone
  public var decoder: any Decoder
  public var architecture: any Architecture
  public var weighting: any Weighting
  public var optimizer: any Optimizer
  public var schedule: any Schedule
  public var augmentation: any Augmentation
  public var epochs: Int
  public var batch: Int
  public var numerics: Numerics
  public var products: ProductLibrary
  /// Fixes initialisation, batch order and augmentation, each through a stream of its own name.
  public var seed: Int
  /// Frames of the test split whose predictions are kept.
  public var pictures: Int
  /// Steps from one measurement of the task gradients to the next, where the weighting needs losses only; 0 for none. A
  /// weighting that needs gradients measures them at every step.
  public var diagnosticsEvery: Int
  /// Which labels of the training split it may see.
  public var trainingLabels: TrainingLabels
  /// By task, what the learning rate is multiplied by for the parameters that only this task depends on.
  public var rateFactors: [String: Double]
  /// Where its parameters begin.
  public var start: ExperimentStart
  /// Trainings before it, each of one of the tasks alone, whose networks answer for training labels that are missing. The task is a
  /// `TeachableTask`.
  public var teachers: [Experiment]

  public init(
    problem: Problem, backbone: any Backbone, decoder: any Decoder = SegNetDecoder(),
    architecture: any Architecture, weighting: any Weighting, optimizer: any Optimizer,
    schedule: any Schedule, augmentation: any Augmentation, epochs: Int, batch: Int,
    numerics: Numerics = .fast, products: ProductLibrary = .own, seed: Int, pictures: Int,
    diagnosticsEvery: Int = 0, trainingLabels: TrainingLabels = TrainingLabels(),
    rateFactors: [String: Double] = [:], start: ExperimentStart = .scratch,
    teachers: [Experiment] = []
  ) {
    self.problem = problem
    self.backbone = backbone
    self.decoder = decoder
    self.architecture = architecture
    self.weighting = weighting
    self.optimizer = optimizer
    self.schedule = schedule
    self.augmentation = augmentation
    self.epochs = epochs
    self.batch = batch
    self.numerics = numerics
    self.products = products
    self.seed = seed
    self.pictures = pictures
    self.diagnosticsEvery = diagnosticsEvery
    for (name, factor) in rateFactors {
      precondition(problem.tasks.contains { $0.name == name }, "\(name) is none of the tasks")
      precondition(factor.isFinite && factor > 0, "the learning rate of \(name) times \(factor)")
    }
    self.trainingLabels = trainingLabels
    self.rateFactors = rateFactors
    self.start = start
    self.teachers = teachers
  }

  /// For frames of this size.
  public func on(_ size: ImageSize) -> Experiment {
    var copy = self
    copy.problem = Problem(size: size, tasks: problem.tasks, lossScales: problem.lossScales)
    copy.teachers = teachers.map { $0.on(size) }
    if case .trunk(let before, let factor) = start {
      copy.start = .trunk(of: before.on(size), rateFactor: factor)
    }
    return copy
  }

  public var parts: NetworkParts {
    NetworkParts(backbone: backbone, decoder: decoder, problem: problem)
  }

  /// The network, laid out.
  func network(_ team: ThreadTeam = .single) -> BuiltNetwork {
    BuiltNetwork(
      parts, architecture: architecture, weighting: weighting, numerics: numerics,
      products: products, normalization: start.normalization, team: team)
  }

  /// Moves the parameters along their gradient.
  func update(
    _ parameters: Parameters, groups: [RateGroup], moments: [Tensor], rate: Double, step: Int,
    team: ThreadTeam
  ) {
    for group in groups {
      optimizer.update(
        parameters, over: group.range, moments: moments, rate: rate * group.factor, step: step,
        team: team)
    }
  }
}

/// Where the parameters of an experiment's network begin.
public indirect enum ExperimentStart: Sendable {
  /// Drawn from the seed.
  case scratch
  /// Encoder and decoder as another experiment has left them, at its selected epoch; the rest drawn.
  /// - rateFactor: what their learning rate is multiplied by; 0 or more.
  case trunk(of: Experiment, rateFactor: Double)
  /// The encoder as a file has it, and of a file of ours the decoder; the rest drawn. Images are normalised as the file's network
  /// takes them.
  /// - rateFactor: what the learning rate of what is taken is multiplied by; 0 or more.
  case weights(NetworkWeights, rateFactor: Double)

  /// What images are to the network; nil for colours from 0 to 1.
  public var normalization: InputNormalization? {
    if case .weights(let weights, _) = self { weights.normalization } else { nil }
  }
}
