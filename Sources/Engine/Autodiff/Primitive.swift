import KernelTable

/// A layer-sized primitive with a hand-written backward pass. It keeps no values of a step itself: those lie
/// in the node, so that one primitive can stand in several tapes.
protocol Primitive: AnyObject {
  var parameters: [Parameter] { get }
  /// The family it is counted under where time is measured.
  var kind: LayerKind { get }
  /// How it is computed, for tables of layers; empty where there is one way.
  var algorithm: String { get }
  /// The least work of one step of it, forward and backward.
  func work(_ node: Node) -> Work
  /// Multiply–accumulates of the forward pass, convolutions and linear layers only.
  func macs(_ node: Node) -> Int
  /// Bytes kept from forward to backward beside the output: pooling indices, batch statistics.
  func auxiliaryBytes(_ node: Node) -> Int
  /// Floats of work space needed within one call.
  func scratch(_ node: Node) -> Int
  /// What the backward pass reads of the values that the forward pass left.
  var backwardReads: BackwardReads { get }
  /// Whether the backward pass hands a cotangent on by `Sweep.pass`, which needs room for a second one.
  var passesWhole: Bool { get }
  /// Whether the first input's cotangent may be written where the node's own lies: element by element, each read before, and
  /// all else that is read of it before that.
  var passesInPlace: Bool { get }
  /// Whether both of two inputs' cotangents are one and the same, so that the second's may lie there too until it is added to.
  var passesAlike: Bool { get }
  /// Whether a large output need not be kept for the backward pass: the forward step is cheap, needs no work space and changes
  /// nothing else, so that it can run once more.
  var isCheap: Bool { get }
  /// Whether the output is a `channelMap` of the first input and nothing more: then readers may apply it as they load.
  var isChannelMap: Bool { get }
  /// Once the node's forward step is done; nil where `isChannelMap` is false.
  func channelMap(_ node: Node) -> ChannelMap?
  /// Whether it can read values that are not stored, as `Node.source` or `Node.values` give them.
  var readsMapped: MappedReading { get }
  /// Whether the output is the inputs side by side and nothing more: then one reader may take them as they are.
  var joins: Bool { get }
  /// Whether it reads `Node.operands` in place of a first input that is joined.
  var readsJoined: Bool { get }
  /// Whether it tells, in order, of rows that `forward` writes (`Pass.tell`) or that `backward` writes of its operands' cotangents
  /// (`Sweep.tell`). Of what it does not tell, others find out once its step is done.
  var tellsRows: Bool { get }
  /// Whether it can sum rows of its input and of its cotangent as soon as they are written.
  var watchesRows: Bool { get }
  /// So many rows of the input are written.
  func watch(_ node: Node, rows: Int)
  /// So many rows of the cotangent are.
  func watchCotangent(_ node: Node, rows: Int, _ sweep: Sweep)
  /// Whether it can leave the cotangent of its input to be made by `makeCotangent`, element by element, from its own in the same place.
  var makesCotangents: Bool { get }
  /// Whether it can read a cotangent that `Node.cotangentMaker` makes.
  var takesMadeCotangents: Bool { get }
  /// Once the node's backward step is done: some rows of the cotangent of its input.
  func makeCotangent(
    _ node: Node, rows: Range<Int>, _ sweep: Sweep, in room: UnsafeMutablePointer<Float>)
  /// Writes the whole of `node.data`, where the node is stored.
  func forward(_ node: Node, _ pass: Pass)
  /// For every lane of the node: adds the parameters' gradients, passes the inputs' on.
  func backward(_ node: Node, _ sweep: Sweep)
}

/// Values of a node that outlive the forward pass for its backward step. What is not named may be gone by then.
struct BackwardReads: OptionSet {
  let rawValue: Int
  static let inputs = BackwardReads(rawValue: 1)
  static let output = BackwardReads(rawValue: 2)
}

/// How a primitive reads values that a norm would have stored.
enum MappedReading {
  case never
  /// Some rows at a time are written aside.
  case aside
  /// The map is applied to registers.
  case loading
}

/// Families of layers, for tables of time.
public enum LayerKind: String, CaseIterable, Sendable {
  case convolution, normalization, activation, pooling, resampling, linear, combination, loss, input
}

/// Multiply–adds, and floats read or written beside the operands of products: what a step costs at least.
public struct Work: Sendable {
  public var multiplyAdds = 0
  public var floats = 0

  static func + (a: Work, b: Work) -> Work {
    Work(multiplyAdds: a.multiplyAdds + b.multiplyAdds, floats: a.floats + b.floats)
  }
}

extension Primitive {
  var parameters: [Parameter] { [] }
  var algorithm: String { "" }
  // Safe for any primitive.
  var backwardReads: BackwardReads { [.inputs, .output] }
  var passesWhole: Bool { true }
  var passesInPlace: Bool { false }
  var passesAlike: Bool { false }
  var isCheap: Bool { false }
  var isChannelMap: Bool { false }
  func channelMap(_ node: Node) -> ChannelMap? { nil }
  var readsMapped: MappedReading { .never }
  var joins: Bool { false }
  var readsJoined: Bool { false }
  var tellsRows: Bool { false }
  var watchesRows: Bool { false }
  var makesCotangents: Bool { false }
  var takesMadeCotangents: Bool { false }
  func makeCotangent(
    _ node: Node, rows: Range<Int>, _ sweep: Sweep, in room: UnsafeMutablePointer<Float>
  ) {}
  func watch(_ node: Node, rows: Int) {}
  func watchCotangent(_ node: Node, rows: Int, _ sweep: Sweep) {}

