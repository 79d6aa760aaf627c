import KernelTable

/// 3×3 at stride 1 and padding 1 by Winograd's F(4×4, 3×3) in all three directions (Lavin and Gray 2016): a
/// quarter of the multiplications. Relative error about 1e-6, from the transforms.
final class WinogradConvolution: Primitive {
  let weight: Parameter
  let bias: ConvolutionBias?
  private let plan: WinogradPlan
  /// The convolution that takes cotangents of the output to the input.
  private let back: WinogradPlan

  init(weight: Parameter, bias: Parameter?, plan: WinogradPlan) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.plan = plan
    back = WinogradPlan(image: plan.image.with(channels: plan.outputs), outputs: plan.inputs)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  func macs(_ node: Node) -> Int { node.extent.rows * 9 * plan.inputs * plan.outputs }

  func scratch(_ node: Node) -> Int {
    let forward = plan.filterFloats + plan.forwardScratch
    let backward = back.filterFloats + back.forwardScratch
    return max(forward, backward, plan.gradientScratch, 2 * plan.outputs) + 16
  }

  func forward(_ node: Node, _ pass: Pass) {
    let filters = pass.scratch
    Engine.kernels.winogradFilters(plan, pass.pointer(weight), filters)
    Engine.kernels.winogradForward(
      plan, node.inputs[0].data, filters, false, node.data, filters + plan.filterFloats)
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    for slot in 0..<node.lanes {
      Engine.kernels.winogradGradient(
        plan, node.inputs[0].data, sweep.cotangent(node, slot), sweep.gradient(weight, node, slot),
        sweep.scratch)
    }
    guard sweep.wants(node, 0) else { return }
    let filters = sweep.scratch
    Engine.kernels.winogradBackwardFilters(back, sweep.pointer(weight), filters)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      Engine.kernels.winogradForward(
        back, sweep.cotangent(node, slot), filters, holds, dx, filters + back.filterFloats)
    }
  }
}
