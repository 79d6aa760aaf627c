import KernelTable

/// Products of a layer's rows with one right factor, cut among the team's threads. Every element is one chain of
/// multiply–adds (of at most 256 in gradients), so that neither lanes nor threads can change a sum.
struct MatrixProduct {
  /// Rows of the whole layer.
  let rows: Int
  let depth: Int
  let columns: Int
  /// Whether the factor is stored as [columns, depth].
  let isTransposed: Bool
  private let team: ThreadTeam

  init(rows: Int, depth: Int, columns: Int, isTransposed: Bool = false, team: ThreadTeam) {
    self.rows = rows
    self.depth = depth
    self.columns = columns
    self.isTransposed = isTransposed
    self.team = team
  }

  /// The product that takes cotangents back: dx [rows, depth] = dy [rows, columns] wᵀ.
  var transposed: MatrixProduct {
    MatrixProduct(
      rows: rows, depth: columns, columns: depth, isTransposed: !isTransposed, team: team)
  }

  /// Whether the factor is multiplied where it lies: with few rows, packing it would cost more than multiplying by it.
  var readsInPlace: Bool { isTransposed ? rows <= 32 : rows <= 64 && columns % 8 == 0 }

  /// Rows of a tile, whatever the instructions.
  static let tileRows = 12
  /// Rows of a piece, and rows of a weight gradient's piece.
  private static let rowStep = 96
  private static let gradientStep = 32

  /// Floats of work space for this product; the packed factor lies at its beginning.
  var scratch: Int { packed + team.count * productScratch(depth: depth) }
  /// Floats of work space for the gradient.
  var gradientScratch: Int { team.count * outerProductScratch }
  private var packed: Int { readsInPlace ? 0 : packedFloats(depth: depth, columns: columns) }

  private func room(_ scratch: UnsafeMutablePointer<Float>, _ thread: Int)
    -> UnsafeMutablePointer<Float>
  {
    scratch + packed + thread * productScratch(depth: depth)
  }

  /// Must precede `multiply`: packs the factor, where that pays.
  func prepare(_ w: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>) {
    if !readsInPlace { Engine.kernels.packFactor(depth, columns, isTransposed, w, scratch) }
  }

  /// y [rows, columns] = x [rows, depth] w. What y held `before` is replaced, added to the product, or continued: taken as the start of
  /// each element's sum. Where the factor is read in place nothing can be continued, and only a transposed factor's product be added.
  func multiply(
    rows: Int, _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, before: Before = .replaced,
    _ y: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) {
    if !readsInPlace {
      team.split(rows, by: Self.rowStep) { range, thread in
        Engine.kernels.product(
          range, columns, depth, x, scratch, before, y, room(scratch, thread))
      }
    } else if isTransposed {
      precondition(before != .continued, "a product in place does not go on")
      team.split(columns, by: 64) { range, _ in
        Engine.kernels.rowProducts(range, rows, columns, depth, x, w, before == .added, y)
      }
    } else {
      precondition(before == .replaced, "a product in place is set")
      team.split(columns, by: 128) { range, thread in
        Engine.kernels.thinProduct(range, rows, columns, depth, x, w, y, room(scratch, thread))
      }
    }
  }

  /// The same on one thread, within a piece of its own.
  func multiply(
    rows: Int, _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>, thread: Int
  ) {
    let room = room(scratch, thread)
    if !readsInPlace {
      Engine.kernels.product(0..<rows, columns, depth, x, scratch, .replaced, y, room)
    } else if isTransposed {
      Engine.kernels.rowProducts(0..<columns, rows, columns, depth, x, w, false, y)
    } else {
      Engine.kernels.thinProduct(0..<columns, rows, columns, depth, x, w, y, room)
    }
  }

  /// dw [depth, columns] += xᵀ dy; needs `gradientScratch`.
  func addGradient(
    rows: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dw: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) {
    team.split(depth, by: Self.gradientStep) { range, thread in
      Engine.kernels.outerProduct(
        range, depth, columns, rows, x, dy, dw, scratch + thread * outerProductScratch)
    }
  }

  /// Products forward, and backward once or twice; the factor is read or packed for each direction.
  func work(_ node: Node) -> Work {
    Work(
      multiplyAdds: node.directions * rows * depth * columns,
      floats: 2 * node.directions * depth * columns)
  }
}
