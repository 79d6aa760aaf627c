extension Stage {
  /// A stage made of blocks: u is what the last one takes, p what it gives.
  init(
    blocks count: Int, entry: ParameterScope, body: ParameterScope,
    _ block: (_ index: Int, _ scope: ParameterScope) -> any Layer
  ) {
    let first = (0..<count - 1).map { block($0, entry[$0]) }
    self.init(entry: Chain(first), body: block(count - 1, body))
  }
}
