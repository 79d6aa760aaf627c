/// How the transforms of all tiles lie: slices of up to 64 channels, in each the values of the transform one after the other, in each of
/// these the tiles. (Rows of more channels would push each other out of the first-level cache.)
public struct KeptTransforms: Sendable {
  public static let depth = 64
  public let channels: Int
  public let tiles: Int
  public let points: Int

  /// Between tiles, between values, and between slices.
  public var pitch: Int { min(Self.depth, channels) }
  public var stride: Int { tiles * pitch + 16 }
  public var sliceStride: Int { points * stride }
  public var slices: Int { (channels + Self.depth - 1) / Self.depth }
  public var floats: Int { slices * sliceStride }
}
