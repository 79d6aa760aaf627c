/// A whole backbone without heads: what hard sharing shares, and what soft sharing copies.
struct Trunk {
  let backbone: any Backbone
  let encoder: [Stage]
  /// By level, finest first; applied from the last to the first.
  let decoder: [Stage]

  /// Parameters go to `encoder_block`, `conv_block_enc`, `decoder_block` and `conv_block_dec`.
  init(_ backbone: any Backbone, inputs: Int, in scope: ParameterScope) {
    self.backbone = backbone
    let widths = backbone.widths
    encoder = widths.indices.map { level in
      backbone.encoderStage(
        level, inputs: level == 0 ? inputs : widths[level - 1],
        entry: scope["encoder_block"][level], body: scope["conv_block_enc"][level])
    }
    decoder = widths.indices.map { level in
      backbone.decoderStage(
        level, inputs: widths[level], outputs: backbone.decoderWidths[level],
        entry: scope["decoder_block"][level], body: scope["conv_block_dec"][level])
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
    for stage in encoder {
      let output = stage(value)
      features.encoded.append(output)
      features.pooled.append(output.p.maxPool2())
      value = features.pooled.last!.value
    }
    for level in decoder.indices.reversed() {
      let unpooled = value.unpooled(by: features.pooled[level])
      value = decoder[level](unpooled).p
      features.unpooled.insert(unpooled, at: 0)
      features.decoded.insert(value, at: 0)
    }
    return features
  }
}

extension Backbone {
  /// Encoder stages of a network of its own, with parameters under `scope[level]`. Every stage but the first takes
  /// `factor` times the channels of the one before.
  func encoderStages(factor: Int = 1, in scope: ParameterScope) -> [Stage] {
    widths.indices.map { level in
      encoderStage(
        level, inputs: level == 0 ? imageChannels : factor * widths[level - 1],
        entry: scope[level]["entry"], body: scope[level]["body"])
    }
  }

  /// Decoder stages by level, finest first; they take `factor` times the channels of the encoder's level.
  /// `finest` replaces the first.
  func decoderStages(
    factor: Int = 1, in scope: ParameterScope, finest: ((ParameterScope) -> Stage)? = nil
  ) -> [Stage] {
    widths.indices.map { level in
      if level == 0, let finest { return finest(scope[0]) }
      return decoderStage(
        level, inputs: factor * widths[level], outputs: decoderWidths[level],
        entry: scope[level]["entry"], body: scope[level]["body"])
    }
  }
}
