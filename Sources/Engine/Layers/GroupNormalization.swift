import KernelTable

/// Wu and He 2018, optionally with the ReLU that follows it: statistics of every image by itself, over its pixels and a group of
/// channels. As in PyTorch: epsilon 1e-5, and nothing that is kept for inference. With one group it is layer normalisation over the
/// image (Ba, Kiros and Hinton 2016).
public struct GroupNormalization: Layer {
  public let scale: Parameter
  public let shift: Parameter
  let groups: Int
  let relu: Bool

  public init(_ channels: Int, groups: Int, relu: Bool = false, in scope: ParameterScope) {
    precondition(groups > 0 && channels % groups == 0, "\(channels) channels in \(groups) groups")
    scale = scope.constant("weight", [channels], 1)
    shift = scope.constant("bias", [channels], 0)
    self.groups = groups
    self.relu = relu
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == scale.count,
      "\(scale.name) takes \(scale.count) channels, found \(x.extent)")
    return x.tape.record(GroupNormPrimitive(self), [x], x.extent)
  }
}

/// An image is a multiply–add of each channel, as a batch norm's images are, so that it takes the same kernels.
private final class GroupNormPrimitive: Primitive, Costed {
  var kind: LayerKind { .normalization }
  var backwardReads: BackwardReads { .inputs }
  private let layer: GroupNormalization
  private let channels: Int
  /// Channels of a group.
  private let width: Int
  private static let epsilon = 1e-5

  init(_ layer: GroupNormalization) {
    self.layer = layer
    channels = layer.scale.count
    width = channels / layer.groups
  }

  var parameters: [Parameter] { [layer.scale, layer.shift] }

  /// For each image and channel the group's mean and 1/σ, scale = γ/σ and shift = β − mean · scale.
  func auxiliaryBytes(_ node: Node) -> Int { 4 * node.extent.batch * Statistics.count * channels }
  /// Of each image two double sums for a channel with the kernels' work space, and the gradient's coefficients.
  func scratch(_ node: Node) -> Int { node.extent.batch * (8 + 3) * channels + 16 }

  func work(_ node: Node) -> Work { Work(floats: (node.lanes == 0 ? 3 : 8) * node.extent.count) }

  private func pixels(_ node: Node) -> Int { node.extent.height * node.extent.width }

  /// What is kept of one image, each for all channels.
  private struct Statistics {
    static let count = 4
    let mean, inverse, scale, shift: UnsafeMutablePointer<Float>

    init(_ node: Node, image: Int) {
      let channels = node.extent.channels
      mean =
        node.auxiliary.assumingMemoryBound(to: Float.self) + image * Self.count * channels
      inverse = mean + channels
      scale = inverse + channels
      shift = scale + channels
    }
  }

