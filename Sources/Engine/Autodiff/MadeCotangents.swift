/// Cotangents that are made where they are read. What a norm passes on is, element by element, a map of its own cotangent and of its
/// input. Where the layer before takes cotangents some rows at a time, it has them made then, in cache: that saves writing them all
/// and reading them again. A function of the graph and its shapes alone.
extension Tape {
  func chooseMakers(_ mode: TapeMode) {
    guard mode == .weightedSum else { return }
    let readers = readers
    for node in nodes where node.needed && node.lanes == 1 && node.primitive.makesCotangents {
      let input = node.inputs[0]
      if input.lanes == 1, input.primitive.takesMadeCotangents, readers[input.index].count == 1 {
        input.cotangentMaker = node
      }
    }
  }
}
