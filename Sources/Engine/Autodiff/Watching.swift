/// A batch norm sums over all rows of its input (for mean and variance), and over all rows of its cotangent (for
/// its gradients). Where the primitive that writes those rows tells the norm of them (`tellsRows`), the norm
/// sums them at once, while they are in cache. It sums in the same pieces as it would later, so that no bit
/// depends on whether it was told. Who tells whom is a function of the graph alone.
extension Tape {
  func chooseWatchers(_ mode: TapeMode) {
    guard mode != .inference else { return }
    let watching = nodes.filter { $0.needed && $0.primitive.watchesRows }
    for node in watching {
      let input = node.inputs[0]
      if input.primitive.tellsRows, input.watcher == nil { input.watcher = node }
    }
    guard mode == .weightedSum else { return }
    let writers = lastWriters
    for node in watching where node.lanes == 1 && !node.inputs[0].isRemade {
      if let writer = writers[node.index], writer.primitive.tellsRows {
        node.cotangentWriter = writer
      }
    }
  }

  /// The node whose backward step is the last to write to each cotangent: the value's first reader, because the
  /// backward pass runs from last to first. None where that node reads the value twice, and so writes twice.
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

// Rows are announced in order, which only a single thread can do.

extension Pass {
  /// Whether anybody is to be told.
  func tells(_ node: Node) -> Bool { training && node.watcher != nil && Engine.team.count == 1 }

  /// The first `rows` rows of the node's value are written.
  func tell(_ node: Node, rows: Int) {
    if tells(node), let watcher = node.watcher { watcher.primitive.watch(watcher, rows: rows) }
  }
}

extension Sweep {
  /// Whether the node of that operand is to be told.
  func tells(_ writer: Node, _ operand: Node) -> Bool {
    operand.cotangentWriter === writer && Engine.team.count == 1
  }

  /// The first `rows` rows of the operand's cotangent are written.
  func tell(_ writer: Node, _ operand: Node, rows: Int) {
    if tells(writer, operand) { operand.primitive.watchCotangent(operand, rows: rows, self) }
  }
}
