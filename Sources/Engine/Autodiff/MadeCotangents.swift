/// The cotangent that a batch norm passes to its input is, element by element, a function of the norm's own cotangent and
/// of its input. Where the layer before the norm reads its cotangent some rows at a time (`MadeCotangentReader`), the norm
/// computes those rows when that layer comes to them (`CotangentMaker`): they stay in cache, and the whole is never written
/// to memory. A function of the graph and its shapes alone.
extension Tape {
  func chooseMakers(_ mode: TapeMode) {
    guard mode == .weightedSum else { return }
    let readers = readers
    for node in nodes where node.needed && node.lanes == 1 && node.abilities.maker != nil {
      let input = node.inputs[0]
      if input.lanes == 1, input.abilities.readsMadeCotangents, readers[input.index].count == 1 {
        input.placement.cotangent = .made(by: node.index)
      }
    }
  }
}