  /// Forward reads the inputs and writes the output; backward reads its cotangent and the inputs, and writes theirs.
  func work(_ node: Node) -> Work {
    let inputs = node.inputs.reduce(0) { $0 + $1.extent.count }
    let forward = inputs + node.extent.count
    return Work(floats: node.lanes > 0 ? 2 * forward + inputs : forward)
  }
  func macs(_ node: Node) -> Int { 0 }
  func auxiliaryBytes(_ node: Node) -> Int { 0 }
  func scratch(_ node: Node) -> Int { 0 }
}

/// One entry of a tape.
final class Node {
  unowned let tape: Tape
  let index: Int
  let primitive: any Primitive
  let inputs: [Node]
  /// Nodes whose auxiliary values the primitive reads; no gradient flows there.
  let references: [Node]
  let extent: Extent
  /// Whether any parameter lies at or below it.
  let trains: Bool
  /// Bit t: the loss of task t depends on it.
  var tasks: UInt64 = 0
  /// Whether a loss or an output depends on it.
  var needed = false

  /// Whether the value lies in memory; if not, its readers make it from the input's as they load (`Tape.chooseStored`).
  var isStored = true
  /// Whether its one reader takes the inputs in its place, so that it has neither a value nor a cotangent.
  var isJoined = false
  /// What it reads: its inputs, and in place of one that is joined, those of that.
  var operands: [Node] { inputs.flatMap { $0.isJoined ? $0.inputs : [$0] } }
  /// Whether the value is made again before the first backward step that reads it, and where it lies then.
  var isRemade = false
  var remadeData: UnsafeMutablePointer<Float>! = nil
  /// Where it lies in the forward pass.
  var firstData: UnsafeMutablePointer<Float>! = nil
  /// Whether the backward pass has yet to make it again.
  var waits = false
  /// Who sums the value's rows while they are written; and who tells the node of its cotangent's, where it sums those
  /// (`Tape.chooseWatchers`).
  var watcher: Node? = nil
  var cotangentWriter: Node? = nil
  var isWatching: Bool { cotangentWriter != nil || inputs.first?.watcher === self }
  /// Who makes the node's cotangent when it is read; nil where it lies in memory (`Tape.chooseMakers`).
  var cotangentMaker: Node? = nil
  /// Pieces that are summed already.
  var summedPieces = 0
  /// What a reader of the value loads, and what it does to it.
  var source: (data: UnsafeMutablePointer<Float>, map: ChannelMap?) {
    isStored ? (data, nil) : (inputs[0].data, primitive.channelMap(self))
  }

  /// Set by the tape's plan.
  var data: UnsafeMutablePointer<Float>! = nil
  var auxiliary: UnsafeMutableRawPointer! = nil
  /// Cotangents, one after the other: `lanes` × extent.count.
  var gradient: UnsafeMutablePointer<Float>! = nil
  /// Work space of its own in each pass; nil where that of all nodes is large enough.
  var forwardWork: UnsafeMutablePointer<Float>? = nil
  var backwardWork: UnsafeMutablePointer<Float>? = nil
  /// Room for an input's cotangent before it is added to another; nil where it need not be.
  var addend: UnsafeMutablePointer<Float>? = nil
  var lanes = 0
  /// Whether several tasks depend on it.
  var isShared: Bool { tasks.nonzeroBitCount >= 2 }
  /// Products that a layer with weights runs: forward, for the weights, and for an input that takes gradients.
  var directions: Int {
    guard lanes > 0 else { return 1 }
    return inputs.first.map { $0.lanes > 0 } ?? false ? 3 : 2
  }
  /// Bit s: slot s of `gradient` holds a sum already.
  var written: UInt64 = 0

  init(
    tape: Tape, index: Int, primitive: any Primitive, inputs: [Node], references: [Node],
    extent: Extent
  ) {
    self.tape = tape
    self.index = index
    self.primitive = primitive
    self.inputs = inputs
    self.references = references
    self.extent = extent
    trains = !primitive.parameters.isEmpty || inputs.contains { $0.trains }
  }
}

/// What a forward pass gives an primitive.
struct Pass {
  let values: UnsafeMutablePointer<Float>
  let buffers: UnsafeMutablePointer<Float>
  var scratch: UnsafeMutablePointer<Float>
  /// Batch statistics and their running means (true), or the running means alone (false).
  let training: Bool

  func pointer(_ parameter: Parameter) -> UnsafeMutablePointer<Float> { values + parameter.offset }
  func pointer(_ buffer: StateBuffer) -> UnsafeMutablePointer<Float> { buffers + buffer.offset }
}
