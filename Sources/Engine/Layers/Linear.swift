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
    let primitive: any Primitive =
      switch x.tape.products {
      case .own: LinearPrimitive(weight, bias, rows: x.extent.rows, team: x.tape.team)
      case .openblas: BLASConvolution(linear: weight, bias, on: x.extent)
      }
    return x.tape.record(primitive, [x], x.extent.with(channels: weight.shape[1]))
  }
}

private final class LinearPrimitive: Primitive, Costed {
  var kind: LayerKind { .linear }
  var backwardReads: BackwardReads { .inputs }
  var cotangentPassing: CotangentPassing { .rows }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let product: MatrixProduct

  init(_ weight: Parameter, _ bias: Parameter?, rows: Int, team: ThreadTeam) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    product = MatrixProduct(
      rows: rows, depth: weight.shape[0], columns: weight.shape[1], team: team)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }
  func macs(_ node: Node) -> Int { product.rows * product.depth * product.columns }
  func work(_ node: Node) -> Work { product.work(node) }
  func scratch(_ node: Node) -> Int {
    max(
      product.scratch, product.transposed.scratch, product.gradientScratch,
      ConvolutionBias.scratch(node)) + 16
  }

  func forward(_ node: Node, _ pass: Pass) {
    let w = pass.pointer(weight)
    product.prepare(w, pass.scratch)
    product.multiply(rows: product.rows, node.inputs[0].data, w, node.data, pass.scratch)
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    for slot in 0..<node.lanes {
      product.addGradient(
        rows: product.rows, node.inputs[0].data, sweep.cotangent(node, slot),
        sweep.gradient(weight, node, slot), sweep.scratch)
    }
    guard sweep.wants(node, 0) else { return }
    let w = sweep.pointer(weight)
    product.transposed.prepare(w, sweep.scratch)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      product.transposed.multiply(
        rows: product.rows, sweep.cotangent(node, slot), w, before: holds ? .added : .replaced,
        dx, sweep.scratch)
    }
  }
}
