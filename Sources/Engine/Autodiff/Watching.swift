/// A batch norm sums over all rows of its input (for mean and variance), and over all rows of its cotangent (for its
/// gradients). Where the primitive that writes those rows tells the norm of them (`RowTeller`), the norm sums them at once,
/// while they are in cache (`RowWatcher`). It sums in the same pieces as it would later, so that no bit depends on whether
/// it was told. Who tells whom is a function of the graph and of whether there are several threads.
extension Tape {
  func chooseWatchers(_ mode: TapeMode) {
    // Rows are announced in order, which only a single thread can do.
    guard mode != .inference, team.count == 1 else { return }
    let watching = nodes.filter { $0.needed && $0.abilities.watcher != nil }
    for node in watching {
      let input = node.inputs[0]
      if input.abilities.tellsRows, input.placement.watcher == nil {
        input.placement.watcher = node
      }
    }
    guard mode == .weightedSum else { return }
    let writers = lastWriters
    for node in watching where node.lanes == 1 && !node.inputs[0].isRecomputed {
      if let writer = writers[node.index], writer.abilities.tellsRows {
        node.placement.cotangentWriter = writer
      }
    }
  }

  /// The node whose backward step is the last to write to each cotangent: the value's first reader, because the backward
  /// pass runs from last to first. None where that node reads the value twice, and so writes twice.
  private var lastWriters: [Int: Node] {
    var writers: [Int: Node] = [:]
    for node in nodes.reversed() where node.needed && node.lanes > 0 && !node.isJoined {
      for operand in node.operands { writers[operand.index] = node }
    }
    return writers.filter { index, node in
      node.operands.count { $0.index == index } == 1
    }
  }
}

extension Pass {
  /// Whether a node sums the rows of this one's value as they are written.
  func tells(_ node: Node) -> Bool { node.placement.watcher != nil }

  /// The first `rows` rows of the node's value are written.
  func tell(_ node: Node, rows: Int) {
    guard let watcher = node.placement.watcher else { return }
    watcher.abilities.watcher?.watch(watcher, rows: rows)
  }
}

extension Sweep {
  /// Whether the operand sums the rows of its cotangent as the writer writes them.
  func tells(_ writer: Node, _ operand: Node) -> Bool {
    operand.placement.cotangentWriter === writer
  }

  /// The first `rows` rows of the operand's cotangent are written.
  func tell(_ writer: Node, _ operand: Node, rows: Int) {
    guard tells(writer, operand) else { return }
    operand.abilities.watcher?.watchCotangent(operand, rows: rows, self)
  }
}
