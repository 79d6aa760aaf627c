/// The locations at which a one-stage detector makes its predictions: the pixels of feature maps at several strides.
struct DetectionGrid: Sendable, Hashable {
  struct Level: Sendable, Hashable {
    let stride: Int
    let size: ImageSize
    /// In which the largest distance from a location to the sides of its object lies, in pixels: larger objects belong to coarser
    /// levels (FCOS §3.2).
    let range: Range<Float>

    var locations: Int { size.height * size.width }

    /// The middle of what the pixel covers.
    func centre(_ location: Int) -> (x: Float, y: Float) {
      let (row, column) = location.quotientAndRemainder(dividingBy: size.width)
      return ((Float(column) + 0.5) * Float(stride), (Float(row) + 0.5) * Float(stride))
    }
  }
  let levels: [Level]

  /// - Parameters:
  ///   - finest: stride of the finest level; each of the others has twice that of the one before.
  ///   - count: number of levels.
  init(_ frame: ImageSize, finest: Int, count: Int) {
    let sizes = (0..<count).map { index in
      let stride = finest << index
      return ImageSize(
        height: (frame.height + stride - 1) / stride, width: (frame.width + stride - 1) / stride)
    }
    self.init(sizes, finest: finest)
  }

  /// Of levels of known sizes.
  init(_ sizes: [ImageSize], finest: Int) {
    levels = sizes.enumerated().map { index, size in
      let stride = finest << index
      let least = index == 0 ? 0 : Float(4 * stride)
      let most = index == sizes.count - 1 ? .infinity : Float(8 * stride)
      return Level(stride: stride, size: size, range: least..<most)
    }
  }
}
