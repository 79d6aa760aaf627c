/// Which values are written to memory, and which need not be (`Placement.Value`):
///
/// - *mapped*: the output of a batch norm, where every reader can apply the norm's multiply–add (and ReLU) to the norm's
///   input while loading it. That saves the memory and a pass that writes it, and the norm's backward step reads its input
///   anyway;
/// - *joined*: a concatenation whose only reader can take its inputs one after the other;
/// - *recomputed*: a large value that is cheap to compute is not kept for the backward pass, but computed again before the
///   first backward step that reads it.
///
/// The choice is a function of the graph and its shapes alone, and changes no bit of any result.
extension Tape {
  /// Floats from which a value is large: more than caches hold.
  private static let large = 1 << 22

  func placeValues(_ mode: TapeMode) {
    // Read from outside.
    var visible = Set((losses + outputs).map(\.index))
    if mode == .features { visible.formUnion(Sweep.features(self).map(\.index)) }
    placeJoined(visible)
    let readers = readers
    for node in nodes where node.needed && !node.isJoined && !visible.contains(node.index) {
      let own = readers[node.index]
      if node.abilities.mapping != nil, node.inputs[0].isStored, Self.canMap(own) {
        node.placement.value = .mapped
      } else if mode != .inference, node.abilities.isRecomputable, node.extent.count >= Self.large,
        !node.inputs.contains(where: \.isRecomputed),
        own.contains(where: { $0.lanes > 0 && $0.primitive.backwardReads.contains(.inputs) })
      {
        node.placement.value = .recomputed
      }
    }
  }

  private func placeJoined(_ visible: Set<Int>) {
    let readers = readers
    for node in nodes where node.needed && node.abilities.joins && !visible.contains(node.index) {
      let own = readers[node.index]
      if own.count == 1, own[0].abilities.readsJoined, own[0].inputs.count == 1,
        !node.inputs.contains(where: \.isJoined)
      {
        node.placement.value = .joined
      }
    }
  }

  /// Who reads each value; a joined node reads nothing, and its reader reads the inputs.
  var readers: [[Node]] {
    var readers = nodes.map { _ in [Node]() }
    for node in nodes where node.needed && !node.isJoined {
      for operand in node.operands { readers[operand.index].append(node) }
    }
    return readers
  }

  /// A reader that writes the mapped rows to its work space does so in every pass. For two such readers that is still
  /// cheaper than storing the value once; for more it would not be.
  private static func canMap(_ readers: [Node]) -> Bool {
    let ways = readers.map(\.abilities.mappedReading)
    return !ways.isEmpty && !ways.contains(nil) && ways.count { $0 == .aside } <= 2
  }
}
