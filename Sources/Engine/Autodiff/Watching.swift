/// Sums over a value's rows, taken while its writer still has them in cache: a norm's statistics, and what its gradient sums. In the
/// same pieces as otherwise, so that no sum depends on who takes it when. A function of the graph alone.
extension Tape {
  func chooseWatchers(_ mode: TapeMode) {
    guard mode != .inference else { return }
    var readers = nodes.map { _ in [Node]() }
    for node in nodes where node.needed {
      for input in node.inputs where node.lanes > 0 { readers[input.index].append(node) }
    }
    for node in nodes where node.needed && node.primitive.watchesRows {
      let input = node.inputs[0]
      if input.primitive.tellsRows, input.watcher == nil { input.watcher = node }
      guard mode == .weightedSum, node.lanes == 1, !input.isRemade else { continue }
      let own = readers[node.index]
      node.watchesCotangent = own.count == 1 && own[0].primitive.tellsRows
    }
  }
}
