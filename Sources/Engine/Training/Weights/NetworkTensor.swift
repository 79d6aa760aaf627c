/// A parameter or a running statistic of a network, as files of weights have it.
struct NetworkTensor {
  enum Place: Hashable {
    case parameter(Int)
    case buffer(Int)
  }
  let place: Place
  let name: String
  /// The name without those of copies: `encoder.stage1.block0.conv1.weight`.
  let origin: String
  let layout: TorchLayout

  /// All of a network's; what a weighting has learned is none of it.
  static func all(_ layout: ParameterLayout) -> [NetworkTensor] {
    let parameters = layout.parameters.filter { !$0.name.hasPrefix("weighting.") }.map {
      NetworkTensor(
        place: .parameter($0.index), name: $0.name, origin: layout.origins[$0.index],
        // Mixtures of several values have two axes too, and are given first values of their own.
        layout: TorchLayout($0.shape, isMatrix: layout.isDrawn($0)))
    }
    return parameters
      + layout.buffers.map {
        NetworkTensor(
          place: .buffer($0.index), name: $0.name, origin: layout.bufferOrigins[$0.index],
          layout: TorchLayout([$0.count], isMatrix: false))
      }
  }

  private static let encoder = "encoder."

  /// The name within the encoder; nil of what lies elsewhere.
  var encoderName: String? {
    origin.hasPrefix(Self.encoder) ? String(origin.dropFirst(Self.encoder.count)) : nil
  }

  var isDecoder: Bool { origin.hasPrefix("decoder.") }
  /// Of the layers that close an encoder before it is pooled.
  var isClosing: Bool { origin.hasPrefix("encoder.closing.") }

  /// The name in a file of ours: in the encoder torchvision's, where there is one.
  func exported(_ backbone: any Backbone) -> String {
    guard let published = encoderName.flatMap(backbone.published) else { return name }
    return name.dropLast(name.hasSuffix(origin) ? origin.count : name.count)
      + published.torchvision
  }

  /// The same of the one trunk that a copy is of.
  func exportedOrigin(_ backbone: any Backbone) -> String {
    encoderName.flatMap(backbone.published)?.torchvision ?? origin
  }
}

extension Parameters {
  func pointer(_ tensor: NetworkTensor) -> UnsafeMutableBufferPointer<Float> {
    switch tensor.place {
    case .parameter(let index):
      let parameter = layout.parameters[index]
      return UnsafeMutableBufferPointer(start: pointer(parameter), count: parameter.count)
    case .buffer(let index):
      let buffer = layout.buffers[index]
      return UnsafeMutableBufferPointer(start: pointer(buffer), count: buffer.count)
    }
  }
}
