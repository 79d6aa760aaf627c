/// Which values lie in memory, and for how long. A norm's output need not where every reader can apply the norm to what it
/// loads: that saves writing it and its memory, and the norm's own backward step reads its input anyway. Nor need values side by side
/// where their one reader can take them one by one. A large value that is cheap to make is made again for the backward pass. A
/// function of the graph and its shapes alone.
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

  /// Each that reads aside does so again in every pass: two save more than they cost, many would not.
  private static func canMap(_ readers: [Node]) -> Bool {
    let ways = readers.map(\.primitive.readsMapped)
    return !ways.contains(.never) && ways.filter { $0 == .aside }.count <= 2
  }
}
