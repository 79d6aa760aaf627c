import KernelTable

/// A network with its parameters' layout, to be recorded for any batch size.
struct BuiltNetwork {
  let problem: Problem
  let backbone: any Backbone
  /// Of images as the network takes them.
  private let padded: ImageSize
  let layout: ParameterLayout
  private let numerics: Numerics
  private let products: ProductLibrary
  private let normalization: InputNormalization?
  /// The threads of its tapes, and of what updates its parameters.
  let team: ThreadTeam
  /// The weighting scheme's learned parameters, where it has any.
  let learned: Parameter?
  private let sharing: Sharing
  private let heads: [any Head]

  init(
    _ problem: Problem, backbone: any Backbone, decoder: any Decoder = SegNetDecoder(),
    architecture: any Architecture, weighting: any Weighting, numerics: Numerics = .fast,
    products: ProductLibrary = .own, team: ThreadTeam = .single
  ) {
    self.init(
      NetworkParts(backbone: backbone, decoder: decoder, problem: problem),
      architecture: architecture, weighting: weighting, numerics: numerics, products: products,
      team: team)
  }

  init(
    _ parts: NetworkParts, architecture: any Architecture, weighting: any Weighting,
    numerics: Numerics = .fast, products: ProductLibrary = .own,
    normalization: InputNormalization? = nil, team: ThreadTeam = .single
  ) {
    guard let taken = try? architecture.taking(parts) else {
      preconditionFailure(
        "parts that the architecture does not take: NetworkParts.check comes first")
    }
    problem = parts.problem
    backbone = taken.backbone
    padded = parts.paddedSize
    self.normalization = normalization
    self.numerics = numerics
    self.products = products
    self.team = team
    layout = ParameterLayout()
    let scope = ParameterScope(layout).norming(by: taken.backbone.norm)
    sharing = architecture.build(taken, in: scope)
    heads = taken.problem.tasks.map { task in
      task.head(taken.site(for: task), in: scope["heads"][task.name])
    }
    let initial = weighting.learnedParameters(tasks: problem.tasks.count)
    learned =
      initial.isEmpty
      ? nil
      : layout.parameter("weighting.learned", [initial.count], .values(initial.map { Float($0) }))
  }

  /// The losses of training are multiplied by the problem's scales, those of evaluation are not.
  enum Purpose { case training, evaluation }

  /// One tape, its inputs and what it answers.
  func record(batch: Int, for purpose: Purpose = .training) -> Recording {
    let tape = Tape(numerics: numerics, products: products, team: team)
    let size = problem.size
    let image = tape.input(Extent(batch, size.height, size.width, imageChannels))
    let targets = problem.tasks.map { task in
      task.slots(on: size).map { tape.input($0.with(batch: batch)) }
    }
    let inputs = StepInputs(tape, isTraining: purpose == .training)
    // Behind the normalisation: zeros are what convolutions read beyond a border.
    let normalized = normalization.map(image.normalized) ?? image
    let features = sharing(normalized.padded(height: padded.height, width: padded.width), inputs)
    precondition(features.count == problem.tasks.count, "features for each task")
    let answers = zip(heads, features).map { head, features in head(features.values) }
    let losses = problem.tasks.enumerated().map { index, task -> Value in
      precondition(
        answers[index].map(\.extent.channels) == task.outputs, "\(task.name) answers as it says")
      var loss = task.loss(answers[index], targets[index])
      if purpose == .training, let penalty = features[index].penalty { loss = loss + penalty }
      let scale = purpose == .training ? problem.lossScale(of: task) : 1
      return scale == 1 ? loss : Float(scale) * loss
    }
    tape.finish(losses: losses, outputs: answers.flatMap { $0 }, parameters: layout)
    return Recording(
      batch: batch, tape: tape, image: image, targets: targets, inputs: inputs, answers: answers)
  }
}

struct Recording {
  let batch: Int
  let tape: Tape
  let image: Value
  /// The slots of each task.
  let targets: [[Value]]
  let inputs: StepInputs
  /// The values of each task's answer.
  let answers: [[Value]]

  /// Puts frames of a batch in place. Throws `DataError`.
  /// - Returns: the positions that have a label, of each task.
  func fill(_ batcher: Batcher, _ frames: some Collection<Int>, stream: RandomStream) throws
    -> [Int]
  {
    try batcher.fill(
      indices: frames, into: tape.data(image), targets: targets.map { $0.map(tape.data) },
      stream: stream)
  }

  func pointers(_ values: [Value]) -> [UnsafePointer<Float>] {
    values.map { UnsafePointer(tape.data($0)) }
  }
}
