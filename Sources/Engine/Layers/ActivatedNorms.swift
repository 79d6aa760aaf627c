import KernelTable

// Batch norms followed by what is no part of a channel's map: readers find the output written, and the cotangent is taken
// back through the activation, in its place, before the norm sums it.

/// Followed by a ReLU with a ceiling, whose gradient reads the output.
final class ClippedNorm: NormPrimitive {
  private let ceiling: Float
  override var backwardReads: BackwardReads { [.inputs, .output] }

  init(_ layer: BatchNormalization, ceiling: Float) {
    self.ceiling = ceiling
    super.init(layer)
  }

  override func write(
    _ rows: Int, _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ shift: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    Engine.kernels.clippedAffine(rows, channels, x, scale, shift, ceiling, y)
  }

  /// In place: nobody reads this cotangent again.
  override func mask(_ node: Node, _ dy: UnsafeMutablePointer<Float>) {
    let y = node.data!
    node.team.split(node.extent.count, by: 1 << 15) { range, _ in
      let first = range.lowerBound
      Engine.kernels.clippedGradient(range.count, ceiling, dy + first, y + first, dy + first)
    }
  }
}

/// Followed by SiLU, n σ(n): Elfwing, Uchibe and Doya 2018; "swish" in the papers of EfficientNet. Its gradient is made from
/// the input, so that the output may go as soon as it has been read.
final class SiLUNorm: NormPrimitive {
  override func write(
    _ rows: Int, _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ shift: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    Engine.kernels.siluAffine(rows, channels, x, scale, shift, y)
  }

  override func mask(_ node: Node, _ dy: UnsafeMutablePointer<Float>) {
    let x = node.inputs[0].data!
    let scale = node.auxiliary.assumingMemoryBound(to: Float.self) + 2 * channels
    RowPieces(node.extent.rows).run(on: node.team) { _, rows in
      let first = rows.lowerBound * channels
      Engine.kernels.siluGradient(
        rows.count, channels, x + first, scale, scale + channels, dy + first)
    }
  }
}
