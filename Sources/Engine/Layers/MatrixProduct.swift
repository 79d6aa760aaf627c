import KernelTable

/// Products with one right factor w [depth, columns], cut among the team's threads. Every element is one chain of
/// multiply–adds (of at most 256 in gradients), so that neither lanes nor threads can change a sum.
struct MatrixProduct {
  let depth: Int
  let columns: Int

  /// Rows of a piece, and rows of a weight gradient's piece.
  private static let rowStep = 96
  private static let gradientStep = 32

  /// Floats of work space for any of the three; the packed factor lies at its beginning.
  var scratch: Int { max(forward, backward) + Engine.team.count * threadScratch }
  private var forward: Int { packedFloats(depth: depth, columns: columns) }
  private var backward: Int { packedFloats(depth: columns, columns: depth) }
  private var threadScratch: Int { max(productScratch(depth: max(depth, columns)), 256) }

  private func room(_ scratch: UnsafeMutablePointer<Float>, _ thread: Int)
    -> UnsafeMutablePointer<Float>
  {
    scratch + max(forward, backward) + thread * threadScratch
  }

  /// Must precede `multiply`.
  func pack(_ w: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>) {
    Engine.kernels.packFactor(depth, columns, false, w, scratch)
  }

  /// y [rows, columns] = x [rows, depth] w
  func multiply(
    rows: Int, _ x: UnsafePointer<Float>, adds: Bool = false, _ y: UnsafeMutablePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    Engine.team.split(rows, by: Self.rowStep) { range, thread in
      Engine.kernels.product(
        range, columns, depth, x, scratch, adds, y, room(scratch, thread))
    }
  }

  /// The same on one thread, within a piece of its own.
  func multiply(
    rows: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>, thread: Int
  ) {
    Engine.kernels.product(
      0..<rows, columns, depth, x, scratch, false, y, room(scratch, thread))
  }

  /// The product that takes cotangents back: dx [rows, depth] = dy [rows, columns] wᵀ.
  var transposed: MatrixProduct { MatrixProduct(depth: columns, columns: depth) }

  /// Packs w [columns, depth] as its transpose; must precede `multiply` of a transposed product.
  func packTransposed(_ w: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>) {
    Engine.kernels.packFactor(depth, columns, true, w, scratch)
  }

  /// y [rows, columns] = x [rows, depth] w for few rows, without packing; columns are a multiple of 8.
  func multiplyThin(
    rows: Int, _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) {
    Engine.team.split(columns, by: 128) { range, thread in
      Engine.kernels.thinProduct(range, rows, columns, depth, x, w, y, room(scratch, thread))
    }
  }

  /// dx [rows, depth] = dy [rows, columns] wᵀ for few rows, without packing.
  func multiplyTransposedThin(
    rows: Int, _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, adds: Bool,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    Engine.team.split(depth, by: 64) { range, _ in
      Engine.kernels.rowProducts(range, rows, depth, columns, dy, w, adds, dx)
    }
  }

  /// dw [depth, columns] += xᵀ dy
  func addGradient(
    rows: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dw: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) {
    Engine.team.split(depth, by: Self.gradientStep) { range, thread in
      Engine.kernels.outerProduct(
        range, depth, columns, rows, x, dy, dw, room(scratch, thread))
    }
  }

  /// Products forward, and backward once or twice; the factor is packed for each direction.
  func work(_ node: Node) -> Work {
    let directions = node.lanes == 0 ? 1 : node.inputs[0].lanes > 0 ? 3 : 2
    return Work(
      multiplyAdds: directions * node.extent.rows * depth * columns,
      floats: 2 * directions * depth * columns)
  }
}