  private func sums(_ scratch: UnsafeMutablePointer<Float>, image: Int)
    -> UnsafeMutablePointer<Double>
  {
    UnsafeMutableRawPointer(scratch + image * 8 * channels)
      .bindMemory(to: Double.self, capacity: 4 * channels)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, count) = (node.inputs[0].data!, pixels(node))
    let (gamma, beta) = (pass.pointer(layer.scale), pass.pointer(layer.shift))
    node.team.split(node.extent.batch, by: 1) { images, _ in
      for image in images {
        let own = x + image * count * channels
        let moments = sums(pass.scratch, image: image)
        Engine.kernels.channelMoments(count, channels, own, moments)
        let found = Statistics(node, image: image)
        for first in stride(from: 0, to: channels, by: width) {
          let (mean, variance) = merged(moments, first..<first + width, pixels: count)
          let inverse = 1 / (variance + Self.epsilon).squareRoot()
          for c in first..<first + width {
            found.mean[c] = Float(mean)
            found.inverse[c] = Float(inverse)
            found.scale[c] = gamma[c] * Float(inverse)
            found.shift[c] = beta[c] - Float(mean) * found.scale[c]
          }
        }
        Engine.kernels.channelAffine(
          count, channels, own, found.scale, found.shift, layer.relu,
          node.data + image * count * channels)
      }
    }
  }

  /// Mean and variance of a group, of its channels' means and sums of squared distances from them.
  private func merged(
    _ moments: UnsafePointer<Double>, _ group: Range<Int>, pixels: Int
  ) -> (mean: Double, variance: Double) {
    let mean = group.reduce(0.0) { $0 + moments[$1] } / Double(width)
    let squares = group.reduce(0.0) { sum, c in
      let distance = moments[c] - mean
      return sum + moments[channels + c] + Double(pixels) * distance * distance
    }
    return (mean, squares / Double(pixels * width))
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      sumGradients(node, sweep, slot)
      guard sweep.wants(node, 0) else { continue }
      sweep.pass(node, slot, to: 0) { dx in write(node, sweep, slot, to: dx) }
    }
  }

  /// Σ g and Σ g (x − mean) of every image and channel, g behind the ReLU; and from them the parameters' gradients, image by image.
  private func sumGradients(_ node: Node, _ sweep: Sweep, _ slot: Int) {
    let (x, dy, count) = (node.inputs[0].data!, sweep.cotangent(node, slot), pixels(node))
    node.team.split(node.extent.batch, by: 1) { images, _ in
      for image in images {
        let first = image * count * channels
        let found = Statistics(node, image: image)
        Engine.kernels.normSums(
          count, channels, dy + first, x + first, found.scale, found.shift, found.mean, layer.relu,
          sums(sweep.scratch, image: image))
      }
    }
    let dGamma = sweep.gradient(layer.scale, node, slot)
    let dBeta = sweep.gradient(layer.shift, node, slot)
    for c in 0..<channels {
      var (scales, shifts) = (0.0, 0.0)
      for image in 0..<node.extent.batch {
        let sums = sums(sweep.scratch, image: image)
        shifts += sums[c]
        scales += sums[channels + c] * Double(Statistics(node, image: image).inverse[c])
      }
      dGamma[c] += Float(scales)
      dBeta[c] += Float(shifts)
    }
  }

  /// dx = a g + b x + d of each channel: with m values in a group, σ its deviation and sums over the group,
  /// (γ g − Σ γ g / m − (x − mean) Σ γ g (x − mean) / (m σ²)) / σ.
  private func write(
    _ node: Node, _ sweep: Sweep, _ slot: Int, to dx: UnsafeMutablePointer<Float>
  ) {
    let (x, dy, count) = (node.inputs[0].data!, sweep.cotangent(node, slot), pixels(node))
    let gamma = sweep.pointer(layer.scale)
    let rooms = sweep.scratch + node.extent.batch * 8 * channels
    let size = Double(count * width)
    node.team.split(node.extent.batch, by: 1) { images, _ in
      for image in images {
        let (found, sums) = (Statistics(node, image: image), sums(sweep.scratch, image: image))
        let a = rooms + image * 3 * channels
        let (b, d) = (a + channels, a + 2 * channels)
        for first in stride(from: 0, to: channels, by: width) {
          let group = first..<first + width
          let whole = group.reduce(0.0) { $0 + Double(gamma[$1]) * sums[$1] }
          let slope = group.reduce(0.0) { $0 + Double(gamma[$1]) * sums[channels + $1] }
          let inverse = Double(found.inverse[first])
          let factor = -inverse * inverse * inverse * slope / size
          for c in group {
            a[c] = found.scale[c]
            b[c] = Float(factor)
            d[c] = Float(-inverse * whole / size - factor * Double(found.mean[c]))
          }
        }
        let place = image * count * channels
        Engine.kernels.normGradient(
          count, channels, dy + place, x + place, found.scale, found.shift, a, b, d, layer.relu,
          dx + place)
      }
    }
  }
}
