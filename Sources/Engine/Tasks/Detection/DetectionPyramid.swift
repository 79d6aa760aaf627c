import KernelTable

/// Features of one width at all strides of a grid, from the levels of an encoder: 1×1 convolutions, each added to the one below, enlarged
/// to the nearest; 3×3 convolutions on the sums; and for strides beyond the encoder's 3×3 convolutions at stride 2 on the coarsest, from the
/// second on after a ReLU (torchvision's `LastLevelP6P7`).
struct DetectionPyramid {
  private let grid: DetectionGrid
  /// Level of the encoder for each of the grid's finer levels.
  private let sources: [Int]
  private let laterals: [Convolution]
  private let outputs: [Convolution]
  private let further: [Convolution]

  init(_ grid: DetectionGrid, width: Int, on site: HeadSite, in scope: ParameterScope) {
    self.grid = grid
    sources = Self.sources(grid, site.levels)
    laterals = sources.enumerated().map { index, source in
      Convolution(
        site.levels[source].channels, width, size: 1, in: scope["lateral\(index + 1)"])
    }
    outputs = sources.indices.map { Convolution(width, width, in: scope["output\($0 + 1)"]) }
    further = (sources.count..<grid.levels.count).map {
      Convolution(width, width, stride: 2, in: scope["output\($0 + 1)"])
    }
  }

  /// For each of the grid's levels from the finest on the deepest level of the encoder that is as large, as far as there are any.
  static func sources(_ grid: DetectionGrid, _ levels: [LevelShape]) -> [Int] {
    var found: [Int] = []
    for level in grid.levels {
      guard let source = levels.lastIndex(where: { covers($0.size, level.size) }) else { break }
      found.append(source)
    }
    return found
  }

  /// Whether a level of the encoder has the stride of a level of that size: where frames were padded it is larger, but not by as much as
  /// one of half the stride, which would be twice as large.
  private static func covers(_ encoded: ImageSize, _ size: ImageSize) -> Bool {
    encoded.height >= size.height && encoded.width >= size.width
      && encoded.height < 2 * size.height && encoded.width < 2 * size.width
  }

  func callAsFunction(_ features: [Value]) -> [Value] {
    let own = zip(sources, grid.levels).map { source, level in
      features[source].cropped(height: level.size.height, width: level.size.width)
    }
    var sums = zip(laterals, own).map { $0($1) }
    for level in sums.indices.dropLast().reversed() {
      sums[level] = sums[level] + sums[level + 1].enlarged(to: sums[level])
    }
    var levels = zip(outputs, sums).map { $0($1) }
    for (index, layer) in further.enumerated() {
      let last = levels[levels.count - 1]
      levels.append(layer(index == 0 ? last : last.relu()))
    }
    return levels
  }
}
