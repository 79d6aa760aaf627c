/// What all drawn data sets let a suite choose: the frames' size, how many there are, and which world they are of.
struct DrawnOptions {
  let size: ImageSize
  let counts: SplitCounts
  let world: Int

  /// Heights and widths are multiples of this, the tile that renderers work on.
  static let multiple = 8

  /// Takes the options. Throws `OptionError`.
  /// - Parameters:
  ///   - size: the standard.
  ///   - largest: the most pixels along a side.
  ///   - things: what worlds differ in.
  init(
    _ options: inout Options, size: ImageSize, largest: Int, counts: SplitCounts, things: String
  ) throws {
    let meaning = "pixels, a multiple of \(Self.multiple)"
    let height = try options.take("height", default: size.height, in: 32...largest, meaning)
    let width = try options.take("width", default: size.width, in: 32...largest, meaning)
    for (key, value) in [("height", height), ("width", width)] where value % Self.multiple != 0 {
      throw OptionError(
        key: key, message: "found \(value), expected a multiple of \(Self.multiple)")
    }
    self.size = ImageSize(height: height, width: width)
    self.counts = SplitCounts(
      train: try options.take(
        "train", default: counts.train, in: 1...1_000_000, "frames to train on"),
      validation: try options.take(
        "validation", default: counts.validation, in: 1...1_000_000, "frames to select by"),
      test: try options.take(
        "test", default: counts.test, in: 1...1_000_000, "frames for the final figures"))
    world = try options.take(
      "world", default: 1, in: -OptionValue.largestInteger...OptionValue.largestInteger,
      "seed of all \(things): another world, other \(things)")
  }
}
