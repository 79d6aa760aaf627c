/// A whole encoder without heads.
struct Encoder {
  let backbone: any Backbone
  private let stem: any Layer
  let stages: [Stage]
  private let closing: any Layer

  /// Parameters go to `encoder.stem`, `encoder.stage1` and so on, and `encoder.closing`.
  init(_ backbone: any Backbone, in scope: ParameterScope) {
    self.backbone = backbone
    let scope = scope["encoder"]
    stem = backbone.stem(in: scope["stem"])
    let widths = backbone.widths
    stages = widths.indices.map { level in
      backbone.encoderStage(
        level, inputs: level == 0 ? backbone.stemWidth : widths[level - 1], in: scope.stage(level))
    }
    closing = backbone.closing(in: scope["closing"])
  }

  /// The output of the last stage.
  func callAsFunction(_ image: Value) -> Value {
    var value = stem(image)
    for (level, stage) in stages.enumerated() {
      value = stage(level == 0 ? value : backbone.descend(value)).p
    }
    return value
  }

  /// What is known of the image as a whole, from the output of the last stage: [N, 1, 1, features].
  func features(_ last: Value) -> Value { closing(last).globalAverage() }
}
