/// Extents of a batch of images, [N, H, W, C].
public struct Extent: Hashable, Sendable, CustomStringConvertible {
  public var batch: Int
  public var height: Int
  public var width: Int
  public var channels: Int

  public init(_ batch: Int, _ height: Int, _ width: Int, _ channels: Int) {
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Pixels of the whole batch.
  public var rows: Int { batch * height * width }
  public var count: Int { rows * channels }
  public var description: String { "[\(batch), \(height), \(width), \(channels)]" }

  public func with(channels: Int) -> Extent { Extent(batch, height, width, channels) }
  public func with(batch: Int) -> Extent { Extent(batch, height, width, channels) }

  public func hasSize(of other: Extent) -> Bool { height == other.height && width == other.width }
}

/// A square window sliding over a batch of images: a convolution's geometry.
public struct Window: Hashable, Sendable {
  public let image: Extent
  public let size: Int
  public let stride: Int
  public let padding: Int

  public init(image: Extent, size: Int, stride: Int, padding: Int) {
    self.image = image
    self.size = size
    self.stride = stride
    self.padding = padding
  }

  public var outputHeight: Int { (image.height + 2 * padding - size) / stride + 1 }
  public var outputWidth: Int { (image.width + 2 * padding - size) / stride + 1 }
  /// Whether every window is one pixel, and every pixel a window.
  public var isPointwise: Bool { size == 1 && stride == 1 && padding == 0 }
  /// Values in one window.
  public var depth: Int { size * size * image.channels }
  /// Rows of output pixels over the whole batch: what the range of `columns` counts.
  public var lines: Int { image.batch * outputHeight }
}

/// v ← momentum v + (g + decay p); p ← p − rate v, or p − rate (g + decay p + momentum v) with Nesterov.
/// Sutskever et al. 2013, in PyTorch's form.
public struct SGDRule: Sendable {
  public var rate: Float
  public var momentum: Float
  public var decay: Float
  public var nesterov: Bool
  public init(rate: Float, momentum: Float, decay: Float, nesterov: Bool) {
    self.rate = rate
    self.momentum = momentum
    self.decay = decay
    self.nesterov = nesterov
  }
}

/// Kingma and Ba 2015, algorithm 1; `decoupled` is AdamW (Loshchilov and Hutter 2019).
public struct AdamRule: Sendable {
  public var rate: Float
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float
  public var decay: Float
  public var decoupled: Bool
  /// 1 − β₁ᵗ and √(1 − β₂ᵗ) of this step.
  public var correction1: Float
  public var rootCorrection2: Float
  public init(
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, decay: Float, decoupled: Bool,
    correction1: Float, rootCorrection2: Float
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.decay = decay
    self.decoupled = decoupled
    self.correction1 = correction1
    self.rootCorrection2 = rootCorrection2
  }
}
