import KernelTable

/// One entry of a tape: a primitive, what it is applied to, and what planning has decided about its output.
final class Node {
  // As recorded.
  unowned let tape: Tape
  /// The tape's.
  let team: ThreadTeam
  let index: Int
  let primitive: any Primitive
  let abilities: Abilities
  let inputs: [Node]
  /// Nodes whose auxiliary values the primitive reads; no gradient flows there.
  let references: [Node]
  let extent: Extent
  /// Whether any parameter lies at or below it.
  let trains: Bool
  /// Multiply–accumulates as they are counted, where the primitive computes more of them or fewer.
  let countedMACs: Int?

  // Known when the losses are (`Tape.finish`).
  /// Bit t: the loss of task t depends on it.
  var tasks: UInt64 = 0
  /// Whether a loss or an output depends on it.
  var needed = false

  // Decided by planning (`TapeMemory`).
  /// Cotangents that a backward pass carries for it; 0 where it takes none.
  var lanes = 0
  var placement = Placement()
  var memory = NodeMemory()

  // State of a pass.
  /// Bit s: slot s of the cotangents holds a sum already.
  var written: UInt64 = 0
  /// Whether the backward pass has yet to compute the value again.
  var awaitsRecomputation = false
  /// Pieces of rows that a `RowWatcher` has summed already.
  var summedPieces = 0

  init(
    tape: Tape, index: Int, primitive: any Primitive, inputs: [Node], references: [Node],
    extent: Extent, countedMACs: Int? = nil
  ) {
    self.tape = tape
    team = tape.team
    self.index = index
    self.primitive = primitive
    abilities = Abilities(primitive)
    self.inputs = inputs
    self.references = references
    self.extent = extent
    self.countedMACs = countedMACs
    trains = !primitive.parameters.isEmpty || inputs.contains { $0.trains }
  }
}

/// Where a node's value and its cotangents live, and who follows the rows as they are written: what planning decides.
struct Placement {
  enum Value {
    /// In memory from the node's forward step to the last step that reads it.
    case stored
    /// Nowhere: readers apply the node's `ChannelMap` to its first input's value.
    case mapped
    /// In memory in the forward pass, and again from the first backward step that reads it.
    case recomputed
    /// Nowhere: its only reader reads the node's inputs instead.
    case joined
  }

  enum Cotangent: Hashable {
    /// Nowhere: no gradient flows here.
    case none
    /// In memory from the first backward step that adds to it to the node's own.
    case stored
    /// In the place of the cotangent of the node with that index, which is overwritten.
    case inPlace(of: Int)
    /// Nowhere: the node with that index computes its rows when they are asked for.
    case made(by: Int)
  }

  var value = Value.stored
  var cotangent = Cotangent.none
  // Unowned, for a node's readers own the node.
  /// Sums the value's rows while they are written; nil where nobody does.
  unowned var watcher: Node?
  /// Announces the cotangent's rows to this node, which sums them; nil where nobody does.
  unowned var cotangentWriter: Node?

  init() {
    watcher = nil
    cotangentWriter = nil
  }
}

/// The places that planning has given to a node in the tape's memory.
struct NodeMemory {
  /// Where the value lies now: in `forwardData`, or in `recomputedData`.
  var data: UnsafeMutablePointer<Float>!
  var forwardData: UnsafeMutablePointer<Float>!
  var recomputedData: UnsafeMutablePointer<Float>!
  var auxiliary: UnsafeMutableRawPointer!
  /// One after the other: `lanes` × extent.count.
  var cotangents: UnsafeMutablePointer<Float>!
  /// Work space of its own in each pass; nil where that of all nodes is large enough.
  var forwardWork: UnsafeMutablePointer<Float>?
  var backwardWork: UnsafeMutablePointer<Float>?
  /// Room for an input's cotangent before it is added to another; nil where it need not be.
  var addend: UnsafeMutablePointer<Float>?
}

extension Node {
  /// Whether several tasks depend on it.
  var isShared: Bool { tasks.nonzeroBitCount >= 2 }

  /// Whether the value lies in memory.
  var isStored: Bool { placement.value == .stored || placement.value == .recomputed }
  var isRecomputed: Bool { placement.value == .recomputed }
  var isJoined: Bool { placement.value == .joined }

  /// What it reads: its inputs, where a joined one is replaced by that one's inputs.
  var operands: [Node] { inputs.flatMap { $0.isJoined ? $0.inputs : [$0] } }

  /// The node that computes this node's cotangent when asked; nil where it lies in memory.
  var cotangentMaker: Node? {
    guard case .made(let by) = placement.cotangent else { return nil }
    return tape.nodes[by]
  }

  /// Whether rows of its input or of its cotangent are summed before its own step.
  var isWatching: Bool {
    placement.cotangentWriter != nil || inputs.first?.placement.watcher === self
  }

  /// The value, where it is stored.
  var data: UnsafeMutablePointer<Float>! { memory.data }
  var auxiliary: UnsafeMutableRawPointer! { memory.auxiliary }

  /// What a reader of the value loads, and what it applies to that.
  var source: (data: UnsafeMutablePointer<Float>, map: ChannelMap?) {
    guard placement.value == .mapped, let mapping = abilities.mapping else { return (data, nil) }
    return (inputs[0].data, mapping.channelMap(self))
  }
}
