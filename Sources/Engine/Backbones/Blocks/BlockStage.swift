extension Stage {
  /// A stage made of blocks: u is what the last one takes, p what it gives. Of a single block both are its output.
  /// - Parameter kept: blocks whose output decoders may read as well.
  init(
    blocks count: Int, keeping kept: [Int] = [], in scope: ParameterScope,
    _ block: (_ index: Int, _ scope: ParameterScope) -> any Layer
  ) {
    let blocks = (0..<count).map { block($0, scope["block\($0)"]) }
    let first = max(count - 1, 1)
    let cuts = [0] + kept.map { $0 + 1 } + [first]
    self.init(
      entry: zip(cuts, cuts.dropFirst()).map { Chain(Array(blocks[$0..<$1])) },
      body: Chain(Array(blocks[first...])))
  }
}
