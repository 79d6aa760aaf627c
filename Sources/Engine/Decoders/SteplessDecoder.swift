/// A decoder without steps: all its layers are those of the predictor, so that every task has its own. It reads the output of the
/// encoder's last stage, or gathers all levels.
public protocol SteplessDecoder: Decoder {}

extension SteplessDecoder {
  public func check(_ backbone: any Backbone) throws {
    guard !backbone.isStaged, !gathersLevels else { return }
    throw OptionError(
      key: "",
      message: "\(Self.name) reads the encoder's last output alone, and \(type(of: backbone).name) "
        + "makes all its levels together: name a decoder that reads them all, such as hrnet-head")
  }

  public func shape(over backbone: any Backbone) -> DecoderShape {
    DecoderShape(
      inputs: [], outputs: [],
      start: gathersLevels
        ? backbone.widths.reduce(0, +) : backbone.widths[backbone.widths.count - 1])
  }

  public func join(_ level: Int, over backbone: any Backbone, in scope: ParameterScope)
    -> LevelJoin
  {
    preconditionFailure("this decoder has no steps")
  }

  public func stage(
    _ level: Int, over backbone: any Backbone, inputs: Int, outputs: Int, in scope: ParameterScope
  ) -> Stage {
    preconditionFailure("this decoder has no steps")
  }
}
