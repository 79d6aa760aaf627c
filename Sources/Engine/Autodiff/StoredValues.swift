/// Which values are written to memory. Three kinds need not be:
///
/// - *mapped*: the output of a batch norm, where every reader can apply the norm's multiply–add (and ReLU) to
///   the norm's input while loading it. That saves the memory and writing it, and the norm's backward step
///   reads its input anyway;
/// - *joined*: a concatenation whose only reader can take its inputs one after the other;
/// - *remade*: a large value that is cheap to compute is not kept for the backward pass, but computed again
///   before the first backward step that reads it.
///
/// The choice is a function of the graph and its shapes alone, and changes no bit of any result.
extension Tape {
  /// Floats from which a value is large: more than caches hold.
  private static let large = 1 << 22

  func chooseStored(_ mode: TapeMode) {
    // Read from outside.
    var visible = Set((losses + outputs).map(\.index))
    if mode == .features { visible.formUnion(Sweep.features(self).map(\.index)) }
    chooseJoined(visible)
    let readers = readers
    for node in nodes where node.needed && !node.isJoined {
      let own = readers[node.index]
      node.isStored =
        !node.primitive.isChannelMap || visible.contains(node.index) || own.isEmpty
        || !node.inputs[0].isStored || !Self.canMap(own)
      node.isRemade =
        mode != .inference && node.primitive.isCheap && node.extent.count >= Self.large
        && !visible.contains(node.index) && !node.inputs.contains(where: \.isRemade)
        && own.contains { $0.lanes > 0 && $0.primitive.backwardReads.contains(.inputs) }
    }
  }

  private func chooseJoined(_ visible: Set<Int>) {
    let readers = readers
    for node in nodes where node.needed && node.primitive.joins && !visible.contains(node.index) {
      let own = readers[node.index]
      node.isJoined =
        own.count == 1 && own[0].primitive.readsJoined && own[0].inputs.count == 1
        && !node.inputs.contains(where: \.isJoined)
      if node.isJoined { node.isStored = false }
    }
  }

  /// Who reads each value, joined ones apart.
  var readers: [[Node]] {
    var readers = nodes.map { _ in [Node]() }
    for node in nodes where node.needed && !node.isJoined {
      for operand in node.operands { readers[operand.index].append(node) }
    }
    return readers
  }

  /// A reader that writes the mapped rows to a work space of its own does so in every pass. For two such
  /// readers that is still cheaper than storing the value once; for more it would not be.
  private static func canMap(_ readers: [Node]) -> Bool {
    let ways = readers.map(\.primitive.readsMapped)
    return !ways.contains(.never) && ways.filter { $0 == .aside }.count <= 2
  }
}
