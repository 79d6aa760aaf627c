import KernelTable

/// How a convolution is computed: a function of its shape (and of whether its input takes gradients) alone.
enum ConvolutionAlgorithm: Hashable {
  /// Tiles of 4×4 or 2×2 outputs.
  case winograd(tile: Int)
  /// Windows are read where they lie.
  case direct
  /// Windows are copied to rows and multiplied.
  case columns

  init(_ window: Window, outputs: Int, trains: Bool, precise: Bool) {
    let image = window.image
    let keepsExtent = window.stride == 1 && window.size == 2 * window.padding + 1
    if keepsExtent, window.size == 3, min(image.channels, outputs) >= 16,
      image.channels % 8 == 0, outputs % 8 == 0
    {
      self = Self.cheapest(image, outputs, precise: precise)
    } else if window.size > 1, image.channels < 16, window.outputWidth >= 12,
      window.stride == 1 || !trains, window.padding < window.size
    {
      self = .direct
    } else {
      self = .columns
    }
  }

  /// Counted in multiply–adds for each pair of channels: of the tiles, and of reading and transforming the filter once,
  /// which weighs as much as 20 tiles (measured).
  private static func cheapest(_ image: Extent, _ outputs: Int, precise: Bool) -> Self {
    let once = 20
    func cost(_ tile: Int) -> Int {
      let plan = WinogradPlan(image: image, outputs: outputs, tile: tile)
      return plan.points * (once + plan.tiles)
    }
    // Copying windows costs about a quarter of multiplying them.
    let columns = 9 * (once / 3 + image.rows + image.rows / 4)
    let choices: [(Self, Int)] =
      [(.winograd(tile: 2), cost(2)), (.columns, columns)]
      + (precise ? [] : [(.winograd(tile: 4), cost(4))])
    return choices.min { $0.1 < $1.1 }!.0
  }
}
