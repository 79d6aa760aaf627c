/// A whole decoder, from what an encoder left at every level to what heads for maps read. Where no task reads maps it has no steps.
struct Decoding {
  private let parts: NetworkParts
  private let steps: [DecoderStep]

  /// Parameters go to `stage1` and so on, by level.
  init(_ parts: NetworkParts, in scope: ParameterScope) {
    self.parts = parts
    steps = parts.steps(in: scope)
  }

  /// Everything an architecture may attend to.
  struct Features {
    /// By level of the encoder, finest first.
    let encoded: [EncodedLevel]
    /// What the deepest of the decoder's steps took.
    let start: Value
    /// By level: what the stage of the decoder's step took, and what it gave.
    var joined: [Value] = []
    var decoded: [Value] = []

    /// What heads for maps read.
    var map: Value { decoded.first ?? start }
  }

  func callAsFunction(_ encoded: [EncodedLevel]) -> Features {
    var features = Features(encoded: encoded, start: parts.start(encoded))
    var value = features.start
    for level in steps.indices.reversed() {
      let joined = steps[level].join(value, encoded[level])
      value = steps[level].stage(joined).p
      features.joined.insert(joined, at: 0)
      features.decoded.insert(value, at: 0)
    }
    return features
  }
}
