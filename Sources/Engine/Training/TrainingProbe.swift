import KernelTable

/// A network in training on made-up frames, for measuring: whole steps, as the trainer takes them.
public final class TrainingProbe {
  private let stepper: Stepper
  private let frames: Samples
  private let evaluator: Evaluator
  private let batch: Int
  private var steps = 0

  /// - Parameter batch: frames of a step.
  public init(
    _ problem: Problem, backbone: any Backbone, architecture: any Architecture,
    weighting: any Weighting, optimizer: any Optimizer, batch: Int, numerics: Numerics = .fast
  ) {
    self.batch = batch
    let experiment = Experiment(
      problem: problem, backbone: backbone, architecture: architecture, weighting: weighting,
      optimizer: optimizer, schedule: ConstantSchedule(), augmentation: NoAugmentation(), epochs: 1,
      batch: batch, numerics: numerics, seed: 1, pictures: 0)
    let network = BuiltNetwork(
      problem, backbone: backbone, architecture: architecture, weighting: weighting,
      numerics: numerics)
    frames = Self.frames(problem, batch)
    stepper = Stepper(experiment, network, frames)
    evaluator = Evaluator(network, stepper.parameters, batch: batch)
    rate = optimizer.rate
  }

  private let rate: Double

  public var parameters: Int { stepper.network.layout.count }

  /// Multiply–accumulates of one forward pass over the batch, convolutions and linear layers, counted directly.
  public var macs: Int { stepper.recorded(batch: batch).tape.macs }

  /// One step: forward, backward, update. Throws `Divergence`.
  public func step() throws {
    _ = try stepper.step(
      Stepper.Moment(
        frames: Array(0..<batch)[...], epoch: 0, step: steps, rate: rate, history: []))
    steps += 1
  }

  /// Predicts and scores the frames of one step, as the trainer does with the other splits.
  public func evaluate() throws { _ = try evaluator.evaluate(frames) }

  /// What one layer of the network is and takes.
  public struct LayerTime: Sendable {
    /// Its parameters' path, or what it does.
    public let name: String
    public let kind: LayerKind
    public let algorithm: String
    public let output: Extent
    /// Seconds of one step.
    public let forward: Double
    public let backward: Double
    /// Multiply–accumulates of the forward pass, counted directly, and how many directions there are.
    public let macs: Int
    public let directions: Int
    public let work: Work
  }

  /// Means over `steps` steps, layer by layer, in the order of the forward pass. Throws `Divergence`.
  public func layers(steps: Int) throws -> [LayerTime] {
    let tape = stepper.recorded(batch: batch).tape
    tape.times = Array(repeating: NodeTime(), count: tape.nodes.count)
    for _ in 0..<steps { try step() }
    let times = tape.times!
    tape.times = nil
    return tape.nodes.filter { $0.needed && $0.primitive.kind != .input }.map { node in
      let time = times[node.index]
      return LayerTime(
        name: Self.name(node), kind: node.primitive.kind, algorithm: node.primitive.algorithm,
        output: node.extent, forward: time.forward / Double(steps),
        backward: time.backward / Double(steps), macs: node.primitive.macs(node),
        directions: node.directions,
        work: node.primitive.work(node))
    }
  }

  private static func name(_ node: Node) -> String {
    guard let parameter = node.primitive.parameters.first else {
      return node.primitive.kind.rawValue
    }
    return parameter.name.split(separator: ".").dropLast().joined(separator: ".")
  }

  /// Uniform noise, and targets that every loss accepts.
  private static func frames(_ problem: Problem, _ count: Int) -> Samples {
    var random = RandomStream(seed: 1, "probe")
    let (height, width) = (problem.size.height, problem.size.width)
    let images = Tensor([count, height, width, imageChannels])
    for index in 0..<images.count { images.data[index] = Float(random.uniform()) }
    var targets: [String: Tensor] = [:]
    for task in problem.tasks {
      let own = task.size(on: problem.size)
      let target = Tensor([count, own.height, own.width, task.targetChannels])
      for pixel in 0..<count * own.height * own.width {
        task.fill(target.data + pixel * task.targetChannels, &random)
      }
      targets[task.name] = target
    }
    return Samples(ids: (0..<count).map { "noise-\($0)" }, images: images, targets: targets)
  }
}

extension LearningTask {
  /// One made-up target value.
  fileprivate func fill(_ target: UnsafeMutablePointer<Float>, _ random: inout RandomStream) {
    switch geometry {
    case .labels: target[0] = Float(random.index(below: outputs))
    case .distance: target[0] = Float(random.uniform(1, 5))
    case .directions:
      let z = random.uniform(0.5, 1)
      let side = (1 - z * z).squareRoot()
      (target[0], target[1], target[2]) = (Float(side), 0, Float(z))
    // A class, or a number that is one as well.
    case .image: target[0] = Float(random.index(below: max(outputs, 2)))
    }
  }
}
