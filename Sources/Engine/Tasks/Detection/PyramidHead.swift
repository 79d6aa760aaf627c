import Foundation
import KernelTable

/// The layers of a one-stage detector on an encoder (FCOS, Tian et al. 2019, as torchvision has it): a feature pyramid (Lin et al. 2017)
/// with further levels by strides, and on all its levels the same two towers of 3×3 convolutions with group norm, one for the
/// categories, one for the sides and the centerness. Convolutions have biases.
struct PyramidHead: Head {
  private let grid: DetectionGrid
  private let pyramid: DetectionPyramid
  private let categories: Tower
  private let boxes: Tower
  private let logits: Convolution
  private let sides: Convolution
  private let centerness: Convolution

  /// What is rare at the beginning: every category at every place has this probability (Lin et al., ICCV 2017, §3.3).
  private static let prior: Float = 0.01
  private static var priorLogit: Float { log(prior / (1 - prior)) }

  init(
    _ grid: DetectionGrid, _ answer: DetectionAnswer, width: Int, convolutions: Int,
    on site: HeadSite, in scope: ParameterScope
  ) {
    self.grid = grid
    pyramid = DetectionPyramid(grid, width: width, on: site, in: scope["pyramid"])
    categories = Tower(width, convolutions, in: scope["categories"])
    boxes = Tower(width, convolutions, in: scope["boxes"])
    logits = Convolution(
      width, answer.categories, initialBias: Self.priorLogit,
      in: scope["categories"]["logits"])
    // Sides are rectified: those that begin below 0 at a place have no gradient there.
    sides = Convolution(width, 4, initialBias: 1, in: scope["boxes"]["sides"])
    centerness = Convolution(width, 1, in: scope["boxes"]["centerness"])
  }

  /// - Parameter features: of the encoder's levels, finest first.
  func callAsFunction(_ features: [Value]) -> [Value] {
    pyramid(features).map { level in
      let box = boxes(level)
      return concatenate([logits(categories(level)), sides(box), centerness(box)])
    }
  }

  /// 3×3 convolutions, each with group norm and ReLU.
  private struct Tower {
    let layers: [any Layer]

    init(_ width: Int, _ count: Int, in scope: ParameterScope) {
      layers = (0..<count).flatMap { index -> [any Layer] in
        [
          Convolution(width, width, in: scope.drawingHe["conv\(index + 1)"]),
          GroupNormalization(
            width, groups: Self.groups(width), relu: true, in: scope["norm\(index + 1)"]),
        ]
      }
    }

    /// 32, or as many as divide the channels.
    private static func groups(_ width: Int) -> Int {
      (1...32).last { width % $0 == 0 } ?? 1
    }

    func callAsFunction(_ x: Value) -> Value { layers.reduce(x) { $1($0) } }
  }
}

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
    sources = Self.sources(grid, site.levels, site.frame)
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
  static func sources(_ grid: DetectionGrid, _ levels: [LevelShape], _ frame: ImageSize) -> [Int] {
    var found: [Int] = []
    for level in grid.levels {
      guard let source = levels.lastIndex(where: { covers($0.size, level.size) }) else { break }
      found.append(source)
    }
    return found
  }

  /// Frames may have been padded: less than a pixel in each direction for every pixel of a level, beyond those that belong to the frame.
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
