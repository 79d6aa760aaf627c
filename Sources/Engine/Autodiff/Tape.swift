import KernelTable

/// What a step is for, and so what must be kept of it.
public enum TapeMode: Sendable, Hashable {
  /// Outputs and losses; running statistics.
  case inference
  /// One backward pass of the weighted sum of the losses.
  case weightedSum
  /// One lane per task: a row of the Jacobian on the shared parameters for each.
  case jacobian
  /// A row of the Jacobian on the shared values that task-specific layers read, for each task; then one lane on from there.
  case features
}

/// Which algorithms a tape may choose from.
public enum Numerics: String, CaseIterable, Sendable {
  /// The fastest: relative errors of about 1e-6 in convolutions.
  case fast
  /// None that loses digits: relative errors of about 1e-7.
  case precise
}

/// A recording of layer-sized primitives. It is recorded once for each batch size; every step replays it in
/// memory planned beforehand, so that a step allocates nothing.
///
/// A reverse reachability pass gives every node a bit mask of the tasks that depend on it. From the masks come
/// the shared parameters (two bits or more), the lanes each node runs, and what need not run at all.
public final class Tape {
  private(set) var nodes: [Node] = []
  private(set) var losses: [Node] = []
  private(set) var outputs: [Node] = []
  /// Bit mask of the tasks that depend on each parameter, by index; 0 where none does.
  private(set) var parameterTasks: [UInt64] = []
  private var memory: TapeMemory?
  private(set) var mode = TapeMode.inference
  /// Nodes in the order of the backward pass: last to first; in `.features` those of one task first.
  private(set) var order: [Int] = []
  /// Lanes that backward passes have run, over all nodes: what a weighting scheme costs.
  public private(set) var lanesRun = 0
  /// Multiply–accumulates of those lanes, counted directly.
  public private(set) var macsRun = 0

  let numerics: Numerics
  let products: ProductLibrary
  /// Runs every pass; work space is for its number of threads.
  let team: ThreadTeam

  public init(
    numerics: Numerics = .fast, products: ProductLibrary = .own, team: ThreadTeam = .single
  ) {
    self.numerics = numerics
    self.products = products
    self.team = team
  }

  /// A value that is filled from outside: images, targets.
  public func input(_ extent: Extent) -> Value { record(InputPrimitive(), [], extent) }

  func record(
    _ primitive: any Primitive, _ inputs: [Value], _ extent: Extent, references: [Value] = [],
    macs: Int? = nil
  ) -> Value {
    precondition(memory == nil, "a planned tape takes no further entries")
    let node = Node(
      tape: self, index: nodes.count, primitive: primitive, inputs: inputs.map(\.node),
      references: references.map(\.node), extent: extent, countedMACs: macs)
    nodes.append(node)
    return Value(node: node)
  }

  /// Says what the tape is for: one scalar loss per task, and the predictions to be read. Finds out which
  /// task depends on what.
  public func finish(losses: [Value], outputs: [Value], parameters: ParameterLayout) {
    precondition(losses.count <= 64, "at most 64 tasks in one network, found \(losses.count)")
    self.losses = losses.map(\.node)
    self.outputs = outputs.map(\.node)
    for (task, loss) in self.losses.enumerated() { loss.tasks |= 1 << UInt64(task) }
    for node in self.losses + self.outputs { node.needed = true }
    parameterTasks = Array(repeating: 0, count: parameters.parameters.count)
    for node in nodes.reversed() {
      for input in node.inputs {
        input.tasks |= node.tasks
        if node.needed { input.needed = true }
      }
      if node.needed { for reference in node.references { reference.needed = true } }
      for parameter in node.primitive.parameters { parameterTasks[parameter.index] |= node.tasks }
    }
  }

  /// Parameters that two or more tasks depend on.
  func isShared(_ parameter: Parameter) -> Bool {
    parameterTasks[parameter.index].nonzeroBitCount >= 2
  }

  /// Multiply–accumulates of one forward pass, as recorded.
  public var macs: Int { nodes.reduce(0) { $0 + $1.macs } }

  /// Plans and takes the memory for one mode; afterwards the tape can run.
  public func prepare(_ mode: TapeMode, _ parameters: Parameters) {
    precondition(memory == nil, "a tape is prepared once")
    self.mode = mode
    order = nodes.indices.reversed()
    if mode == .features {
      order = order.filter { !nodes[$0].isShared } + order.filter { nodes[$0].isShared }
    }
    memory = TapeMemory(self, mode, parameters)
  }

