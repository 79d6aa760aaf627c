/// A small 8-bit picture.
public struct PictureData: Sendable, Hashable {
  public enum Kind: String, Sendable { case colour, labels, scalar, vectors }
  public let kind: Kind
  public let size: ImageSize
  /// What 1 and 255 stand for (`scalar`), or 0 and the number of classes (`labels`).
  public let range: [Double]
  /// Row by row, channels interleaved.
  public let bytes: [UInt8]
}
