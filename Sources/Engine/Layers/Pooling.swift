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
  var cotangentPassing: CotangentPassing { .rows }
  /// Of each thread: double sums with the kernel's work space, or the cotangent of one pixel.
  func scratch(_ node: Node) -> Int { node.team.count * 4 * node.extent.channels }

  /// Calls `body` with every image's first pixel, and the thread's work space.
  private func forEachImage(
    _ node: Node, _ scratch: UnsafeMutablePointer<Float>,
    _ body: (_ frame: Int, _ first: Int, _ room: UnsafeMutablePointer<Float>) -> Void
  ) {
    let image = node.inputs[0].extent
    node.team.split(image.batch, by: 1) { frames, thread in
      for frame in frames {
        body(
          frame, frame * image.height * image.width, scratch + thread * 4 * image.channels)
      }
    }
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (image, channels) = (node.inputs[0].extent, node.extent.channels)
    let pixels = image.height * image.width
    forEachImage(node, pass.scratch) { frame, first, room in
      let sums = UnsafeMutableRawPointer(room).bindMemory(to: Double.self, capacity: channels)
      Engine.kernels.channelSums(pixels, channels, node.inputs[0].data + first * channels, sums)
      let y = node.data + frame * channels
      for c in 0..<channels { y[c] = Float(sums[c] / Double(pixels)) }
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    guard sweep.wants(node, 0) else { return }
    let (image, channels) = (node.inputs[0].extent, node.extent.channels)
    let pixels = image.height * image.width
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      forEachImage(node, sweep.scratch) { frame, first, room in
        Engine.kernels.scale(channels, 1 / Float(pixels), dy + frame * channels, room)
        if holds {
          Engine.kernels.addToRows(pixels, channels, room, dx + first * channels)
        } else {
          for pixel in first..<first + pixels {
            (dx + pixel * channels).update(from: room, count: channels)
          }
        }
      }
    }
  }
}

/// Bands of images' lines, each of whole pairs: small enough to stay in cache.
private struct Bands {
  let image: Extent
  private let pairs: Int
  private let team: ThreadTeam

  init(_ image: Extent, _ team: ThreadTeam) {
    self.image = image
    self.team = team
    pairs = max(1, 2048 / (image.width * image.channels))
  }

  private var perFrame: Int { (image.height / 2 + pairs - 1) / pairs }
  /// Floats of the largest: the last of a frame takes an odd line too.
  var floats: Int { (2 * pairs + 1) * image.width * image.channels }

  /// Calls `body` with every band, in order where there is one thread: its extent, its rows (pixels) among those of all images, and those of
  /// the images of half the size.
  func run(
    _ body: (_ band: Extent, _ rows: Range<Int>, _ pooled: Range<Int>, _ thread: Int) -> Void
  ) {
    let (height, width) = (image.height / 2, image.width / 2)
    team.run(image.batch * perFrame) { index, thread in
      let (frame, first) = (index / perFrame, index % perFrame * pairs)
      let isLast = first + pairs >= height
      let lines = isLast ? image.height - 2 * first : 2 * pairs
      let row = (frame * image.height + 2 * first) * image.width
      let pooledRow = (frame * height + first) * width
      body(
        Extent(1, lines, image.width, image.channels), row..<row + lines * image.width,
        pooledRow..<pooledRow + lines / 2 * width, thread)
    }
  }
}

private final class MaxPool2Primitive: Primitive, MappedReader, RowTeller {
  var kind: LayerKind { .pooling }
  var mappedReading: MappedReading { .loading }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  func auxiliaryBytes(_ node: Node) -> Int { node.extent.count }
  func scratch(_ node: Node) -> Int {
    node.team.count * Bands(node.inputs[0].extent, node.team).floats
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y, channels) = (node.inputs[0].source, node.data!, node.extent.channels)
    let places = node.auxiliary.assumingMemoryBound(to: UInt8.self)
    Bands(node.inputs[0].extent, node.team).run { band, rows, pooled, _ in
      let i = pooled.lowerBound * channels
      Engine.kernels.maxPool2(band, x.data + rows.lowerBound * channels, x.map, y + i, places + i)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let places = node.auxiliary.assumingMemoryBound(to: UInt8.self)
    let (bands, channels) = (Bands(node.inputs[0].extent, node.team), node.extent.channels)
    for slot in 0..<node.lanes {
      guard let receiver = sweep.receiver(node, slot, 0) else { continue }
      let dy = sweep.cotangent(node, slot)
      bands.run { band, rows, pooled, thread in
        let i = pooled.lowerBound * channels
        receiver.pass(rows, aside: sweep.scratch + thread * bands.floats) { dx in
          Engine.kernels.scatter2(band, dy + i, nil, places + i, dx)
        }
      }
    }
  }
}

private final class UnpoolPrimitive: Primitive, MappedReader, Recomputable, RowTeller {
  var kind: LayerKind { .pooling }
  var mappedReading: MappedReading { .loading }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  private unowned let places: Node
  private let extent: Extent

  init(places: Node, extent: Extent) {
    self.places = places
    self.extent = extent
  }

  private var indices: UnsafePointer<UInt8> {
    UnsafePointer(places.auxiliary.assumingMemoryBound(to: UInt8.self))
  }

  func scratch(_ node: Node) -> Int { node.team.count * Bands(extent, node.team).floats }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y, places) = (node.inputs[0].source, node.data!, indices)
    Bands(extent, node.team).run { band, rows, pooled, _ in
      let i = pooled.lowerBound * extent.channels
      Engine.kernels.scatter2(
        band, x.data + i, x.map, places + i, y + rows.lowerBound * extent.channels)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (places, bands, channels) = (indices, Bands(extent, node.team), extent.channels)
    for slot in 0..<node.lanes {
      guard let receiver = sweep.receiver(node, slot, 0) else { continue }
      let dy = sweep.cotangent(node, slot)
      bands.run { band, rows, pooled, thread in
        receiver.pass(pooled, aside: sweep.scratch + thread * bands.floats) { dx in
          Engine.kernels.gather2(
            band, dy + rows.lowerBound * channels, places + pooled.lowerBound * channels, dx)
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
