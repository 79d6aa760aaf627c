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
  /// Whether `backward` gives an input its cotangent by `Sweep.pass`, which needs room for a second cotangent
  /// where another node has contributed already.
  var passesWhole: Bool { get }
  /// Whether `backward` may overwrite the node's own cotangent with that of the first input: each element is
  /// read before it is overwritten, and whatever else needs the node's cotangent has read it by then.
  var passesInPlace: Bool { get }
  /// Whether two inputs get the same cotangent, as those of a sum do: both may then share one place until
  /// something else is added to one of them.
  var passesAlike: Bool { get }
  /// Whether a large output may be computed again for the backward pass instead of being kept: the forward step
  /// is cheap, needs no work space and has no other effect.
  var isCheap: Bool { get }
  /// Whether the output is nothing but `channelMap` (a multiply–add for each channel, perhaps a ReLU) of the first
  /// input: readers may then apply the map while they load the input.
  var isChannelMap: Bool { get }
  /// The map, known once the node's forward step is done; nil where `isChannelMap` is false.
  func channelMap(_ node: Node) -> ChannelMap?
  /// Whether it can read values that are not stored, as `Node.source` or `Node.values` give them.
  var readsMapped: MappedReading { get }
  /// Whether the output is nothing but a concatenation of the inputs: a single reader may then take these instead.
  var joins: Bool { get }
  /// Whether it can read the inputs of a concatenation (`Node.operands`) in place of the concatenation itself.
  var readsJoined: Bool { get }
  /// Whether it announces, in order, the rows that `forward` has written (`Pass.tell`), and the rows of its
  /// operands' cotangents that `backward` has written (`Sweep.tell`). Rows that it does not announce are summed
  /// by the norm that watches them when it is the norm's turn.
  var tellsRows: Bool { get }
  /// Whether it can sum rows of its input and of its cotangent as soon as they are written.
  var watchesRows: Bool { get }
  /// Called when the first `rows` rows of the input are written.
  func watch(_ node: Node, rows: Int)
  /// Called when the first `rows` rows of the node's cotangent are final.
  func watchCotangent(_ node: Node, rows: Int, _ sweep: Sweep)
  /// Whether it can leave the cotangent of its input unwritten, and compute any rows of it on request
  /// (`makeCotangent`) from its own cotangent.
  var makesCotangents: Bool { get }
  /// Whether it can read a cotangent that `Node.cotangentMaker` makes.
  var takesMadeCotangents: Bool { get }
  /// Computes rows of the cotangent of the node's input in `room`. Called after the node's backward step.
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
  /// It writes the mapped rows to a work space, some at a time, and reads them there.
  case aside
  /// It applies the map in registers while loading.
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

  /// Whether the value lies in memory; if not, its readers compute it from the input's while they load
  /// (`Tape.chooseStored`).
  var isStored = true
  /// Whether its only reader takes this node's inputs instead: then it has neither a value nor a cotangent.
  var isJoined = false
  /// What it reads: its inputs, where a joined one is replaced by that one's inputs.
  var operands: [Node] { inputs.flatMap { $0.isJoined ? $0.inputs : [$0] } }
  /// Whether the value is computed again before the first backward step that reads it, and where it lies then.
  var isRemade = false
  var remadeData: UnsafeMutablePointer<Float>! = nil
  /// Where it lies in the forward pass.
  var firstData: UnsafeMutablePointer<Float>! = nil
  /// Whether the backward pass has yet to compute it again.
  var waits = false
  /// The node that sums this value's rows while they are written, and the node that announces the rows of this
  /// node's cotangent; nil where there is none (`Tape.chooseWatchers`).
  var watcher: Node? = nil
  var cotangentWriter: Node? = nil
  var isWatching: Bool { cotangentWriter != nil || inputs.first?.watcher === self }
  /// The node that computes this node's cotangent on request; nil where it lies in memory (`Tape.chooseMakers`).
  var cotangentMaker: Node? = nil
  /// Pieces of rows that have been summed already.
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

/// What a forward pass gives to a primitive.
struct Pass {
  let values: UnsafeMutablePointer<Float>
  let buffers: UnsafeMutablePointer<Float>
  var scratch: UnsafeMutablePointer<Float>
  /// Batch statistics and their running means (true), or the running means alone (false).
  let training: Bool

  func pointer(_ parameter: Parameter) -> UnsafeMutablePointer<Float> { values + parameter.offset }
  func pointer(_ buffer: StateBuffer) -> UnsafeMutablePointer<Float> { buffers + buffer.offset }
}
