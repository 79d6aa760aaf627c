import KernelTable

/// A convolution over few channels, summed over windows where they lie in a padded image.
final class DirectConvolution: Primitive, Costed {
  var kind: LayerKind { .convolution }
  var backwardReads: BackwardReads { .inputs }
  var cotangentPassing: CotangentPassing { .rows }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let plan: DirectPlan
  /// The convolution that takes cotangents back; there is none at strides above 1.
  private let back: DirectPlan?
  private let team: ThreadTeam

  init(weight: Parameter, bias: Parameter?, plan: DirectPlan, team: ThreadTeam) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.plan = plan
    self.team = team
    let window = plan.window
    back =
      window.stride == 1
      ? DirectPlan(
        window: Window(
          image: Extent(
            window.image.batch, window.outputHeight, window.outputWidth, plan.outputs),
          size: window.size, stride: 1, padding: window.size - 1 - window.padding),
        outputs: window.image.channels)
      : nil
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  func macs(_ node: Node) -> Int { node.extent.rows * plan.window.depth * plan.outputs }

  var algorithm: String { "direct" }

  /// Beside the products, images are copied with their borders in each direction.
  func work(_ node: Node) -> Work {
    Work(
      multiplyAdds: node.directions * macs(node),
      floats: 2 * node.directions * node.inputs[0].extent.count)
  }

  func scratch(_ node: Node) -> Int {
    let threads = team.count
    let backward = back.map {
      weight.count + $0.filterFloats + threads * $0.forwardScratch
    }
    return max(
      plan.filterFloats + threads * plan.forwardScratch, backward ?? 0,
      plan.window.image.batch * plan.paddedFloats + threads * 256, ConvolutionBias.scratch(node))
      + 16
  }

  func forward(_ node: Node, _ pass: Pass) {
    Engine.kernels.packFactor(
      plan.window.depth, plan.outputs, false, pass.pointer(weight), pass.scratch)
    run(plan, node.inputs[0].data, pass.scratch, adds: false, node.data)
    bias?.forward(node, pass)
  }

  private func run(
    _ plan: DirectPlan, _ x: UnsafePointer<Float>, _ filters: UnsafeMutablePointer<Float>,
    adds: Bool, _ y: UnsafeMutablePointer<Float>
  ) {
    team.split(plan.window.image.batch, by: 1) { frames, thread in
      Engine.kernels.directForward(
        plan, frames, x, filters, adds, y,
        filters + plan.filterFloats + thread * plan.forwardScratch)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    let kernels = Engine.kernels
    let padded = sweep.scratch
    team.split(plan.window.image.batch, by: 1) { frames, _ in
      kernels.directPad(plan, frames, node.inputs[0].data, padded)
    }
    let rooms = padded + plan.window.image.batch * plan.paddedFloats
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      let dw = sweep.gradient(weight, node, slot)
      team.split(plan.window.size, by: 1) { taps, thread in
        kernels.directGradient(plan, taps, padded, dy, dw, rooms + thread * 256)
      }
    }
    guard sweep.wants(node, 0) else { return }
    guard let back else { preconditionFailure("a strided direct convolution has no way back") }
    let rotated = sweep.scratch
    let filters = rotated + weight.count
    kernels.rotateFilters(
      plan.window.size, plan.window.image.channels, plan.outputs, sweep.pointer(weight), rotated)
    kernels.packFactor(back.window.depth, back.outputs, false, rotated, filters)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      run(back, sweep.cotangent(node, slot), filters, adds: holds, dx)
    }
  }
}
