extension Stage {
  /// A stage made of blocks: u is what the last one takes, p what it gives. Of a single block both are its output.
  init(
    blocks count: Int, in scope: ParameterScope,
    _ block: (_ index: Int, _ scope: ParameterScope) -> any Layer
  ) {
    let blocks = (0..<count).map { block($0, scope["block\($0)"]) }
    let first = max(count - 1, 1)
    self.init(entry: Chain(Array(blocks[..<first])), body: Chain(Array(blocks[first...])))
  }
}
