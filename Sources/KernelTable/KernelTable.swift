public typealias Input = UnsafePointer<Float>
public typealias Output = UnsafeMutablePointer<Float>

/// The numeric kernels of one instruction set. `rows` counts pixels: an image is rows × channels.
/// Pointers never overlap unless a comment says so; nothing here allocates.
public struct KernelTable: Sendable {
  /// `base` or `x86-64-v3`: recorded with every result.
  public let name: String

  // Element-wise, over `count` floats.
  public typealias Unary = @Sendable (_ count: Int, _ x: Input, _ y: Output) -> Void
  public typealias Binary = @Sendable (_ count: Int, _ a: Input, _ b: Input, _ y: Output) -> Void
  public typealias Scaled =
    @Sendable (_ count: Int, _ factor: Float, _ x: Input, _ y: Output) -> Void
  public typealias Product = @Sendable (_ count: Int, _ a: Input, _ b: Input) -> Double
  /// y = max(x, 0)
  public let relu: Unary
  /// y = a where b > 0, else 0
  public let reluGradient: Binary
  /// y = 1 / (1 + e⁻ˣ)
  public let sigmoid: Unary
  /// y = a b (1 − b): a the cotangent, b the sigmoid's output
  public let sigmoidGradient: Binary
  /// y = a b
  public let multiply: Binary
  /// y = a + b
  public let add: Binary
  /// y += factor x
  public let accumulate: Scaled
  /// y = factor x
  public let scale: Scaled
  /// Σ a b, summed in double over fixed blocks
  public let dot: Product

