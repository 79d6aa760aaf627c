/// How a 3×3 convolution with stride 1 and padding 1 is cut for Winograd's F(4×4, 3×3): a function of the shape
/// alone. Channels are multiples of 8.
public struct WinogradPlan: Sendable, Hashable {
  /// Extent of the convolution's input; its output has the same but for the channels.
  public let image: Extent
  public let outputs: Int
  /// Tiles transformed together, a multiple of 12.
  public let block: Int

  public init(image: Extent, outputs: Int) {
    self.image = image
    self.outputs = outputs
    let tiles = image.batch * ((image.height + 3) / 4) * ((image.width + 3) / 4)
    // So that the transformed patches stay in the second-level cache.
    let fitting = max(image.channels, outputs) <= 32 ? 48 : 24
    block = min(fitting, (tiles + 11) / 12 * 12)
  }

  public var inputs: Int { image.channels }
  public var tileRows: Int { (image.height + 3) / 4 }
  public var tileColumns: Int { (image.width + 3) / 4 }
  public var tiles: Int { image.batch * tileRows * tileColumns }

  // Strides between the 36 values of a transform. The 16 floats keep them off multiples of 4096 bytes, where
  // loads and stores would wait for each other.
  public var patchStride: Int { block * inputs + 16 }
  public var cotangentStride: Int { block * outputs + 16 }
  public var filterStride: Int { inputs * outputs + 16 }
  /// Output channels multiplied at a time in the forward pass.
  public var panel: Int { min(32, outputs) }
  public var productStride: Int { block * panel + 16 }

  /// Floats of the transformed weights.
  public var filterFloats: Int { 36 * filterStride }
  /// Work space of the forward pass beside the transformed weights: patches, products, one patch, one tile.
  public var forwardScratch: Int {
    36 * (patchStride + productStride) + 36 * inputs + 16 * panel
  }
  /// Work space of the weights' gradient: patches, cotangents, sums, one patch, one tile.
  public var gradientScratch: Int {
    36 * (patchStride + cotangentStride + filterStride) + 36 * inputs + 16 * outputs
  }
}
