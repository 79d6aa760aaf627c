import KernelTable

/// A layer-sized primitive with a hand-written backward pass. It keeps no values of a step itself: those lie
/// in the node, so that one primitive can stand in several tapes.
protocol Primitive: AnyObject {
  var parameters: [Parameter] { get }
  /// Multiply–accumulates of the forward pass, convolutions and linear layers only.
  func macs(_ node: Node) -> Int
  /// Bytes kept from forward to backward beside the output: pooling indices, batch statistics.
  func auxiliaryBytes(_ node: Node) -> Int
  /// Floats of work space needed within one call.
  func scratch(_ node: Node) -> Int
  /// Writes the whole of `node.data`.
  func forward(_ node: Node, _ pass: Pass)
  /// For every lane of the node: adds the parameters' gradients, passes the inputs' on.
  func backward(_ node: Node, _ sweep: Sweep)
}

extension Primitive {
  var parameters: [Parameter] { [] }
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

  /// Set by the tape's plan.
  var data: UnsafeMutablePointer<Float>! = nil
  var auxiliary: UnsafeMutableRawPointer! = nil
  /// Cotangents, one after the other: `lanes` × extent.count.
  var gradient: UnsafeMutablePointer<Float>! = nil
  var lanes = 0
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
  let scratch: UnsafeMutablePointer<Float>
  /// Batch statistics and their running means (true), or the running means alone (false).
  let training: Bool

  func pointer(_ parameter: Parameter) -> UnsafeMutablePointer<Float> { values + parameter.offset }
  func pointer(_ buffer: StateBuffer) -> UnsafeMutablePointer<Float> { buffers + buffer.offset }
}
