import Foundation
import KernelTable

/// The layers of a one-stage detector on an encoder (FCOS, Tian et al. 2019, as torchvision has it): a feature pyramid (Lin et al. 2017)
/// with further levels by strides, and on all its levels the same two towers of 3×3 convolutions with group norm, one for the
/// categories, one for the sides and the centerness. Convolutions have biases.
struct PyramidHead: Head {
  private let pyramid: DetectionPyramid
  private let categories: Chain
  private let boxes: Chain
  private let logits: Convolution
  private let sides: Convolution
  private let centerness: Convolution

  /// What is rare at the beginning: every category at every location has this probability (Lin et al., ICCV 2017, §3.3).
  private static let prior: Float = 0.01
  private static var priorLogit: Float { log(prior / (1 - prior)) }

  init(
    _ grid: DetectionGrid, _ answer: DetectionAnswer, width: Int, convolutions: Int,
    on site: HeadSite, in scope: ParameterScope
  ) {
    pyramid = DetectionPyramid(grid, width: width, on: site, in: scope["pyramid"])
    categories = Self.tower(width, convolutions, in: scope["categories"])
    boxes = Self.tower(width, convolutions, in: scope["boxes"])
    logits = Convolution(
      width, answer.categories, initialBias: Self.priorLogit,
      in: scope["categories"]["logits"])
    // Sides are rectified: those that begin below 0 at a location have no gradient there.
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
  private static func tower(_ width: Int, _ count: Int, in scope: ParameterScope) -> Chain {
    // 32, or as many as divide the channels.
    let groups = (1...32).last { width % $0 == 0 } ?? 1
    return Chain(
      (0..<count).flatMap { index -> [any Layer] in
        [
          Convolution(width, width, in: scope.drawingHe["conv\(index + 1)"]),
          GroupNormalization(width, groups: groups, relu: true, in: scope["norm\(index + 1)"]),
        ]
      })
  }
}
