import KernelTable

/// A pooled value that remembers where its maxima lay, for unpooling.
public struct Pooled {
  public let value: Value
  let source: Extent
}

extension Value {
  /// Maxima of 2×2 windows at stride 2, with their places. An odd last row or column is dropped.
  public func maxPool2() -> Pooled {
    let half = Extent(extent.batch, extent.height / 2, extent.width / 2, extent.channels)
    precondition(half.rows > 0, "\(extent) is too small to be halved")
    return Pooled(value: tape.record(MaxPool2Primitive(), [self], half), source: extent)
  }

  /// Puts every value where the maximum of `pooled` was taken, zeros elsewhere (SegNet's unpooling).
  public func unpooled(by pooled: Pooled) -> Value {
    precondition(
      extent == pooled.value.extent, "\(extent) does not fit the places of \(pooled.value.extent)")
    return tape.record(
      UnpoolPrimitive(places: pooled.value.node, extent: pooled.source), [self], pooled.source,
      references: [pooled.value])
  }

  /// Maxima of `size`×`size` windows; padding never wins.
  public func maxPool(size: Int, stride: Int, padding: Int = 0) -> Value {
    precondition(2 * padding <= size, "a padding of \(padding) leaves windows of \(size) empty")
    let window = Window(image: extent, size: size, stride: stride, padding: padding)
    let pooled = Extent(
      extent.batch, window.outputHeight, window.outputWidth, extent.channels)
    return tape.record(MaxPoolPrimitive(window: window), [self], pooled)
  }
}

/// Maxima of square windows between other layers.
public struct MaxPool: Layer {
  let size: Int
  let stride: Int
  let padding: Int

  public init(size: Int, stride: Int, padding: Int = 0) {
    self.size = size
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ x: Value) -> Value {
    x.maxPool(size: size, stride: stride, padding: padding)
  }
}

extension Value {
  /// The mean over every image: [N, H, W, C] → [N, 1, 1, C].
  public func globalAverage() -> Value {
    tape.record(
      GlobalAveragePrimitive(), [self], Extent(extent.batch, 1, 1, extent.channels))
  }
}

private final class GlobalAveragePrimitive: Primitive {
  var kind: LayerKind { .pooling }
  var backwardReads: BackwardReads { [] }
  /// Double sums with the kernel's work space, or the cotangent of one pixel.
  func scratch(_ node: Node) -> Int { 4 * node.extent.channels }

  func forward(_ node: Node, _ pass: Pass) {
    let (image, channels) = (node.inputs[0].extent, node.extent.channels)
    let pixels = image.height * image.width
    let sums = UnsafeMutableRawPointer(pass.scratch).bindMemory(to: Double.self, capacity: channels)
    for frame in 0..<image.batch {
      Engine.kernels.channelSums(
        pixels, channels, node.inputs[0].data + frame * pixels * channels, sums)
      let y = node.data + frame * channels
      for c in 0..<channels { y[c] = Float(sums[c] / Double(pixels)) }
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (image, channels) = (node.inputs[0].extent, node.extent.channels)
    let pixels = image.height * image.width
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.pass(node, slot, to: 0) { dx in
        for frame in 0..<image.batch {
          Engine.kernels.scale(
            channels, 1 / Float(pixels), dy + frame * channels, sweep.scratch)
          for pixel in frame * pixels..<(frame + 1) * pixels {
            (dx + pixel * channels).update(from: sweep.scratch, count: channels)
          }
        }
      }
    }
  }
}

/// Calls with every frame of images, in pieces of one: the frame's extent, and where it begins in images of `image`'s size and
/// of half the size.
private func forEachFrame(
  _ image: Extent, _ body: (_ frame: Extent, _ place: Int, _ pooledPlace: Int) -> Void
) {
  let frame = Extent(1, image.height, image.width, image.channels)
  let pooled = (image.height / 2) * (image.width / 2) * image.channels
  Engine.team.run(image.batch) { index, _ in body(frame, index * frame.count, index * pooled) }
}

private final class MaxPool2Primitive: Primitive {
  var kind: LayerKind { .pooling }
  var readsMapped: MappedReading { .loading }
  var backwardReads: BackwardReads { [] }
  func auxiliaryBytes(_ node: Node) -> Int { node.extent.count }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y) = (node.inputs[0].source, node.data!)
    let places = node.auxiliary.assumingMemoryBound(to: UInt8.self)
    forEachFrame(node.inputs[0].extent) { frame, i, j in
      Engine.kernels.maxPool2(frame, x.data + i, x.map, y + j, places + j)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let places = node.auxiliary.assumingMemoryBound(to: UInt8.self)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.pass(node, slot, to: 0) { dx in
        forEachFrame(node.inputs[0].extent) { frame, i, j in
          Engine.kernels.scatter2(frame, dy + j, nil, places + j, dx + i)
        }
      }
    }
  }
}

private final class UnpoolPrimitive: Primitive {
  var kind: LayerKind { .pooling }
  var readsMapped: MappedReading { .loading }
  var isCheap: Bool { true }
  var backwardReads: BackwardReads { [] }
  private unowned let places: Node
  private let extent: Extent

  init(places: Node, extent: Extent) {
    self.places = places
    self.extent = extent
  }

  private var indices: UnsafePointer<UInt8> {
    UnsafePointer(places.auxiliary.assumingMemoryBound(to: UInt8.self))
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y, places) = (node.inputs[0].source, node.data!, indices)
    forEachFrame(extent) { frame, i, j in
      Engine.kernels.scatter2(frame, x.data + j, x.map, places + j, y + i)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let places = indices
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.pass(node, slot, to: 0) { dx in
        forEachFrame(extent) { frame, i, j in
          Engine.kernels.gather2(frame, dy + i, places + j, dx + j)
        }
      }
    }
  }
}

private final class MaxPoolPrimitive: Primitive {
  var kind: LayerKind { .pooling }
  var backwardReads: BackwardReads { [] }
  private let window: Window
  init(window: Window) { self.window = window }

  func auxiliaryBytes(_ node: Node) -> Int { 4 * node.extent.count }

  func forward(_ node: Node, _ pass: Pass) {
    Engine.kernels.maxPool(
      window, node.inputs[0].data, node.data, node.auxiliary.assumingMemoryBound(to: Int32.self))
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      sweep.pass(node, slot, to: 0) { dx in
        Engine.kernels.maxPoolGradient(
          window, node.extent.count, sweep.cotangent(node, slot),
          node.auxiliary.assumingMemoryBound(to: Int32.self), dx)
      }
    }
  }
}
