import KernelTable

/// What networks are made of, beside how their tasks share them.
public struct NetworkParts: Sendable {
  public let backbone: any Backbone
  /// Only built where a task reads maps.
  public let decoder: any Decoder
  public let problem: Problem

  public init(backbone: any Backbone, decoder: any Decoder, problem: Problem) {
    self.backbone = backbone
    self.decoder = decoder
    self.problem = problem
  }

  /// The same for one of the tasks.
  public func alone(_ task: any LearningTask) -> NetworkParts {
    NetworkParts(
      backbone: backbone, decoder: decoder, problem: Problem(size: problem.size, tasks: [task]))
  }

  /// Another backbone.
  func on(_ backbone: any Backbone) -> NetworkParts {
    NetworkParts(backbone: backbone, decoder: decoder, problem: problem)
  }

  /// Whether an architecture can be built of these parts: to be asked before anything is built. Throws `OptionError`, which
  /// says what does not fit and what could be taken instead.
  public func check(_ architecture: any Architecture) throws {
    try checkDecoder()
    guard backbone.isStaged || !architecture.worksByStages else {
      throw OptionError(
        key: "",
        message: "\(type(of: architecture).name) works between the stages of an encoder, and "
          + "\(type(of: backbone).name) makes all its levels together: name another backbone, or "
          + "another architecture, such as split")
    }
    let taken = try architecture.taking(self)
    for task in taken.problem.tasks where task.reads == .levels {
      try task.check(taken.levels, frame: problem.size)
    }
  }

  /// Whether the decoder can follow the backbone, where a task reads maps. Throws `OptionError`.
  public func checkDecoder() throws { if problem.readsMaps { try decoder.check(backbone) } }

  /// The size at which the network computes: the frames', padded to what the backbone takes.
  var paddedSize: ImageSize { backbone.padded(problem.size) }

  /// Channels of the decoder's steps; none where no task reads maps.
  var shape: DecoderShape {
    problem.readsMaps
      ? decoder.shape(over: backbone)
      : DecoderShape(inputs: [], outputs: [], start: backbone.widths[backbone.widths.count - 1])
  }

  /// What the decoder begins with.
  func start(_ levels: [EncodedLevel]) -> Value {
    decoder.gathersLevels && problem.readsMaps
      ? decoder.gathered(levels.map(\.p)) : decoder.start(levels[levels.count - 1])
  }

  /// An encoder with parameters in a scope.
  /// - Parameter factor: stages but the first take so many times the channels of the one before.
  func encoder(
    factor: Int = 1, for tasks: [any LearningTask]? = nil, in scope: ParameterScope
  ) -> Encoder {
    let tasks = tasks ?? problem.tasks
    return Encoder(
      backbone, factor: factor, closes: tasks.contains { $0.reads == .pooled }, in: scope)
  }

  /// The decoder's steps by level, finest first; they take `factor` times the channels of its shape. `finest` makes the stage
  /// of the first.
  func steps(
    factor: Int = 1, in scope: ParameterScope, finest: ((ParameterScope) -> Stage)? = nil
  ) -> [DecoderStep] {
    let shape = shape
    return shape.inputs.indices.map { level in
      let place = scope.stage(level)
      let join = decoder.join(level, over: backbone, in: place)
      if level == 0, let finest { return DecoderStep(join: join, stage: finest(place)) }
      return DecoderStep(
        join: join,
        stage: decoder.stage(
          level, over: backbone, inputs: factor * shape.inputs[level],
          outputs: shape.outputs[level], in: place))
    }
  }

  /// What the encoder's levels are, finest first.
  var levels: [LevelShape] {
    let encoder = Encoder(backbone, closes: false, in: ParameterScope(ParameterLayout()))
    let tape = Tape()
    let image = tape.input(Extent(1, paddedSize.height, paddedSize.width, imageChannels))
    return encoder(image).map {
      LevelShape(
        channels: $0.p.extent.channels,
        size: ImageSize(height: $0.p.extent.height, width: $0.p.extent.width))
    }
  }

  /// Where a task's head is built.
  func site(for task: any LearningTask) -> HeadSite {
    let (backbone, decoder, frame, padded) = (backbone, decoder, problem.size, paddedSize)
    switch task.reads {
    case .map:
      let features = shape.features
      return HeadSite(levels: [], frame: frame) { outputs, scope in
        let predictor = decoder.predictor(outputs, features: features, frame: padded, in: scope)
        return padded == frame ? predictor : Chain([predictor, Cropped(size: frame)])
      }
    case .pooled:
      let features = backbone.features
      // As in the networks that are trained on UTKFace: d → d, ReLU, d → outputs.
      return HeadSite(levels: [], frame: frame) { outputs, scope in
        Chain([
          Linear(features, features, in: scope["linear1"]), ReLU(),
          Linear(features, outputs, in: scope["linear2"]),
        ])
      }
    case .levels:
      return HeadSite(levels: levels, frame: frame) { _, _ in
        preconditionFailure("a head that reads levels makes its predictions itself")
      }
    }
  }
}
