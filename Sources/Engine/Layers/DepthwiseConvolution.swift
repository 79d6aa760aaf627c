import KernelTable

/// A filter for every channel, 3×3 with a padding of 1 or 5×5 with a padding of 2, without bias:
/// [N, H, W, C] → [N, ⌈H/s⌉, ⌈W/s⌉, C]. Weights are [k, k, 1, C]. Windows of dilated ones take every `dilation`-th pixel.
public struct DepthwiseConvolution: Layer {
  public let weight: Parameter
  let stride: Int
  let dilation: Int

  public init(
    _ channels: Int, size: Int = 3, stride: Int = 1, dilation: Int = 1, in scope: ParameterScope
  ) {
    precondition(channels > 0 && stride > 0, "\(channels) channels, stride \(stride)")
    precondition(
      dilation == 1 || (dilation > 1 && stride == 1), "a dilation of \(dilation), \(stride)")
    precondition(size == 3 || size == 5, "a depthwise filter of 3×3 or 5×5, found \(size)")
    self.stride = stride
    self.dilation = dilation
    // Each input feeds the outputs around it, of one channel.
    let field = size * size
    weight = scope.weight("weight", [size, size, 1, channels], fanIn: field, fanOut: field)
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == weight.shape[3],
      "\(weight.name) takes \(weight.shape[3]) channels, found \(x.extent)")
    guard dilation > 1 else { return windows(x, macs: nil) }
    return windows(x.spaceToBatch(dilation), macs: x.extent.rows * weight.count)
      .batchToSpace(dilation, like: x.extent)
  }

  /// - Parameter macs: multiply–accumulates as they are counted, where windows of zeros are computed beside.
  private func windows(_ x: Value, macs: Int?) -> Value {
    let size = weight.shape[0]
    let window = Window(image: x.extent, size: size, stride: stride, padding: size / 2)
    return x.tape.record(
      DepthwisePrimitive(weight, window), [x],
      Extent(x.extent.batch, window.outputHeight, window.outputWidth, x.extent.channels),
      macs: macs)
  }
}

private final class DepthwisePrimitive: Primitive, Costed {
  var kind: LayerKind { .convolution }
  var backwardReads: BackwardReads { .inputs }
  var cotangentPassing: CotangentPassing { .rows }
  var algorithm: String { "depthwise" }
  let weight: Parameter
  let window: Window

  init(_ weight: Parameter, _ window: Window) {
    self.weight = weight
    self.window = window
  }

  var parameters: [Parameter] { [weight] }
  func macs(_ node: Node) -> Int { window.size * window.size * node.extent.count }
  /// Double sums of the weights' gradient.
  func scratch(_ node: Node) -> Int { 2 * weight.count }

  func forward(_ node: Node, _ pass: Pass) {
    let w = pass.pointer(weight)
    node.team.split(node.extent.batch, by: 1) { frames, _ in
      Engine.kernels.depthwiseForward(window, frames, node.inputs[0].data, w, node.data)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let sums = UnsafeMutableRawPointer(sweep.scratch)
      .bindMemory(to: Double.self, capacity: weight.count)
    let w = sweep.pointer(weight)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      let dw = sweep.gradient(weight, node, slot)
      node.team.split(node.extent.channels, by: 32) { channels, _ in
        Engine.kernels.depthwiseGradient(window, channels, node.inputs[0].data, dy, dw, sums)
      }
      guard sweep.wants(node, 0) else { continue }
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      node.team.split(node.extent.batch, by: 1) { frames, _ in
        Engine.kernels.depthwiseBackward(window, frames, dy, w, holds, dx)
      }
    }
  }
}
