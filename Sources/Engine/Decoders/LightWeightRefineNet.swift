/// Light-weight RefineNet (Nekrasov, Shen and Reid, BMVC 2018) as the authors' networks for several tasks have it (Nekrasov et al., ICRA
/// 2019): at each of the four deepest levels the encoder's outputs, each through a 1×1 convolution to one width, are added to
/// what comes from below and to each other, rectified, and taken through chained residual pooling; a task scales every channel and predicts by a
/// 3×3 convolution. Finer levels have no layers. Norms: none beside the encoder's.
public struct LightWeightRefineNet: Decoder {
  public static let name = "lw-refinenet"
  public static let summary =
    "Light-weight RefineNet: chained residual pooling at four levels (Nekrasov et al. 2018, 2019)"

  private let width: Int
  private static let levels = 4

  public init(_ options: inout Options) throws {
    width = try options.take("width", default: 256, in: 8...1024, "channels of every level")
  }

  public func shape(over backbone: any Backbone) -> DecoderShape {
    let steps = Array(repeating: width, count: backbone.widths.count)
    return DecoderShape(inputs: steps, outputs: steps, start: backbone.widths.last!)
  }

  /// The finest level that has layers.
  private func finest(_ backbone: any Backbone) -> Int {
    max(0, backbone.widths.count - Self.levels)
  }

  public func join(_ level: Int, over backbone: any Backbone, in scope: ParameterScope)
    -> LevelJoin
  {
    guard level >= finest(backbone) else { return { below, _ in below } }
    let scope = scope.drawingHe
    func lateral(_ inputs: Int, _ name: String) -> Convolution {
      Convolution(inputs, width, size: 1, bias: false, in: scope[name])
    }
    let inner = backbone.innerWidths[level].enumerated().map { lateral($1, "inner\($0 + 1)") }
    let own = lateral(backbone.widths[level], "lateral")
    let isDeepest = level == backbone.widths.count - 1
    return { below, level in
      // At the deepest level what comes from below is that level's own output.
      var terms = zip(inner, level.inner).map { $0($1) }
      terms.append(own(isDeepest ? below : level.p))
      if !isDeepest { terms.append(below.resized(to: level.p)) }
      return terms.dropFirst().reduce(terms[0], +).relu6()
    }
  }

  /// Chained residual pooling; behind it, but at the finest level, a 1×1 convolution.
  public func stage(
    _ level: Int, over backbone: any Backbone, inputs: Int, outputs: Int, in scope: ParameterScope
  ) -> Stage {
    let scope = scope.drawingHe
    // Where an architecture adds features, they are brought to the level's width first.
    let entry: [any Layer] =
      inputs == outputs
      ? [] : [Convolution(inputs, outputs, size: 1, bias: false, in: scope["reduce"])]
    guard level >= finest(backbone) else { return Stage(entry: Chain(entry), body: Chain([])) }
    let isFinest = level == finest(backbone)
    let pooling = ChainedResidualPooling(outputs, isDepthwise: isFinest, in: scope["pooling"])
    return Stage(
      entry: Chain(entry + [pooling]),
      body: Chain(
        isFinest ? [] : [Convolution(outputs, outputs, size: 1, bias: false, in: scope["adapt"])]))
  }

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    Chain([
      ChannelScaling(features, in: scope["scale"]), Clipped.relu6,
      Convolution(features, outputs, in: scope["conv"]),
      Resized(height: frame.height, width: frame.width),
    ])
  }
}

/// Four times the maxima of 5×5 windows and a 1×1 convolution, each of the one before; the sum of all and of the input (Nekrasov et al.
/// 2018, figure 2).
private struct ChainedResidualPooling: Layer {
  private let layers: [any Layer]

  /// - Parameter isDepthwise: whether the 1×1 convolutions have a factor for each channel alone.
  init(_ channels: Int, isDepthwise: Bool, in scope: ParameterScope) {
    layers = (1...4).map { number in
      let place = scope["conv\(number)"]
      return isDepthwise
        ? ChannelScaling(channels, in: place)
        : Convolution(channels, channels, size: 1, bias: false, in: place)
    }
  }

  func callAsFunction(_ x: Value) -> Value {
    var (top, sum) = (x, x)
    for layer in layers {
      top = layer(top.maxPool(size: 5, stride: 1, padding: 2))
      sum = sum + top
    }
    return sum
  }
}
