/// How a 3×3 convolution with stride 1 and padding 1 is cut for Winograd's F(4×4, 3×3) or F(2×2, 3×3): a function of
/// the shape alone. Channels are multiples of 8.
public struct WinogradPlan: Sendable, Hashable {
  /// Extent of the convolution's input; its output has the same but for the channels.
  public let image: Extent
  public let outputs: Int
  /// Side of a tile of outputs: 4, or 2 where tiles are few or digits count.
  public let tile: Int
  /// Tiles transformed together in the forward pass, a multiple of 12, and output channels multiplied together.
  public let block: Int
  public let panel: Int
  /// Tiles whose products are summed before they are added to the weights' gradient.
  public let gradientBlock: Int
  /// Where tiles are few, the transforms of all of them are kept while filters go by; else filters are, while tiles go by.
  public let keepsTiles: Bool

  public init(image: Extent, outputs: Int, tile: Int = 4) {
    precondition(tile == 4 || tile == 2, "tiles of 4×4 or 2×2, found \(tile)")
    self.image = image
    self.outputs = outputs
    self.tile = tile
    let tiles = image.batch * ((image.height + tile - 1) / tile) * ((image.width + tile - 1) / tile)
    let filter = image.channels * outputs
    // Transformed patches stay in the second-level cache where the filters do; where those are larger, each is
    // read once for as many tiles as fit.
    let fitting: (block: Int, panel: Int, gradient: Int) =
      switch filter {
      case ...(1 << 8): (48, 32, 48)
      case ...(1 << 10): (24, 32, 48)
      case ...(1 << 12): (12, 64, 48)
      case ...(1 << 14): (24, 64, 48)
      case ...(1 << 16): (24, 128, 96)
      default: (192, 64, 192)
      }
    block = min(fitting.block, (tiles + 11) / 12 * 12)
    panel = min(fitting.panel, outputs)
    gradientBlock = min(fitting.gradient, tiles)
    keepsTiles = tiles * (image.channels + outputs) <= filter
  }

  public var inputs: Int { image.channels }
  /// Side of a patch of inputs, and the values of a transform.
  public var side: Int { tile + 2 }
  public var points: Int { side * side }
  public var tileRows: Int { (image.height + tile - 1) / tile }
  public var tileColumns: Int { (image.width + tile - 1) / tile }
  public var tiles: Int { image.batch * tileRows * tileColumns }
  public var blocks: Int { (tiles + block - 1) / block }
  public var gradientBlocks: Int { (tiles + gradientBlock - 1) / gradientBlock }

  /// Pixels of the lines that the first `count` tiles take to their end.
  public func rows(tiles count: Int) -> Int {
    let tileRows = min(tiles, count) / tileColumns
    let lines = tileRows / self.tileRows * image.height + tileRows % self.tileRows * tile
    return lines * image.width
  }

  // Strides between the values of a transform. The 16 floats keep them off multiples of 4096 bytes, where loads and
  // stores would wait for each other.
  public var patchStride: Int { block * inputs + 16 }
  public var productStride: Int { block * panel + 16 }
  public var filterStride: Int { inputs * outputs + 16 }
  public var gradientPatchStride: Int { gradientBlock * inputs + 16 }
  public var cotangentStride: Int { gradientBlock * outputs + 16 }

  /// Floats of the transformed weights, and of their gradient before it is transformed back.
  public var filterFloats: Int { points * filterStride }
  /// Tiles side by side whose patches are read as one strip: as many as stay in the first-level cache, in 15 kB.
  public var stripTiles: Int { min(max(1, 128 / inputs), tileColumns) }
  public var stripFloats: Int { side * (stripTiles * tile + 2) * inputs }

  // Where tiles are kept.

  /// Transforms of all tiles, of so many channels.
  public func kept(_ channels: Int) -> KeptTransforms {
    KeptTransforms(channels: channels, tiles: tiles, points: points)
  }
  /// Rotated taps of a panel of a slice's filters.
  public var tapFloats: Int { 9 * 32 * KeptTransforms.depth }
  /// Strides between the values of a transform of a slice's filters, of a panel's products and of a square of gradients.
  public var sliceFilterStride: Int { KeptTransforms.depth * 32 + 16 }
  public var panelStride: Int { tiles * 32 + 16 }
  public var squareStride: Int { KeptTransforms.depth * KeptTransforms.depth + 16 }
  /// One thread's work space for a panel of filters: a slice's taps and transforms, products, and what a tile needs.
  private var panelScratch: Int {
    tapFloats + points * (sliceFilterStride + panelStride)
      + max(productScratch(depth: KeptTransforms.depth), tile * tile * 32)
  }
  /// Floats of what all threads of the forward pass read: transformed weights, or patches.
  public var sharedFloats: Int { keepsTiles ? kept(inputs).floats : filterFloats }
  /// One thread's work space of the forward pass: patches, products, a strip, one tile.
  public var forwardScratch: Int {
    keepsTiles
      ? max(stripFloats, panelScratch)
      : points * (patchStride + productStride) + stripFloats + tile * tile * panel
  }
  /// Floats of a block's transformed patches and cotangents, or of all, which all threads fill.
  public var gradientFloats: Int {
    keepsTiles
      ? kept(inputs).floats + kept(outputs).floats
      : points * (gradientPatchStride + cotangentStride)
  }
  /// One thread's work space of the weights' gradient: a strip and one tile, then packed factors or a square of sums.
  public var gradientScratch: Int {
    max(
      stripFloats + tile * tile * outputs,
      keepsTiles ? points * squareStride : packsGradient ? outerProductScratch : 0)
  }
  /// Of many channels, rows of transforms would push each other out of the first-level cache, so products pack them.
  public var packsGradient: Bool { max(inputs, outputs) >= 256 }
}
