/// A small 8-bit picture.
public struct PictureData: Sendable, Hashable {
  public enum Kind: String, Sendable { case colour, labels, scalar, vectors, objects }
  public let kind: Kind
  public let size: ImageSize
  /// What 1 and 255 stand for (`scalar`), or 0 and the number of classes (`labels`) or categories (`objects`).
  public let range: [Double]
  /// Row by row, channels interleaved; of `objects` six 16-bit numbers each (`PicturedObject`).
  public let bytes: [UInt8]
}