  // Per channel, over rows × channels.
  /// sums[c] = Σ over rows of x
  public typealias ChannelSums =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ sums: UnsafeMutablePointer<Double>
    ) -> Void
  public let channelSums: ChannelSums
  /// sums[c] = Σ (x − mean[c])²
  public typealias ChannelSquares =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ mean: Input, _ sums: UnsafeMutablePointer<Double>
    ) -> Void
  public let channelSquares: ChannelSquares
  /// y = x scale[c] + shift[c], then max(·, 0) where `relu`
  public typealias ChannelAffine =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ relu: Bool,
      _ y: Output
    ) -> Void
  public let channelAffine: ChannelAffine
  /// With g = dy where y > 0 (or everywhere, without `relu`): sums[c] = Σ g, sums[channels + c] = Σ g (x − mean[c])
  public typealias NormSums =
    @Sendable (
      _ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ x: Input, _ mean: Input,
      _ relu: Bool,
      _ sums: UnsafeMutablePointer<Double>
    ) -> Void
  public let normSums: NormSums
  /// dx = a[c] g + b[c] x + d[c], g as above
  public typealias NormGradient =
    @Sendable (
      _ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ x: Input, _ a: Input, _ b: Input,
      _ d: Input, _ relu: Bool, _ dx: Output
    ) -> Void
  public let normGradient: NormGradient
  /// y[row] += v for every row
  public let addToRows: @Sendable (_ rows: Int, _ channels: Int, _ v: Input, _ y: Output) -> Void

  // Per row, over rows × channels.
  public typealias Rows = @Sendable (_ rows: Int, _ channels: Int, _ x: Input, _ y: Output) -> Void
  public typealias RowsGradient =
    @Sendable (
      _ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ dx: Output
    ) -> Void
  public let logSoftmax: Rows
  /// dx = dy − softmax Σ dy, y the log-softmax
  public let logSoftmaxGradient: RowsGradient
  public let softmax: Rows
  /// dx = y (dy − Σ dy y), y the softmax
  public let softmaxGradient: RowsGradient

  // Images.
  public let columns:
    @Sendable (_ window: Window, _ x: Input, _ rows: Range<Int>, _ columns: Output) -> Void
  /// The transpose of `columns`: adds into dx.
  public let addColumns:
    @Sendable (_ window: Window, _ columns: Input, _ rows: Range<Int>, _ dx: Output) -> Void
  /// Which of the four values was taken, 0…3 row by row, goes to `indices`.
  public let maxPool2:
    @Sendable (_ image: Extent, _ x: Input, _ y: Output, _ indices: UnsafeMutablePointer<UInt8>) ->
      Void
  /// `y` (image's extent) is zero but where the indices point: max unpooling, and max pooling's gradient.
  public let scatter2:
    @Sendable (_ image: Extent, _ x: Input, _ indices: UnsafePointer<UInt8>, _ y: Output) -> Void
  /// The transpose of `scatter2`: y (half the image's extent) gathers what the indices point at.
  public let gather2:
    @Sendable (_ image: Extent, _ x: Input, _ indices: UnsafePointer<UInt8>, _ y: Output) -> Void
  /// The largest value of every window (padding never wins); its flat index in x goes to `indices`.
  public let maxPool:
    @Sendable (_ window: Window, _ x: Input, _ y: Output, _ indices: UnsafeMutablePointer<Int32>) ->
      Void
  /// dx (set) gathers each of `count` cotangents at its index.
  public let maxPoolGradient:
    @Sendable (
      _ window: Window, _ count: Int, _ dy: Input, _ indices: UnsafePointer<Int32>, _ dx: Output
    ) -> Void
  /// Bilinear ×2, corners aligned; `image` is the extent of x.
  public let upsample2: @Sendable (_ image: Extent, _ x: Input, _ y: Output) -> Void
  /// Its transpose: dx is set.
  public let upsample2Gradient: @Sendable (_ image: Extent, _ dy: Input, _ dx: Output) -> Void
  /// Depthwise convolution with weights [3, 3, 1, channels] and a padding of 1: y is set.
  public typealias DepthwiseForward =
    @Sendable (_ window: Window, _ x: Input, _ w: Input, _ y: Output) -> Void
  public let depthwiseForward: DepthwiseForward
  /// Its transpose: dx is set or added to.
  public typealias DepthwiseBackward =
    @Sendable (_ window: Window, _ dy: Input, _ w: Input, _ adds: Bool, _ dx: Output) -> Void
  public let depthwiseBackward: DepthwiseBackward
  /// dw += the weights' gradient; needs 9 × channels doubles of work space.
  public typealias DepthwiseGradient =
    @Sendable (
      _ window: Window, _ x: Input, _ dy: Input, _ dw: Output,
      _ sums: UnsafeMutablePointer<Double>
    ) -> Void
  public let depthwiseGradient: DepthwiseGradient
  /// y = min(max(x scale[c] + shift[c], 0), ceiling)
  public typealias ClippedAffine =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ ceiling: Float,
      _ y: Output
    ) -> Void
  public let clippedAffine: ClippedAffine
  /// g = dy where 0 < y < ceiling, else 0; g may be dy.
  public typealias ClippedGradient =
    @Sendable (_ count: Int, _ ceiling: Float, _ dy: Input, _ y: Input, _ g: Output) -> Void
  public let clippedGradient: ClippedGradient
  /// y = max(a + b, 0)
  public let addReLU: Binary

  // Direct convolution.
  /// Packs weights [k, k, inputs, outputs] in blocks of 16 output channels (the last may have 8).
  public let directFilters: @Sendable (_ plan: DirectPlan, _ w: Input, _ u: Output) -> Void
  /// The same for the convolution that takes cotangents back; `plan` is that convolution's.
  public let directBackwardFilters: @Sendable (_ plan: DirectPlan, _ w: Input, _ u: Output) -> Void
  /// y from x and packed weights, set or added to; needs `plan.forwardScratch`.
  public let directForward:
    @Sendable (
      _ plan: DirectPlan, _ x: Input, _ u: Input, _ adds: Bool, _ y: Output, _ scratch: Output
    ) -> Void
  /// dw += the weights' gradient; needs `plan.gradientScratch`.
  public let directGradient:
    @Sendable (_ plan: DirectPlan, _ x: Input, _ dy: Input, _ dw: Output, _ scratch: Output) -> Void

  // Winograd convolution, 3×3.
  /// Transforms weights [3, 3, inputs, outputs] into `plan.filterFloats`.
  public let winogradFilters: @Sendable (_ plan: WinogradPlan, _ w: Input, _ u: Output) -> Void
  /// The same for the convolution that takes cotangents back; `plan` is that convolution's.
  public let winogradBackwardFilters:
    @Sendable (_ plan: WinogradPlan, _ w: Input, _ u: Output) -> Void
  /// y from x and transformed weights, set or added to; needs `plan.forwardScratch`.
  public let winogradForward:
    @Sendable (
      _ plan: WinogradPlan, _ x: Input, _ u: Input, _ adds: Bool, _ y: Output, _ scratch: Output
    ) -> Void
  /// dw += the weights' gradient; needs `plan.gradientScratch`.
  public let winogradGradient:
    @Sendable (_ plan: WinogradPlan, _ x: Input, _ dy: Input, _ dw: Output, _ scratch: Output) ->
      Void

  // Updates of flat parameter vectors.
  public let sgd:
    @Sendable (
      _ count: Int, _ rule: SGDRule, _ gradient: Input, _ momentum: Output, _ values: Output
    ) -> Void
  public let adam:
    @Sendable (
      _ count: Int, _ rule: AdamRule, _ gradient: Input, _ first: Output, _ second: Output,
      _ values: Output
    ) -> Void

  public init(
    name: String, relu: @escaping Unary, reluGradient: @escaping Binary, sigmoid: @escaping Unary,
    sigmoidGradient: @escaping Binary, multiply: @escaping Binary, add: @escaping Binary,
    accumulate: @escaping Scaled, scale: @escaping Scaled, dot: @escaping Product,
    channelSums: @escaping ChannelSums, channelSquares: @escaping ChannelSquares,
    channelAffine: @escaping ChannelAffine, normSums: @escaping NormSums,
    normGradient: @escaping NormGradient,
    addToRows: @escaping @Sendable (Int, Int, Input, Output) -> Void,
    logSoftmax: @escaping Rows, logSoftmaxGradient: @escaping RowsGradient, softmax: @escaping Rows,
    softmaxGradient: @escaping RowsGradient,
    columns: @escaping @Sendable (Window, Input, Range<Int>, Output) -> Void,
    addColumns: @escaping @Sendable (Window, Input, Range<Int>, Output) -> Void,
    maxPool2: @escaping @Sendable (Extent, Input, Output, UnsafeMutablePointer<UInt8>) -> Void,
    scatter2: @escaping @Sendable (Extent, Input, UnsafePointer<UInt8>, Output) -> Void,
    gather2: @escaping @Sendable (Extent, Input, UnsafePointer<UInt8>, Output) -> Void,
    maxPool: @escaping @Sendable (Window, Input, Output, UnsafeMutablePointer<Int32>) -> Void,
    maxPoolGradient: @escaping @Sendable (Window, Int, Input, UnsafePointer<Int32>, Output) -> Void,
    upsample2: @escaping @Sendable (Extent, Input, Output) -> Void,
    upsample2Gradient: @escaping @Sendable (Extent, Input, Output) -> Void,
    depthwiseForward: @escaping DepthwiseForward, depthwiseBackward: @escaping DepthwiseBackward,
    depthwiseGradient: @escaping DepthwiseGradient, clippedAffine: @escaping ClippedAffine,
    clippedGradient: @escaping ClippedGradient, addReLU: @escaping Binary,
    directFilters: @escaping @Sendable (DirectPlan, Input, Output) -> Void,
    directBackwardFilters: @escaping @Sendable (DirectPlan, Input, Output) -> Void,
    directForward: @escaping @Sendable (DirectPlan, Input, Input, Bool, Output, Output) -> Void,
    directGradient: @escaping @Sendable (DirectPlan, Input, Input, Output, Output) -> Void,
    winogradFilters: @escaping @Sendable (WinogradPlan, Input, Output) -> Void,
    winogradBackwardFilters: @escaping @Sendable (WinogradPlan, Input, Output) -> Void,
    winogradForward: @escaping @Sendable (WinogradPlan, Input, Input, Bool, Output, Output) -> Void,
    winogradGradient: @escaping @Sendable (WinogradPlan, Input, Input, Output, Output) -> Void,
    sgd: @escaping @Sendable (Int, SGDRule, Input, Output, Output) -> Void,
    adam: @escaping @Sendable (Int, AdamRule, Input, Output, Output, Output) -> Void
  ) {
    self.name = name
    self.relu = relu
    self.reluGradient = reluGradient
    self.sigmoid = sigmoid
    self.sigmoidGradient = sigmoidGradient
    self.multiply = multiply
    self.add = add
    self.accumulate = accumulate
    self.scale = scale
    self.dot = dot
    self.channelSums = channelSums
    self.channelSquares = channelSquares
    self.channelAffine = channelAffine
    self.normSums = normSums
    self.normGradient = normGradient
    self.addToRows = addToRows
    self.logSoftmax = logSoftmax
    self.logSoftmaxGradient = logSoftmaxGradient
    self.softmax = softmax
    self.softmaxGradient = softmaxGradient
    self.columns = columns
    self.addColumns = addColumns
    self.maxPool2 = maxPool2
    self.scatter2 = scatter2
    self.gather2 = gather2
    self.maxPool = maxPool
    self.maxPoolGradient = maxPoolGradient
    self.upsample2 = upsample2
    self.upsample2Gradient = upsample2Gradient
    self.depthwiseForward = depthwiseForward
    self.depthwiseBackward = depthwiseBackward
    self.depthwiseGradient = depthwiseGradient
    self.clippedAffine = clippedAffine
    self.clippedGradient = clippedGradient
    self.addReLU = addReLU
    self.directFilters = directFilters
    self.directBackwardFilters = directBackwardFilters
    self.directForward = directForward
    self.directGradient = directGradient
    self.winogradFilters = winogradFilters
    self.winogradBackwardFilters = winogradBackwardFilters
    self.winogradForward = winogradForward
    self.winogradGradient = winogradGradient
    self.sgd = sgd
    self.adam = adam
  }
}
