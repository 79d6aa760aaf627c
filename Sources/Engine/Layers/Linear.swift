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
  let weight: Parameter
  let bias: Parameter?
  let inputs: Int
  let outputs: Int

  init(_ weight: Parameter, _ bias: Parameter?) {
    self.weight = weight
    self.bias = bias
    inputs = weight.shape[0]
    outputs = weight.shape[1]
  }

  var parameters: [Parameter] { bias.map { [weight, $0] } ?? [weight] }
  func macs(_ node: Node) -> Int { node.extent.rows * inputs * outputs }
  func scratch(_ node: Node) -> Int { 2 * outputs + 16 }

  func forward(_ node: Node, _ pass: Pass) {
    multiplyMatrices(
      rows: node.extent.rows, columns: outputs, depth: inputs, node.inputs[0].data,
      pass.pointer(weight), node.data)
    if let bias {
      Engine.kernels.addToRows(node.extent.rows, outputs, pass.pointer(bias), node.data)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let rows = node.extent.rows
    let sums = UnsafeMutableRawPointer(sweep.scratch).bindMemory(to: Double.self, capacity: outputs)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      multiplyMatrices(
        rows: inputs, columns: outputs, depth: rows, node.inputs[0].data, transposeA: true, dy,
        beta: 1, sweep.gradient(weight, node, slot))
      if let bias {
        Engine.kernels.channelSums(rows, outputs, dy, sums)
        let gradient = sweep.gradient(bias, node, slot)
        for c in 0..<outputs { gradient[c] += Float(sums[c]) }
      }
      guard sweep.wants(node, 0) else { continue }
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      multiplyMatrices(
        rows: rows, columns: inputs, depth: outputs, dy, sweep.pointer(weight), transposeB: true,
        beta: holds ? 1 : 0, dx)
    }
  }
}