  /// Floats of one row of the Jacobian.
  var jacobianWidth: Int { prepared.sweep.jacobian.width }

  /// Floats that the plan takes.
  public var memoryFloats: Int { memory?.floats ?? 0 }

  /// Where to put an input's values, or find an output's; valid once prepared.
  public func data(_ value: Value) -> UnsafeMutablePointer<Float> { value.node.data }

  /// Right after `forward`: a backward pass may put something else in its place.
  public func loss(_ task: Int) -> Double { Double(losses[task].data[0]) }

  public func forward() {
    for node in nodes where node.needed {
      measured(node, \.forward) { forwardStep(node) }
    }
  }

  /// The gradient of Σ weights[t] losses[t] in `parameters.gradient`: one lane whatever the number of tasks.
  public func backward(weights: [Double]) {
    precondition(mode == .weightedSum, "this tape was prepared for \(mode)")
    start(weights)
    run(order[...])
  }

  /// Every task's own gradient: rows of the Jacobian for the shared parameters, `parameters.gradient` for the
  /// others.
  public func jacobian() -> Jacobian {
    precondition(mode == .jacobian, "this tape was prepared for \(mode)")
    start(Array(repeating: 1, count: losses.count))
    run(order[...])
    return prepared.sweep.jacobian
  }

  /// Every task's own gradient on the shared values that task-specific layers read; `parameters.gradient` holds those of the
  /// task-specific parameters. `backwardFromFeatures` must follow.
  public func features() -> Jacobian {
    precondition(mode == .features, "this tape was prepared for \(mode)")
    start(Array(repeating: 1, count: losses.count))
    run(order.prefix { !nodes[$0].isShared })
    return prepared.sweep.jacobian
  }

  /// Goes on with Σ weights[t] times what the rows hold: the shared parameters' gradient in `parameters.gradient`.
  public func backwardFromFeatures(weights: [Double]) {
    prepared.sweep.combineFeatures(weights)
    run(order.drop { !nodes[$0].isShared })
  }

  /// The values whose gradients `features` gives, laid out as its rows are.
  func copyFeatures(to row: UnsafeMutablePointer<Float>) { prepared.sweep.copyFeatures(to: row) }

  /// Where each of them lies in a row.
  var featureBlocks: [FeatureBlock] { prepared.sweep.featureBlocks }

  func start(_ weights: [Double]) {
    prepared.sweep.clear()
    for (task, loss) in losses.enumerated() {
      loss.memory.cotangents[0] = Float(weights[task])
      loss.written = 1
    }
  }

  var prepared: TapeMemory {
    guard let memory else { preconditionFailure("a tape is prepared before it runs") }
    return memory
  }

  /// Seconds of every node so far; nil where nobody asked.
  var times: [NodeTime]?

  private func measured(
    _ node: Node, _ direction: WritableKeyPath<NodeTime, Double>, _ body: () -> Void
  ) {
    guard times != nil else { return body() }
    let start = ContinuousClock.now
    body()
    times![node.index][keyPath: direction] += (ContinuousClock.now - start) / .seconds(1)
  }

  func forwardStep(_ node: Node) {
    if node.isRecomputed {
      node.memory.data = node.memory.forwardData
      node.awaitsRecomputation = true
    }
    var pass = prepared.pass
    if let work = node.memory.forwardWork { pass.scratch = work }
    node.primitive.forward(node, pass)
  }

  func backwardStep(_ node: Node) {
    if node.primitive.backwardReads.contains(.inputs) {
      for input in node.operands where input.awaitsRecomputation {
        input.memory.data = input.memory.recomputedData
        input.awaitsRecomputation = false
        input.primitive.forward(input, prepared.pass)
      }
    }
    let sweep = prepared.sweep
    sweep.scratch = node.memory.backwardWork ?? prepared.sharedWork
    node.primitive.backward(node, sweep)
  }

  private func run(_ order: ArraySlice<Int>) {
    for index in order {
      let node = nodes[index]
      if node.lanes > 0, node.written != 0 {
        measured(node, \.backward) { backwardStep(node) }
        lanesRun += node.lanes
        macsRun += node.lanes * (node.directions - 1) * node.macs
      }
    }
  }
}

struct NodeTime {
  var forward = 0.0
  var backward = 0.0
}

private final class InputPrimitive: Primitive {
  var kind: LayerKind { .input }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  func forward(_ node: Node, _ pass: Pass) {}
  func backward(_ node: Node, _ sweep: Sweep) {}
}
