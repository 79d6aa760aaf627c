import KernelTable

/// Square convolution with zero padding: [N, H, W, in] → [N, H′, W′, out]. Weights are [k, k, in, out].
public struct Convolution: Layer {
  public let weight: Parameter
  public let bias: Parameter?
  let size: Int
  let stride: Int
  let padding: Int
  let outputs: Int

  /// `padding` nil keeps the extent at stride 1.
  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, stride: Int = 1, padding: Int? = nil,
    bias: Bool = true, in scope: ParameterScope
  ) {
    precondition(
      inputs > 0 && outputs > 0 && size > 0 && stride > 0, "\(inputs)→\(outputs), \(size)/\(stride)"
    )
    self.size = size
    self.stride = stride
    self.padding = padding ?? size / 2
    self.outputs = outputs
    weight = scope.weight("weight", [size, size, inputs, outputs])
    self.bias = bias ? scope.constant("bias", [outputs], 0) : nil
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == weight.shape[2],
      "\(weight.name) takes \(weight.shape[2]) channels, found \(x.extent)")
    let window = Window(image: x.extent, size: size, stride: stride, padding: padding)
    precondition(window.outputHeight > 0 && window.outputWidth > 0, "\(x.extent) is too small")
    return x.tape.record(
      primitive(window), [x],
      Extent(x.extent.batch, window.outputHeight, window.outputWidth, outputs))
  }

  /// The algorithm is a function of the shape alone: a choice by timing would make results depend on the
  /// machine's mood.
  private func primitive(_ window: Window) -> any Primitive {
    let image = window.image
    let keepsExtent = stride == 1 && size % 2 == 1 && padding == size / 2
    if keepsExtent, size > 1, image.channels % 8 == 0, outputs % 8 == 0 {
      let winograd = WinogradPlan(image: image, outputs: outputs)
      if size == 3, min(image.channels, outputs) >= 16, winograd.tiles >= 32 {
        return PlannedConvolution(weight: weight, bias: bias, plan: winograd)
      }
      if image.width >= 12 {
        return PlannedConvolution(
          weight: weight, bias: bias,
          plan: DirectPlan(image: image, outputs: outputs, size: size))
      }
    }
    return ColumnConvolution(weight: weight, bias: bias, window: window, outputs: outputs)
  }
}

/// What a bias costs, whatever the algorithm.
struct ConvolutionBias {
  let parameter: Parameter

  func forward(_ node: Node, _ pass: Pass) {
    Engine.kernels.addToRows(
      node.extent.rows, node.extent.channels, pass.pointer(parameter), node.data)
  }

  /// Needs 2 floats of scratch per channel.
  func backward(_ node: Node, _ sweep: Sweep) {
    let channels = node.extent.channels
    let sums = UnsafeMutableRawPointer(sweep.scratch)
      .bindMemory(to: Double.self, capacity: channels)
    for slot in 0..<node.lanes {
      Engine.kernels.channelSums(node.extent.rows, channels, sweep.cotangent(node, slot), sums)
      let gradient = sweep.gradient(parameter, node, slot)
      for c in 0..<channels { gradient[c] += Float(sums[c]) }
    }
  }
}
