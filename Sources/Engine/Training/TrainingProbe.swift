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
    _ parts: NetworkParts, architecture: any Architecture, weighting: any Weighting,
    optimizer: any Optimizer, batch: Int, numerics: Numerics = .fast,
    products: ProductLibrary = .own, team: ThreadTeam = .single
  ) {
    self.batch = batch
    let experiment = Experiment(
      problem: parts.problem, backbone: parts.backbone, decoder: parts.decoder,
      architecture: architecture, weighting: weighting, optimizer: optimizer,
      schedule: ConstantSchedule(), augmentation: NoAugmentation(), epochs: 1, batch: batch,
      numerics: numerics, products: products, seed: 1, pictures: 0)
    let network = BuiltNetwork(
      parts, architecture: architecture, weighting: weighting, numerics: numerics,
      products: products, team: team)
    frames = Self.frames(parts.problem, batch)
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
        name: Self.name(node), kind: node.primitive.kind, algorithm: node.algorithm,
        output: node.extent, forward: time.forward / Double(steps),
        backward: time.backward / Double(steps), macs: node.macs,
        directions: node.directions,
        work: node.work)
    }
  }

  private static func name(_ node: Node) -> String {
    guard let parameter = node.primitive.parameters.first else {
      return node.primitive.kind.rawValue
    }
    return parameter.name.split(separator: ".").dropLast().joined(separator: ".")
  }

  /// Uniform noise, with labels that every loss accepts.
  private static func frames(_ problem: Problem, _ count: Int) -> Samples {
    var random = RandomStream(seed: 1, "probe")
    let size = problem.size
    let pixels = size.height * size.width * imageChannels
    let frames = (0..<count).map { _ in
      Frame(
        image: .floats((0..<pixels).map { _ in Float(random.uniform()) }),
        labels: Dictionary(
          uniqueKeysWithValues: problem.tasks.map {
            ($0.name, .floats($0.exampleLabel(on: size, &random)))
          }))
    }
    let labels = frames[0].labels.mapValues { LabelLayout($0.kind, count: $0.count) }
    return Samples(
      ids: (0..<count).map { "noise-\($0)" }, size: size, labels: labels,
      source: KeptFrames(frames: frames))
  }
}
