/// A whole encoder without heads.
struct Encoder {
  let backbone: any Backbone
  let stem: any Layer
  let stages: [Stage]
  private let closing: (any Layer)?

  /// Parameters go to `stem`, `stage1` and so on, and `closing`.
  /// - Parameters:
  ///   - factor: every stage but the first takes so many times the channels of the one before.
  ///   - closes: whether features are pooled over the image; only then are there closing layers.
  init(_ backbone: any Backbone, factor: Int = 1, closes: Bool, in scope: ParameterScope) {
    self.backbone = backbone
    stem = backbone.stem(in: scope["stem"])
    let widths = backbone.widths
    stages = widths.indices.map { level in
      backbone.encoderStage(
        level, inputs: level == 0 ? backbone.stemWidth : factor * widths[level - 1],
        in: scope.stage(level))
    }
    closing = closes ? backbone.closing(in: scope["closing"]) : nil
  }

  /// What every stage leaves, finest first.
  func callAsFunction(_ image: Value) -> [EncodedLevel] {
    var levels: [EncodedLevel] = []
    for stage in stages {
      levels.append(EncodedLevel(stage(levels.last?.descent.value ?? stem(image)), backbone))
    }
    return levels
  }

  /// What is known of the image as a whole, from the output of the last stage: [N, 1, 1, features].
  func pooled(_ last: Value) -> Value {
    guard let closing else { preconditionFailure("an encoder without closing layers") }
    return closing(last).globalAverage()
  }
}

/// What an encoder leaves at one level: first features, output, and the way on from there.
public struct EncodedLevel {
  public let u: Value
  public let p: Value
  public let descent: Descent

  init(_ output: (u: Value, p: Value), _ backbone: any Backbone) {
    (u, p) = output
    descent = backbone.descend(p)
  }
}
