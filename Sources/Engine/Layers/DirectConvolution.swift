import KernelTable

/// Stride 1 and same extent, summed directly without laying windows out: for channels so few that Winograd's
/// transforms cost more than they save.
final class DirectConvolution: Primitive {
  let weight: Parameter
  let bias: ConvolutionBias?
  private let plan: DirectPlan
  /// The convolution that takes cotangents of the output to the input.
  private let back: DirectPlan

  init(weight: Parameter, bias: Parameter?, plan: DirectPlan) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.plan = plan
    back = DirectPlan(
      image: plan.image.with(channels: plan.outputs), outputs: plan.inputs, size: plan.size)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  func macs(_ node: Node) -> Int {
    node.extent.rows * plan.size * plan.size * plan.inputs * plan.outputs
  }

  func scratch(_ node: Node) -> Int {
    let forward = plan.filterFloats + plan.forwardScratch
    let backward = back.filterFloats + back.forwardScratch
    return max(forward, backward, plan.gradientScratch, 2 * plan.outputs) + 16
  }

  func forward(_ node: Node, _ pass: Pass) {
    let filters = pass.scratch
    Engine.kernels.directFilters(plan, pass.pointer(weight), filters)
    Engine.kernels.directForward(
      plan, node.inputs[0].data, filters, false, node.data, filters + plan.filterFloats)
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    for slot in 0..<node.lanes {
      Engine.kernels.directGradient(
        plan, node.inputs[0].data, sweep.cotangent(node, slot), sweep.gradient(weight, node, slot),
        sweep.scratch)
    }
    guard sweep.wants(node, 0) else { return }
    let filters = sweep.scratch
    Engine.kernels.directBackwardFilters(back, sweep.pointer(weight), filters)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      Engine.kernels.directForward(
        back, sweep.cotangent(node, slot), filters, holds, dx, filters + back.filterFloats)
    }
  }
}
