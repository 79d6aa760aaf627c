import KernelTable

/// What a convolution kernel that packs its weights first needs to be told and asked.
protocol ConvolutionPlan: Sendable {
  var inputs: Int { get }
  var outputs: Int { get }
  /// Side of the window.
  var size: Int { get }
  /// The convolution that takes cotangents of the output to the input.
  var back: Self { get }
  var filterFloats: Int { get }
  var forwardScratch: Int { get }
  var gradientScratch: Int { get }
  /// The kernels of the table in use, which `KernelTable` describes.
  var kernels: ConvolutionKernels<Self> { get }
}

struct ConvolutionKernels<Plan> {
  let filters: @Sendable (Plan, Input, Output) -> Void
  let backwardFilters: @Sendable (Plan, Input, Output) -> Void
  let forward: @Sendable (Plan, Input, Input, Bool, Output, Output) -> Void
  let gradient: @Sendable (Plan, Input, Input, Output, Output) -> Void
}

/// Few channels: windows are read where they lie.
extension DirectPlan: ConvolutionPlan {
  var back: DirectPlan {
    DirectPlan(image: image.with(channels: outputs), outputs: inputs, size: size)
  }
  var kernels: ConvolutionKernels<DirectPlan> {
    let table = Engine.kernels
    return ConvolutionKernels(
      filters: table.directFilters, backwardFilters: table.directBackwardFilters,
      forward: table.directForward, gradient: table.directGradient)
  }
}

/// A quarter of the multiplications (Lavin and Gray 2016); relative error about 1e-6, from the transforms.
extension WinogradPlan: ConvolutionPlan {
  var size: Int { 3 }
  var back: WinogradPlan {
    WinogradPlan(image: image.with(channels: outputs), outputs: inputs)
  }
  var kernels: ConvolutionKernels<WinogradPlan> {
    let table = Engine.kernels
    return ConvolutionKernels(
      filters: table.winogradFilters, backwardFilters: table.winogradBackwardFilters,
      forward: table.winogradForward, gradient: table.winogradGradient)
  }
}

/// A convolution at stride 1 that keeps its extent, by kernels that pack the weights once and serve all lanes.
final class PlannedConvolution<Plan: ConvolutionPlan>: Primitive {
  let weight: Parameter
  let bias: ConvolutionBias?
  private let plan: Plan
  private let back: Plan
  private let kernels: ConvolutionKernels<Plan>

  init(weight: Parameter, bias: Parameter?, plan: Plan) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.plan = plan
    back = plan.back
    kernels = plan.kernels
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
    kernels.filters(plan, pass.pointer(weight), filters)
    kernels.forward(
      plan, node.inputs[0].data, filters, false, node.data, filters + plan.filterFloats)
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    for slot in 0..<node.lanes {
      kernels.gradient(
        plan, node.inputs[0].data, sweep.cotangent(node, slot), sweep.gradient(weight, node, slot),
        sweep.scratch)
    }
    guard sweep.wants(node, 0) else { return }
    let filters = sweep.scratch
    kernels.backwardFilters(back, sweep.pointer(weight), filters)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      kernels.forward(
        back, sweep.cotangent(node, slot), filters, holds, dx, filters + back.filterFloats)
    }
  }
}
