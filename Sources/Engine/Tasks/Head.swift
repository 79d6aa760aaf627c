/// The layers of one task alone: from the features that it reads to its answer.
public protocol Head: Sendable {
  func callAsFunction(_ features: [Value]) -> [Value]
}

/// What a level of an encoder leaves.
public struct LevelShape: Sendable, Hashable {
  public let channels: Int
  public let size: ImageSize

  public init(channels: Int, size: ImageSize) {
    self.channels = channels
    self.size = size
  }
}

/// What a head can be built on.
public struct HeadSite {
  /// Of the encoder's levels, finest first, where the head reads those; else none.
  public let levels: [LevelShape]
  /// Of what the task predicts for.
  public let frame: ImageSize
  /// The layers that this network puts between features and a prediction of some channels: raw outputs, of maps at the
  /// frames' resolution.
  public let predictor: (_ outputs: Int, _ scope: ParameterScope) -> any Layer
}

/// One prediction, or several, from the same features.
struct PredictionHead: Head {
  let layers: [any Layer]

  func callAsFunction(_ features: [Value]) -> [Value] { layers.map { $0(features[0]) } }
}
