/// Sums over a value's rows, taken while its writer still has them in cache: a norm's statistics, and what its gradient sums. In the
/// same pieces as otherwise, so that no sum depends on who takes it when. A function of the graph alone.
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

  /// Who writes each cotangent last: its first reader. None where that reads it twice, and so writes it twice.
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

// One thread tells; several write in no order, and do not.

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
