import KernelTable

/// The transforms of one F(m×m, 3×3) (Lavin and Gray 2016) of as many channels as `T` is wide. A transform's value (i, j) lies at
/// (side × i + j) × `stride`.
///
/// Each is a function of its own, and computes row after row of its result, reading what it needs again: a whole tile's values
/// at once are more than there are registers, and what the compiler then moves to memory in pieces and back waits for itself.
protocol WinogradTransform {
  /// Bᵀ d B of one patch: x points at its first pixel; pixels of a row are `pixelStride` apart.
  static func patch<T: Lanes>(
    _: T.Type, _ x: Input, rowStride: Int, pixelStride: Int, _ v: Output, stride: Int)
  /// Aᵀ m A + bias of one tile of products, set or added; y is the tile's first pixel.
  static func products<T: Lanes>(
    _: T.Type, _ bias: Input?, _ m: Input, stride: Int, adds: Bool, _ y: Output, rowStride: Int,
    pixelStride: Int)
  /// A dy Aᵀ of one tile of cotangents.
  static func cotangent<T: Lanes>(
    _: T.Type, _ dy: Input, rowStride: Int, pixelStride: Int, _ d: Output, stride: Int)
  /// G g Gᵀ of filters whose tap (i, j) lies at (3 i + j) × `tapStride`.
  static func filter<T: Lanes>(_: T.Type, _ w: Input, tapStride: Int, _ u: Output, stride: Int)
  /// Gᵀ s G of filters: adds tap (i, j) to `w` + (3 i + j) × `tapStride`.
  static func addFilterGradient<T: Lanes>(
    _: T.Type, _ s: Input, stride: Int, _ w: Output, tapStride: Int)
}
