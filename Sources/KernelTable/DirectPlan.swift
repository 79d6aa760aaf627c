/// How a convolution with stride 1 that keeps the extent is summed directly: a function of the shape alone.
/// Channels are multiples of 8.
public struct DirectPlan: Sendable, Hashable {
  /// Extent of the convolution's input; its output has the same but for the channels.
  public let image: Extent
  public let outputs: Int
  /// Odd side of the window.
  public let size: Int

  public init(image: Extent, outputs: Int, size: Int) {
    self.image = image
    self.outputs = outputs
    self.size = size
  }

  public var inputs: Int { image.channels }
  public var padding: Int { size / 2 }
  /// Floats of one line of the padded image.
  public var lineFloats: Int { (image.width + 2 * padding) * inputs }
  public var filterFloats: Int { size * size * inputs * outputs }
  /// One padded image, and room to read 12 pixels past its end; then 12 pixels of output.
  public var forwardScratch: Int { paddedFloats + 12 * 16 }
  public var gradientScratch: Int { paddedFloats }
  public var paddedFloats: Int { (image.height + 2 * padding) * lineFloats + 12 * inputs }
}
