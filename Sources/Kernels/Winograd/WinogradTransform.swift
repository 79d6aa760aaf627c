import KernelTable

/// The transforms of one F(m×m, 3×3) (Lavin and Gray 2016). Channels go `T.width` at a time. A transform's value (i, j)
/// lies at (side × i + j) × `stride`.
protocol WinogradTransform {
  /// Bᵀ d B of one patch, mapped as it is loaded: x points at its first pixel; pixels of a row are `pixelStride` apart.
  static func patch<M: LaneMap, T: Lanes>(
    _: M.Type, _ lanes: MapLanes<T>, _ x: Input, rowStride: Int, pixelStride: Int, _ v: Output,
    stride: Int)
  /// Aᵀ m A + bias of one tile of products, set or added; y is the tile's first pixel.
  static func products<T: Lanes>(
    _ bias: T, _ m: Input, stride: Int, adds: Bool, _ y: Output, rowStride: Int, pixelStride: Int)
  /// A dy Aᵀ of one tile of cotangents.
  static func cotangent<T: Lanes>(
    _: T.Type, _ dy: Input, rowStride: Int, pixelStride: Int, _ d: Output, stride: Int)
  /// G g Gᵀ of eight filters, given tap by tap.
  static func filter(_ tap: (Int, Int) -> V, _ u: Output, stride: Int)
  /// Gᵀ s G of eight filters: adds tap (i, j) to `w` + (3 i + j) `tapStride`.
  static func addFilterGradient(_ s: Input, stride: Int, _ w: Output, tapStride: Int)
}
