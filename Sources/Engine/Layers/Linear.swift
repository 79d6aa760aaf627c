import KernelTable

/// y = x W + b on the channels of every pixel, or of every sample where height and width are 1.
/// Weights are [in, out].
public struct Linear: Layer {
  public let weight: Parameter
  public let bias: Parameter?

  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, in scope: ParameterScope) {
    weight = scope.weight("weight", [inputs, outputs])
    self.bias = bias ? scope.constant("bias", [outputs], 0) : nil
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == weight.shape[0],
      "\(weight.name) takes \(weight.shape[0]) channels, found \(x.extent)")
    return x.tape.record(
      LinearPrimitive(weight, bias), [x], x.extent.with(channels: weight.shape[1]))
  }
}

private final class LinearPrimitive: Primitive {
  var kind: LayerKind { .linear }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let product: MatrixProduct

  init(_ weight: Parameter, _ bias: Parameter?) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    product = MatrixProduct(depth: weight.shape[0], columns: weight.shape[1])
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }
  func macs(_ node: Node) -> Int { node.extent.rows * product.depth * product.columns }
  func work(_ node: Node) -> Work { product.work(node) }
  func scratch(_ node: Node) -> Int {
    max(product.scratch, product.transposed.scratch, ConvolutionBias.scratch(node)) + 16
  }

  func forward(_ node: Node, _ pass: Pass) {
    if isThin(node) {
      product.multiplyThin(
        rows: node.extent.rows, node.inputs[0].data, pass.pointer(weight), node.data, pass.scratch)
    } else {
      product.pack(pass.pointer(weight), pass.scratch)
      product.multiply(rows: node.extent.rows, node.inputs[0].data, node.data, pass.scratch)
    }
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    for slot in 0..<node.lanes {
      product.addGradient(
        rows: node.extent.rows, node.inputs[0].data, sweep.cotangent(node, slot),
        sweep.gradient(weight, node, slot), sweep.scratch)
    }
    guard sweep.wants(node, 0) else { return }
    if !isThin(node) {
      product.transposed.packTransposed(sweep.pointer(weight), sweep.scratch)
    }
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      let dy = sweep.cotangent(node, slot)
      if isThin(node) {
        product.multiplyTransposedThin(
          rows: node.extent.rows, dy, sweep.pointer(weight), adds: holds, dx)
      } else {
        product.transposed.multiply(
          rows: node.extent.rows, dy, adds: holds, dx, sweep.scratch)
      }
    }
  }

  /// Few rows by a large matrix: packing it would cost more than multiplying by it.
  private func isThin(_ node: Node) -> Bool {
    node.extent.rows <= 32 && product.columns % 8 == 0
  }
}
