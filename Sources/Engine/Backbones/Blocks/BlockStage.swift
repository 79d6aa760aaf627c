extension Stage {
  /// A stage made of blocks: u is what the last one takes, p what it gives.
  init(
    blocks count: Int, in scope: ParameterScope,
    _ block: (_ index: Int, _ scope: ParameterScope) -> any Layer
  ) {
    let blocks = (0..<count).map { block($0, scope["block\($0)"]) }
    self.init(entry: Chain(blocks.dropLast()), body: blocks[count - 1])
  }
}
