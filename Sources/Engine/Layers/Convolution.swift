import KernelTable

/// Square convolution with zero padding: [N, H, W, in] → [N, H′, W′, out]. Weights are [k, k, in, out]. Dilated ones
/// (Yu and Koltun, ICLR 2016) keep the extent; their windows take every `dilation`-th pixel.
public struct Convolution: Layer {
  public let weight: Parameter
  public let bias: Parameter?
  let size: Int
  let stride: Int
  let padding: Int
  let dilation: Int
  let outputs: Int

  /// `padding` nil keeps the extent at stride 1, as dilated convolutions always do.
  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, stride: Int = 1, padding: Int? = nil,
    dilation: Int = 1, bias: Bool = true, initialBias: Float = 0, in scope: ParameterScope
  ) {
    precondition(
      inputs > 0 && outputs > 0 && size > 0 && stride > 0, "\(inputs)→\(outputs), \(size)/\(stride)"
    )
    precondition(
      dilation == 1 || (dilation > 1 && stride == 1 && padding == nil && size % 2 == 1),
      "a dilation of \(dilation) at stride \(stride), padding \(padding ?? 0)")
    self.size = size
    // A window of one pixel has no other to leave out.
    self.dilation = size == 1 ? 1 : dilation
    self.stride = stride
    self.padding = padding ?? size / 2
    self.outputs = outputs
    weight = scope.weight("weight", [size, size, inputs, outputs])
    self.bias = bias ? scope.constant("bias", [outputs], initialBias) : nil
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == weight.shape[2],
      "\(weight.name) takes \(weight.shape[2]) channels, found \(x.extent)")
    guard dilation == 1 else { return dilated(x) }
    return windows(x, macs: nil)
  }

  /// Each of the images that take every `dilation`-th pixel is convolved for itself. Where windows are so wide that none
  /// meets a second pixel, the middle of the filter is all that counts.
  private func dilated(_ x: Value) -> Value {
    let macs = x.extent.rows * weight.count
    if dilation >= max(x.extent.height, x.extent.width), x.tape.products == .own {
      return x.tape.record(
        PointwiseConvolution(
          weight: weight, bias: bias, image: x.extent, outputs: outputs, team: x.tape.team,
          tap: size * size / 2),
        [x], x.extent.with(channels: outputs), macs: macs)
    }
    return windows(x.spaceToBatch(dilation), macs: macs).batchToSpace(dilation, like: x.extent)
  }

  /// - Parameter macs: multiply–accumulates as they are counted, where windows of zeros are computed beside.
  private func windows(_ x: Value, macs: Int?) -> Value {
    let window = Window(image: x.extent, size: size, stride: stride, padding: padding)
    precondition(window.outputHeight > 0 && window.outputWidth > 0, "\(x.extent) is too small")
    let primitive: any Primitive =
      switch x.tape.products {
      case .own:
        primitive(
          window, trains: x.node.trains, precise: x.tape.numerics == .precise, team: x.tape.team)
      case .openblas:
        BLASConvolution(weight: weight, bias: bias, window: window, outputs: outputs)
      }
    return x.tape.record(
      primitive, [x],
      Extent(x.extent.batch, window.outputHeight, window.outputWidth, outputs), macs: macs)
  }

  /// The algorithm is a function of the shape alone: a choice by timing would make results depend on the
  /// machine's mood.
  private func primitive(_ window: Window, trains: Bool, precise: Bool, team: ThreadTeam)
    -> any Primitive
  {
    switch ConvolutionAlgorithm(window, outputs: outputs, trains: trains, precise: precise) {
    case .winograd(let tile):
      WinogradConvolution(
        weight: weight, bias: bias,
        plan: WinogradPlan(image: window.image, outputs: outputs, tile: tile), team: team)
    case .direct:
      DirectConvolution(
        weight: weight, bias: bias, plan: DirectPlan(window: window, outputs: outputs),
        team: team)
    case .columns where window.isPointwise:
      PointwiseConvolution(
        weight: weight, bias: bias, image: window.image, outputs: outputs, team: team)
    case .columns:
      ColumnConvolution(
        weight: weight, bias: bias, window: window, outputs: outputs, team: team)
    }
  }
}
