public typealias Input = UnsafePointer<Float>
public typealias Output = UnsafeMutablePointer<Float>

/// The numeric kernels of one instruction set. `rows` counts pixels: an image is rows × channels.
/// Pointers never overlap unless a comment says so; nothing here allocates.
public struct KernelTable: Sendable {
  /// `base`, `x86-64-v3` or `x86-64-v4`: recorded with every result.
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
  /// Σ a b, products and sums in double
  public let dot: Product

  // Per channel, over rows × channels.
  /// sums[c] = Σ over rows of x; `sums` has room for 2 × channels.
  public typealias ChannelSums =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ sums: UnsafeMutablePointer<Double>
    ) -> Void
  public let channelSums: ChannelSums
  /// moments[c] = the channel's mean, moments[channels + c] = Σ (x − mean)²; `moments` has room for 4 × channels.
  public let channelMoments:
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ moments: UnsafeMutablePointer<Double>
    ) -> Void
  /// y = x scale[c] + shift[c], then max(·, 0) where `relu`; y may be x
  public typealias ChannelAffine =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ relu: Bool,
      _ y: Output
    ) -> Void
  public let channelAffine: ChannelAffine
  /// With g = dy where x scale + shift > 0 (or everywhere, without `relu`): sums[c] = Σ g,
  /// sums[channels + c] = Σ g (x − mean[c]); `sums` has room for 4 × channels.
  public typealias NormSums =
    @Sendable (
      _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
      _ mean: Input, _ relu: Bool,
      _ sums: UnsafeMutablePointer<Double>
    ) -> Void
  public let normSums: NormSums
  /// dx = a[c] g + b[c] x + d[c], g as above
  public typealias NormGradient =
    @Sendable (
      _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
      _ a: Input, _ b: Input, _ d: Input, _ relu: Bool, _ dx: Output
    ) -> Void
  public let normGradient: NormGradient
  /// y[row] += v for every row
  public let addToRows: @Sendable (_ rows: Int, _ channels: Int, _ v: Input, _ y: Output) -> Void

  /// Σ over rows of −log softmax(x)[label], and how many rows have one: labels are `target` [rows], below 0 where void, and
  /// below `classes`. The gradient is softmax(x) minus the label's unit vector, 0 where void. `scratch` [8, classes] is the
  /// calling thread's.
  public typealias CrossEntropy =
    @Sendable (
      _ rows: Int, _ classes: Int, _ x: Input, _ target: Input, _ gradient: Output,
      _ scratch: Output
    ) -> (total: Double, valid: Int)
  public let crossEntropy: CrossEntropy

  // Images.
  /// Windows of x, or of what `map` makes of it, as rows; borders are zero.
  public typealias Columns =
    @Sendable (
      _ window: Window, _ x: Input, _ map: ChannelMap?, _ rows: Range<Int>, _ columns: Output
    ) -> Void
  public let columns: Columns
  /// The transpose of `columns`: adds into dx.
  public let addColumns:
    @Sendable (_ window: Window, _ columns: Input, _ rows: Range<Int>, _ dx: Output) -> Void
  /// Maxima of 2×2 values of x, or of what `map` makes of it; which was taken, 0…3 row by row, goes to `indices`.
  public typealias MaxPool2 =
    @Sendable (
      _ image: Extent, _ x: Input, _ map: ChannelMap?, _ y: Output,
      _ indices: UnsafeMutablePointer<UInt8>
    ) -> Void
  public let maxPool2: MaxPool2
  /// `y` (image's extent) is x, or what `map` makes of it, where the indices point and zero elsewhere: max unpooling, and max
  /// pooling's gradient.
  public typealias Scatter2 =
    @Sendable (
      _ image: Extent, _ x: Input, _ map: ChannelMap?, _ indices: UnsafePointer<UInt8>,
      _ y: Output
    ) -> Void
  public let scatter2: Scatter2
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
  /// Bilinear, from one height and width to another; the centres of the corner pixels coincide, or the images' borders.
  public let resize:
    @Sendable (_ from: Extent, _ to: Extent, _ alignsCorners: Bool, _ x: Input, _ y: Output) -> Void
  /// Its transpose: dx is set.
  public let resizeGradient:
    @Sendable (_ from: Extent, _ to: Extent, _ alignsCorners: Bool, _ dy: Input, _ dx: Output) ->
      Void
  /// Depthwise convolution with weights [3, 3, 1, channels] and a padding of 1, or [5, 5, 1, channels] and a padding of 2: y of
  /// the frames `frames` is set.
  public typealias DepthwiseForward =
    @Sendable (_ window: Window, _ frames: Range<Int>, _ x: Input, _ w: Input, _ y: Output) -> Void
  public let depthwiseForward: DepthwiseForward
  /// Its transpose: dx is set or added to.
  public typealias DepthwiseBackward =
    @Sendable (
      _ window: Window, _ frames: Range<Int>, _ dy: Input, _ w: Input, _ adds: Bool, _ dx: Output
    ) -> Void
  public let depthwiseBackward: DepthwiseBackward
  /// dw += the weights' gradient of the channels `channels`; all share a double of work space for every weight.
  public typealias DepthwiseGradient =
    @Sendable (
      _ window: Window, _ channels: Range<Int>, _ x: Input, _ dy: Input, _ dw: Output,
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
  /// y = n / (1 + e⁻ⁿ), n = x scale[c] + shift[c]
  public typealias SiLUAffine =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ y: Output
    ) -> Void
  public let siluAffine: SiLUAffine
  /// dy becomes its product with the derivative by n.
  public typealias SiLUGradient =
    @Sendable (
      _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ dy: Output
    ) -> Void
  public let siluGradient: SiLUGradient
  /// y = max(a + b, 0)
  public let addReLU: Binary

  // Products. `packed` is a right factor [depth, columns] packed by `packFactor`; `packedFloats` and `productScratch` say
  // how much room is needed.
  public let packFactor:
    @Sendable (_ depth: Int, _ columns: Int, _ transposed: Bool, _ b: Input, _ packed: Output) ->
      Void
  /// The rows `rows` of C [·, columns] = A [·, depth] B.
  public let product:
    @Sendable (
      _ rows: Range<Int>, _ columns: Int, _ depth: Int, _ a: Input, _ packed: Input,
      _ before: Before, _ c: Output, _ scratch: Output
    ) -> Void
  /// The columns `range` (from a multiple of 32) of C [rows, columns] = A [rows, depth] B [depth, columns], which is read where it
  /// lies: for few rows. Columns are a multiple of 8.
  public let thinProduct:
    @Sendable (
      _ range: Range<Int>, _ rows: Int, _ columns: Int, _ depth: Int, _ a: Input, _ b: Input,
      _ c: Output, _ scratch: Output
    ) -> Void
  /// The columns `range` of C [rows, columns] = A [rows, depth] Bᵀ, B [columns, depth], set or added to: for few rows.
  public let rowProducts:
    @Sendable (
      _ range: Range<Int>, _ rows: Int, _ columns: Int, _ depth: Int, _ a: Input, _ b: Input,
      _ adds: Bool, _ c: Output
    ) -> Void
  /// The rows `rows` of C [totalRows, columns] += Aᵀ B, A [depth, totalRows] and B [depth, columns]. Reads up to 31 floats
  /// behind A and B; each thread needs `outerProductScratch`.
  public let outerProduct:
    @Sendable (
      _ rows: Range<Int>, _ totalRows: Int, _ columns: Int, _ depth: Int, _ a: Input, _ b: Input,
      _ c: Output, _ scratch: Output
    ) -> Void

  // Direct convolution; the weights are packed by `packFactor`.
  /// y of the frames `frames`, set or added to; each thread needs `plan.forwardScratch`.
  public let directForward:
    @Sendable (
      _ plan: DirectPlan, _ frames: Range<Int>, _ x: Input, _ u: Input, _ adds: Bool, _ y: Output,
      _ scratch: Output
    ) -> Void
  /// The frames `frames` with borders of zeros, `plan.paddedFloats` each.
  public let directPad:
    @Sendable (_ plan: DirectPlan, _ frames: Range<Int>, _ x: Input, _ padded: Output) -> Void
  /// dw += the weights' gradient of the window's rows `taps`; each thread needs 256 floats of scratch.
  public let directGradient:
    @Sendable (
      _ plan: DirectPlan, _ taps: Range<Int>, _ padded: Input, _ dy: Input, _ dw: Output,
      _ scratch: Output
    ) -> Void
  /// Weights [k, k, inputs, outputs] rotated by 180°, as [k, k, outputs, inputs].
  public let rotateFilters:
    @Sendable (_ size: Int, _ inputs: Int, _ outputs: Int, _ w: Input, _ rotated: Output) -> Void

  // Winograd convolution, 3×3. Ranges are what one thread does; channel ranges begin at multiples of 32.
  /// Transforms weights [3, 3, inputs, outputs] into `plan.filterFloats`.
  public typealias WinogradFilters =
    @Sendable (_ plan: WinogradPlan, _ outputs: Range<Int>, _ w: Input, _ u: Output) -> Void
  public let winogradFilters: WinogradFilters
  /// y of the blocks `blocks` from x (or what `map` makes of it) and transformed weights, plus a bias where there is one, set or
  /// added to; each thread needs `plan.forwardScratch`.
  public typealias WinogradForward =
    @Sendable (
      _ plan: WinogradPlan, _ blocks: Range<Int>, _ x: Input, _ map: ChannelMap?, _ u: Input,
      _ bias: Input?, _ adds: Bool, _ y: Output, _ scratch: Output
    ) -> Void
  public let winogradForward: WinogradForward
  /// Patches and cotangents of the `tiles` of the block that begins with tile `first` (of all, where they are kept), into `plan.gradientFloats`; each
  /// thread needs `plan.gradientScratch`.
  public typealias WinogradGradientTransforms =
    @Sendable (
      _ plan: WinogradPlan, _ first: Int, _ tiles: Range<Int>, _ x: Input, _ map: ChannelMap?,
      _ dy: Input, _ transforms: Output, _ scratch: Output
    ) -> Void
  public let winogradGradientTransforms: WinogradGradientTransforms
  /// Adds the products of a block's transformed `tiles`, values `points` of the transform, to `sums` [plan.filterFloats]; the
  /// first block's set them. x and dy of the next block are fetched meanwhile. Each thread needs `plan.gradientScratch`.
  public typealias WinogradGradientProducts =
    @Sendable (
      _ plan: WinogradPlan, _ points: Range<Int>, _ tiles: Range<Int>, _ transforms: Input,
      _ x: Input, _ dy: Input, _ sums: Output, _ scratch: Output
    ) -> Void
  public let winogradGradientProducts: WinogradGradientProducts
  /// dw += the sums of the input channels `inputs`, transformed back.
  public let winogradAddGradient:
    @Sendable (_ plan: WinogradPlan, _ inputs: Range<Int>, _ sums: Input, _ dw: Output) -> Void

  // The same where `plan.keepsTiles`.
  /// Transforms of the patches around the tiles `tiles`, into `plan.kept(plan.inputs)`; each thread needs `plan.forwardScratch`.
  public typealias WinogradPatches =
    @Sendable (
      _ plan: WinogradPlan, _ tiles: Range<Int>, _ x: Input, _ map: ChannelMap?, _ v: Output,
      _ scratch: Output
    ) -> Void
  public let winogradPatches: WinogradPatches
  /// y of the output channels `outputs`, from the patches of all tiles and weights [3, 3, inputs, outputs], or rotated ones,
  /// [3, 3, outputs, inputs]; plus a bias where there is one, set or added to. Each thread needs `plan.forwardScratch`.
  public typealias WinogradPanels =
    @Sendable (
      _ plan: WinogradPlan, _ outputs: Range<Int>, _ v: Input, _ w: Input, _ isRotated: Bool,
      _ bias: Input?, _ adds: Bool, _ y: Output, _ scratch: Output
    ) -> Void
  public let winogradPanels: WinogradPanels
  /// dw += the gradient of the channels of slice `input` of the patches and slice `output` of the cotangents, of which
  /// `winogradGradientTransforms` made all; each thread needs `plan.gradientScratch`.
  public typealias WinogradGradientSquare =
    @Sendable (
      _ plan: WinogradPlan, _ input: Int, _ output: Int, _ transforms: Input, _ dw: Output,
      _ scratch: Output
    ) -> Void
  public let winogradGradientSquare: WinogradGradientSquare

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
    channelSums: @escaping ChannelSums,
    channelMoments: @escaping @Sendable (Int, Int, Input, UnsafeMutablePointer<Double>) -> Void,
    channelAffine: @escaping ChannelAffine, normSums: @escaping NormSums,
    normGradient: @escaping NormGradient,
    addToRows: @escaping @Sendable (Int, Int, Input, Output) -> Void,
    crossEntropy: @escaping CrossEntropy,
    columns: @escaping Columns,
    addColumns: @escaping @Sendable (Window, Input, Range<Int>, Output) -> Void,
    maxPool2: @escaping MaxPool2, scatter2: @escaping Scatter2,
    gather2: @escaping @Sendable (Extent, Input, UnsafePointer<UInt8>, Output) -> Void,
    maxPool: @escaping @Sendable (Window, Input, Output, UnsafeMutablePointer<Int32>) -> Void,
    maxPoolGradient: @escaping @Sendable (Window, Int, Input, UnsafePointer<Int32>, Output) -> Void,
    resize: @escaping @Sendable (Extent, Extent, Bool, Input, Output) -> Void,
    resizeGradient: @escaping @Sendable (Extent, Extent, Bool, Input, Output) -> Void,
    depthwiseForward: @escaping DepthwiseForward, depthwiseBackward: @escaping DepthwiseBackward,
    depthwiseGradient: @escaping DepthwiseGradient, clippedAffine: @escaping ClippedAffine,
    clippedGradient: @escaping ClippedGradient, siluAffine: @escaping SiLUAffine,
    siluGradient: @escaping SiLUGradient, addReLU: @escaping Binary,
    packFactor: @escaping @Sendable (Int, Int, Bool, Input, Output) -> Void,
    product:
      @escaping @Sendable (Range<Int>, Int, Int, Input, Input, Before, Output, Output) -> Void,
    thinProduct:
      @escaping @Sendable (Range<Int>, Int, Int, Int, Input, Input, Output, Output) -> Void,
    rowProducts:
      @escaping @Sendable (Range<Int>, Int, Int, Int, Input, Input, Bool, Output) -> Void,
    outerProduct:
      @escaping @Sendable (Range<Int>, Int, Int, Int, Input, Input, Output, Output) -> Void,
    directForward:
      @escaping @Sendable (DirectPlan, Range<Int>, Input, Input, Bool, Output, Output) -> Void,
    directPad: @escaping @Sendable (DirectPlan, Range<Int>, Input, Output) -> Void,
    directGradient:
      @escaping @Sendable (DirectPlan, Range<Int>, Input, Input, Output, Output) -> Void,
    rotateFilters: @escaping @Sendable (Int, Int, Int, Input, Output) -> Void,
    winogradFilters: @escaping WinogradFilters,
    winogradForward: @escaping WinogradForward,
    winogradPatches: @escaping WinogradPatches,
    winogradPanels: @escaping WinogradPanels,
    winogradGradientSquare: @escaping WinogradGradientSquare,
    winogradGradientTransforms: @escaping WinogradGradientTransforms,
    winogradGradientProducts: @escaping WinogradGradientProducts,
    winogradAddGradient: @escaping @Sendable (WinogradPlan, Range<Int>, Input, Output) -> Void,
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
    self.channelMoments = channelMoments
    self.channelAffine = channelAffine
    self.normSums = normSums
    self.normGradient = normGradient
    self.addToRows = addToRows
    self.crossEntropy = crossEntropy
    self.columns = columns
    self.addColumns = addColumns
    self.maxPool2 = maxPool2
    self.scatter2 = scatter2
    self.gather2 = gather2
    self.maxPool = maxPool
    self.maxPoolGradient = maxPoolGradient
    self.resize = resize
    self.resizeGradient = resizeGradient
    self.depthwiseForward = depthwiseForward
    self.depthwiseBackward = depthwiseBackward
    self.depthwiseGradient = depthwiseGradient
    self.clippedAffine = clippedAffine
    self.clippedGradient = clippedGradient
    self.siluAffine = siluAffine
    self.siluGradient = siluGradient
    self.addReLU = addReLU
    self.packFactor = packFactor
    self.product = product
    self.thinProduct = thinProduct
    self.rowProducts = rowProducts
    self.outerProduct = outerProduct
    self.directForward = directForward
    self.directPad = directPad
    self.directGradient = directGradient
    self.rotateFilters = rotateFilters
    self.winogradFilters = winogradFilters
    self.winogradForward = winogradForward
    self.winogradPatches = winogradPatches
    self.winogradPanels = winogradPanels
    self.winogradGradientSquare = winogradGradientSquare
    self.winogradGradientTransforms = winogradGradientTransforms
    self.winogradGradientProducts = winogradGradientProducts
    self.winogradAddGradient = winogradAddGradient
    self.sgd = sgd
    self.adam = adam
  }
}
