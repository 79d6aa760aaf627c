import KernelTable

/// When everything that lies in a tape's memory is needed. Time counts steps: forward 0..<n as recorded, backward n..<2n in
/// the tape's order. A value lives from its own step to the last that reads it, which may be a backward step of its reader
/// (`Primitive.backwardReads`) or its own.
struct Lifetimes {
  enum Role: Hashable {
    case value, recomputed, auxiliary, gradient, addend, forwardWork, backwardWork
  }

  struct Entry {
    let node: Node
    let role: Role
    /// Both included.
    let start: Int
    var end: Int
    let floats: Int
    /// Further nodes whose cotangents take the place of the node's own.
    var successors: [Node] = []
  }

  /// Floats of work space that all nodes share, so that it stays in cache. Those that need more find room of their own where
  /// nothing lives at the time.
  static let sharedWork = 1 << 21

  private(set) var entries: [Entry] = []
  private let count: Int
  private let trains: Bool
  /// Each node's backward step.
  private var back: [Int]

  /// Lanes have been counted: nodes without any have no backward step.
  init(_ tape: Tape, _ mode: TapeMode) {
    count = tape.nodes.count
    trains = mode != .inference
    back = Array(repeating: 0, count: count)
    for (position, index) in tape.order.enumerated() { back[index] = count + position }
    let needed = tape.nodes.filter(\.needed)
    let reads = lastReads(tape, needed, mode)
    for node in needed {
      // Inputs are filled before a pass begins.
      let start = node.inputs.isEmpty ? 0 : node.index
      if node.isStored { add(node, .value, start, reads.values[node.index], node.extent.count) }
      if let steps = reads.recomputed[node.index] {
        add(node, .recomputed, steps.lowerBound, steps.upperBound, node.extent.count)
      }
      let auxiliary = node.primitive.auxiliaryBytes(node)
      let born = node.isWatching ? node.inputs[0].index : node.index
      add(node, .auxiliary, born, reads.auxiliaries[node.index], (auxiliary + 3) / 4)
      let work = node.primitive.scratch(node)
      guard work > Self.sharedWork else { continue }
      add(node, .forwardWork, node.index, node.index, work)
      if node.lanes > 0 { add(node, .backwardWork, back[node.index], back[node.index], work) }
    }
    if trains { addGradients(tape, needed) }
  }

  private mutating func add(_ node: Node, _ role: Role, _ start: Int, _ end: Int, _ floats: Int) {
    guard floats > 0 else { return }
    entries.append(Entry(node: node, role: role, start: start, end: end, floats: floats))
  }

  /// For every node, the last step that reads its value and the last that reads its auxiliary values; the
  /// node's own step where none does. A value that is computed again for the backward pass has two lifetimes:
  /// `values` gives the last step of the forward pass that reads it, `recomputed` the first and the last backward step.
  private func lastReads(_ tape: Tape, _ needed: [Node], _ mode: TapeMode) -> (
    values: [Int], auxiliaries: [Int], recomputed: [Int: ClosedRange<Int>]
  ) {
    var values = Array(0..<count)
    var auxiliaries = values
    var recomputed: [Int: ClosedRange<Int>] = [:]
    func auxiliary(_ node: Node, at time: Int) {
      auxiliaries[node.index] = max(auxiliaries[node.index], time)
    }
    func value(_ node: Node, at time: Int) {
      if node.isRecomputed, time >= count {
        let known = recomputed[node.index] ?? time...time
        recomputed[node.index] = min(known.lowerBound, time)...max(known.upperBound, time)
        return
      }
      guard !node.isStored else {
        values[node.index] = max(values[node.index], time)
        return
      }
      for input in node.isJoined ? node.inputs : [node.inputs[0]] { value(input, at: time) }
      auxiliary(node, at: time)
    }
    for node in needed {
      for input in node.inputs { value(input, at: node.index) }
      for reference in node.references { auxiliary(reference, at: node.index) }
      guard node.lanes > 0 else { continue }
      let (step, reads) = (back[node.index], node.primitive.backwardReads)
      if reads.contains(.output) || node.cotangentMaker != nil { value(node, at: step) }
      if reads.contains(.inputs) { for input in node.inputs { value(input, at: step) } }
      for owner in [node] + node.references { auxiliary(owner, at: step) }
      if let maker = node.cotangentMaker { auxiliary(maker, at: step) }
    }
    for node in needed {
      guard let again = recomputed[node.index]?.lowerBound else { continue }
      for input in node.inputs { value(input, at: again) }
      for owner in [node] + node.references { auxiliary(owner, at: again) }
    }
    // Read from outside after the forward pass.
    for node in tape.losses + tape.outputs { value(node, at: count) }
    if trains {
      // A step may run forward again over what inputs hold.
      for node in needed where node.inputs.isEmpty { value(node, at: 2 * count) }
    }
    if mode == .features {
      // Read between the two halves of the backward pass.
      let middle = count + tape.order.prefix { !tape.nodes[$0].isShared }.count
      for node in Sweep.features(tape) { value(node, at: middle) }
    }
    return (values, auxiliaries, recomputed)
  }

  /// A cotangent needs memory from the first backward step that adds to it until its own node's backward step.
  ///
  /// Where that step overwrites it with the cotangent of the first input (`CotangentPassing.inPlace`), and no other node
  /// contributes to the input's cotangent, the two share one place. The second input of a sum has the same cotangent
  /// (`.inPlaceForBoth`): it shares the place too, if nothing else is added to it before the first input's backward step
  /// has read the place for the last time.
  private mutating func addGradients(_ tape: Tape, _ needed: [Node]) {
    let active = needed.filter { $0.lanes > 0 && !$0.isJoined }
    // Backward steps in which each is written.
    var writers = Array(repeating: [Int](), count: count)
    for node in active {
      for input in node.operands { writers[input.index].append(back[node.index]) }
    }
    for loss in tape.losses {
      // Set before the backward pass begins.
      writers[loss.index].append(count)
    }
    func isAlike(_ node: Node, _ input: Node) -> Bool {
      input.lanes == node.lanes && input.tasks == node.tasks
        && input.extent.count == node.extent.count
    }
    // Entries of gradients, by node.
    var places: [Int: Int] = [:]
    for node in tape.order.map({ tape.nodes[$0] })
    where node.needed && node.lanes > 0 && !node.isJoined {
      let (i, step) = (node.index, back[node.index])
      if let known = places[i] {
        entries[known].end = step
        entries[known].successors.append(node)
      } else {
        places[i] = entries.count
        add(node, .gradient, writers[i].min() ?? step, step, node.lanes * node.extent.count)
      }
      let passing = node.primitive.cotangentPassing
      if passing.isInPlace, let input = node.inputs.first,
        writers[input.index].count == 1, isAlike(node, input)
      {
        places[input.index] = places[i]
        let other = node.inputs.last!.index
        if passing == .inPlaceForBoth, isAlike(node, node.inputs.last!),
          let read = lastRead(input),
          back[other] > read, writers[other].allSatisfy({ $0 == step || $0 > read })
        {
          places[other] = places[i]
        }
      }
      guard passing == .whole else { continue }
      let added = node.inputs.filter { $0.lanes > 0 && writers[$0.index].count > 1 }
      add(node, .addend, step, step, added.map(\.extent.count).max() ?? 0)
    }
  }

  /// The backward step that is the last to read a node's cotangent; nil where it is overwritten.
  private func lastRead(_ node: Node) -> Int? {
    if let input = node.inputs.first, input.cotangentMaker === node { return back[input.index] }
    return node.primitive.cotangentPassing.isInPlace ? nil : back[node.index]
  }
}
