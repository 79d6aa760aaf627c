/// A whole encoder–decoder without heads: what hard sharing shares, and what MTAN attends to.
struct Trunk {
  let backbone: any DenseBackbone
  let encoder: Encoder
  /// By level, finest first; applied from the last to the first.
  private let decoder: [Stage]

  /// Parameters go where the encoder's go, and to `decoder.stage1` and so on, by level.
  init(_ backbone: any DenseBackbone, in scope: ParameterScope) {
    self.backbone = backbone
    encoder = Encoder(backbone, in: scope)
    decoder = backbone.widths.indices.map { level in
      backbone.decoderStage(
        level, inputs: backbone.widths[level], outputs: backbone.decoderWidths[level],
        in: scope["decoder"].stage(level))
    }
  }

  /// Everything an architecture may attend to.
  struct Features {
    /// By level: first features, output, and pooled output of the encoder.
    var encoded: [(u: Value, p: Value)] = []
    var pooled: [Pooled] = []
    /// By level: what the decoder's stage took, and what it gave.
    var unpooled: [Value] = []
    var decoded: [Value] = []
  }

  func callAsFunction(_ x: Value) -> Features {
    var features = Features()
    var value = x
    for stage in encoder.stages {
      let output = stage(value)
      features.encoded.append(output)
      features.pooled.append(backbone.pool(output.p))
      value = features.pooled.last!.value
    }
    for level in decoder.indices.reversed() {
      let unpooled = backbone.unpool(value, by: features.pooled[level])
      value = decoder[level](unpooled).p
      features.unpooled.insert(unpooled, at: 0)
      features.decoded.insert(value, at: 0)
    }
    return features
  }
}
