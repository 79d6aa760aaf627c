/// A whole encoder without heads.
struct Encoder {
  let backbone: any Backbone
  let stem: any Layer
  /// Empty where levels are made together.
  let stages: [Stage]
  private let together: (@Sendable (Value) -> [StageOutput])?
  private let closing: (any Layer)?

  /// Parameters go to `stem`, `stage1` and so on, and `closing`.
  /// - Parameters:
  ///   - factor: every stage but the first takes so many times the channels of the one before.
  ///   - closes: whether features are pooled over the image; only then are there closing layers.
  init(_ backbone: any Backbone, factor: Int = 1, closes: Bool, in scope: ParameterScope) {
    self.backbone = backbone
    stem = backbone.stem(in: scope["stem"])
    let widths = backbone.widths
    precondition(backbone.isStaged || factor == 1, "levels that are made together")
    together = backbone.isStaged ? nil : backbone.together(in: scope)
    stages =
      backbone.isStaged
      ? widths.indices.map { level in
        backbone.encoderStage(
          level, inputs: level == 0 ? backbone.stemWidth : factor * widths[level - 1],
          in: scope.stage(level))
      } : []
    closing = closes ? backbone.closing(in: scope["closing"]) : nil
  }

  /// What every stage leaves, finest first.
  func callAsFunction(_ image: Value) -> [EncodedLevel] {
    if let together { return together(stem(image)).map { EncodedLevel($0, backbone) } }
    var levels: [EncodedLevel] = []
    for stage in stages {
      levels.append(EncodedLevel(stage(levels.last?.descent.value ?? stem(image)), backbone))
    }
    return levels
  }

  /// What is known of the image as a whole: [N, 1, 1, features]. From the output of the last stage; where levels are made
  /// together, from all of them.
  /// - Parameter outputs: of all levels, finest first.
  func pooled(_ outputs: [Value]) -> Value {
    guard let closing else { preconditionFailure("an encoder without closing layers") }
    guard together == nil else { return concatenate(outputs.map { $0.globalAverage() }) }
    return closing(outputs[outputs.count - 1]).globalAverage()
  }
}

/// What an encoder leaves at one level: first features, output, and the way on from there.
public struct EncodedLevel {
  public let u: Value
  public let p: Value
  /// Further values of the stage (`StageOutput.inner`).
  public let inner: [Value]
  public let descent: Descent

  init(_ output: StageOutput, _ backbone: any Backbone) {
    (u, p, inner) = (output.u, output.p, output.inner)
    descent = backbone.descend(p)
  }
}
