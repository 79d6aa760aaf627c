/// Products of one shape on random operands, by our kernels and by OpenBLAS's, for measuring.
public final class ProductProbe {
  public enum Direction: String, CaseIterable, Sendable {
    /// y = x w
    case forward
    /// dx = dy wᵀ
    case input
    /// dw += xᵀ dy
    case weights
  }

  private let shape: ProductShape
  private let own: MatrixProduct
  private let library: BLASProduct
  private let (x, w, y): (Tensor, Tensor, Tensor)
  private let scratch: Tensor

  public init(_ shape: ProductShape) {
    self.shape = shape
    own = MatrixProduct(
      rows: shape.rows, depth: shape.depth, columns: shape.columns, team: .single)
    library = BLASProduct(depth: shape.depth, columns: shape.columns)
    // The kernels of gradients read somewhat behind their operands.
    x = Self.operand(shape.rows * shape.depth + 32)
    w = Self.operand(shape.depth * shape.columns)
    y = Self.operand(shape.rows * shape.columns + 32)
    scratch = Tensor([max(own.scratch, own.transposed.scratch, own.gradientScratch) + 16])
  }

  private static func operand(_ count: Int) -> Tensor {
    let tensor = Tensor([count])
    var random = RandomStream(seed: count, "product")
    for index in 0..<count { tensor.data[index] = Float(random.uniform(-1, 1)) }
    return tensor
  }

  /// Once by our kernels, packing the factor included.
  public func multiplyOwn(_ direction: Direction) {
    switch direction {
    case .forward:
      own.prepare(w.data, scratch.data)
      own.multiply(rows: shape.rows, x.data, w.data, y.data, scratch.data)
    case .input:
      own.transposed.prepare(w.data, scratch.data)
      own.transposed.multiply(rows: shape.rows, y.data, w.data, x.data, scratch.data)
    case .weights: own.addGradient(rows: shape.rows, x.data, y.data, w.data, scratch.data)
    }
  }

  /// Once by OpenBLAS, on one thread.
  public func multiplyWithLibrary(_ direction: Direction) {
    switch direction {
    case .forward: library.multiply(rows: shape.rows, x.data, w.data, y.data)
    case .input:
      library.multiplyTransposed(rows: shape.rows, y.data, w.data, added: false, x.data)
    case .weights:
      library.addGradient(
        rows: shape.rows, x.data, y.data, inputs: 0..<shape.depth, w.data)
    }
  }
}

extension ProductShape {
  /// The dense products of a network's layers as OpenBLAS is asked for them, in the order of the forward pass.
  public static func all(
    of parts: NetworkParts, architecture: any Architecture, weighting: any Weighting, batch: Int
  ) -> [ProductShape] {
    let network = BuiltNetwork(
      parts, architecture: architecture, weighting: weighting, products: .openblas)
    // Kept: the nodes do not keep it.
    let tape = network.record(batch: batch).tape
    return tape.nodes.compactMap { ($0.primitive as? BLASConvolution)?.shape($0) }
  }
}
