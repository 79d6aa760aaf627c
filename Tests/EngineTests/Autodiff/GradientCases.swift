import KernelTable
import Testing

@testable import Engine

/// A small network around one primitive: an input convolution makes its arguments depend on parameters.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let name: String
  let extent: Extent
  let build: @Sendable (ParameterScope) -> @Sendable (Value) -> Value
  var testDescription: String { name }

  static let all =
    layers
    + tasks.answeringFeatures.map {
      GradientCase("\($0) loss", heads: $0, $0 == "segmentation" ? ["classes": .integer(5)] : [:])
    } + [
      GradientCase("squares of depths loss", heads: "depth", ["loss": .text("l2")]),
      GradientCase(
        "squares loss", heads: "regression", ["loss": .text("mse"), "scale": .integer(2)]),
      GradientCase(
        "bins loss", heads: "regression",
        ["loss": .text("bins"), "from": .integer(0), "to": .integer(3), "bins": .integer(7)]),
      GradientCase("smoothed loss", heads: "classes", ["smoothing": .number(0.2)]),
    ]

  private static let layers: [GradientCase] = [
    GradientCase("convolution 3×3") { scope in
      let layer = Convolution(4, 5, in: scope)
      return { layer($0) }
    },
    GradientCase("convolution 3×3 by Winograd, two consumers", height: 13, width: 29) { scope in
      let widen = Convolution(4, 16, size: 1, in: scope["widen"])
      let first = Convolution(16, 24, in: scope["first"])
      let second = Convolution(16, 24, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("convolution 5×5, direct, two consumers", width: 13) { scope in
      let widen = Convolution(4, 8, size: 1, in: scope["widen"])
      let first = Convolution(8, 24, size: 5, in: scope["first"])
      let second = Convolution(8, 24, size: 5, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("times a constant") { _ in { 10 * $0 } },
    GradientCase("convolution 3×3 stride 2") { scope in
      let layer = Convolution(4, 3, stride: 2, in: scope)
      return { layer($0) }
    },
    GradientCase("convolution 1×1") { scope in
      let layer = Convolution(4, 9, size: 1, bias: false, in: scope)
      return { layer($0) }
    },
    GradientCase("convolution 5×5 without padding") { scope in
      let layer = Convolution(4, 3, size: 5, padding: 0, in: scope)
      return { layer($0) }
    },
    GradientCase("batch norm") { scope in
      let layer = BatchNormalization(4, in: scope)
      return { layer($0) }
    },
    GradientCase("batch norm + ReLU") { scope in
      let layer = BatchNormalization(4, relu: true, in: scope)
      return { layer($0) }
    },
    GradientCase("batch norm + ReLU with a ceiling") { scope in
      let layer = BatchNormalization(4, activation: .clipped(ceiling: 0.8), in: scope)
      return { layer($0) }
    },
    GradientCase("batch norm + SiLU") { scope in
      let layer = BatchNormalization(4, activation: .silu, in: scope)
      return { layer($0) }
    },
    GradientCase("depthwise convolution 5×5, two consumers", height: 5) { scope in
      let widen = Convolution(4, 12, size: 1, in: scope["widen"])
      let first = DepthwiseConvolution(12, size: 5, in: scope["first"])
      let second = DepthwiseConvolution(12, size: 5, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("depthwise convolution 5×5, stride 2, two consumers") { scope in
      let widen = Convolution(4, 12, size: 1, in: scope["widen"])
      let first = DepthwiseConvolution(12, size: 5, stride: 2, in: scope["first"])
      let second = DepthwiseConvolution(12, size: 5, stride: 2, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("depthwise convolution, two consumers", height: 5) { scope in
      let widen = Convolution(4, 12, size: 1, in: scope["widen"])
      let first = DepthwiseConvolution(12, in: scope["first"])
      let second = DepthwiseConvolution(12, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("depthwise convolution, stride 2, two consumers") { scope in
      let widen = Convolution(4, 12, size: 1, in: scope["widen"])
      let first = DepthwiseConvolution(12, stride: 2, in: scope["first"])
      let second = DepthwiseConvolution(12, stride: 2, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("dilated convolution 3×3, two consumers", height: 5) { scope in
      let widen = Convolution(4, 16, size: 1, in: scope["widen"])
      let first = Convolution(16, 8, dilation: 2, in: scope["first"])
      let second = Convolution(16, 8, dilation: 3, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("dilated convolution 3×3 whose windows meet one pixel, two consumers") { scope in
      let layer = Convolution(4, 8, dilation: 64, in: scope)
      return { layer($0) + layer($0) }
    },
    GradientCase("dilated depthwise convolution 5×5") { scope in
      let layer = DepthwiseConvolution(4, size: 5, dilation: 2, in: scope)
      return { layer($0) }
    },
    GradientCase("factors of channels, two consumers") { scope in
      let first = ChannelScaling(4, in: scope["first"])
      let second = ChannelScaling(4, in: scope["second"])
      return { first($0) + second($0) }
    },
    GradientCase("group norm") { scope in
      let layer = GroupNormalization(4, groups: 2, in: scope)
      return { layer($0) }
    },
    GradientCase("group norm + ReLU, two consumers") { scope in
      let widen = Convolution(4, 12, size: 1, in: scope["widen"])
      let first = GroupNormalization(12, groups: 3, relu: true, in: scope["first"])
      let second = GroupNormalization(12, groups: 1, relu: true, in: scope["second"])
      return { x in
        let wide = widen(x)
        return first(wide) + second(wide)
      }
    },
    GradientCase("adaptive average, two consumers") { _ in
      { $0.adaptiveAverage(height: 3, width: 2) + $0.relu().adaptiveAverage(height: 3, width: 2) }
    },
    GradientCase("ReLU with a ceiling") { _ in { (4 * $0).relu6() } },
    GradientCase("max pool 5×5 stride 1") { _ in
      { $0.maxPool(size: 5, stride: 1, padding: 2) }
    },
    GradientCase("ReLU") { _ in { $0.relu() } },
    GradientCase("gate") { _ in { $0.gated(by: $0.relu()) } },
    GradientCase("channel gate") { _ in { $0.gatedChannels(by: $0.globalAverage()) } },
    GradientCase("squeeze and excitation, two consumers") { scope in
      let squeeze = SqueezeExcitation(4, squeezed: 3, in: scope)
      return { squeeze($0) + $0 }
    },
    GradientCase("max pool with places and unpooling") { _ in
      { x in
        let pooled = x.maxPool2()
        return pooled.value.gated(by: pooled.value).unpooled(by: pooled)
      }
    },
    GradientCase("max pool 3×3 stride 2") { _ in { $0.maxPool(size: 3, stride: 2, padding: 1) } },
    GradientCase("max pool 3×3 stride 2 of 12 channels") { scope in
      let widen = Convolution(4, 12, size: 1, in: scope)
      return { widen($0).maxPool(size: 3, stride: 2, padding: 1) }
    },
    GradientCase("global average") { _ in { $0.globalAverage() } },
    GradientCase("bilinear ×2") { _ in { $0.upsampled2() } },
    GradientCase("enlarged to the nearest, two consumers") { _ in
      { x in
        let small = x.maxPool(size: 3, stride: 2, padding: 1)
        return small.enlarged(to: x) + small.resized(to: x)
      }
    },
    GradientCase("bilinear to a larger size") { _ in { $0.resized(height: 9, width: 16) } },
    GradientCase("bilinear to a smaller size") { _ in
      { $0.resized(height: 4, width: 3, .corners) }
    },
    GradientCase("zeros at the right and below, two consumers") { _ in
      { $0.padded(height: 8, width: 9) + $0.relu().padded(height: 8, width: 9) }
    },
    GradientCase("cropped at the right and below, two consumers") { _ in
      { x in
        let cropped = x.cropped(height: 4, width: 5)
        return cropped + x.gated(by: x).cropped(height: 4, width: 5)
      }
    },
    GradientCase("concatenation") { _ in { concatenate([$0, $0.gated(by: $0)]) } },
    GradientCase("sum") { _ in { $0 + $0.gated(by: $0) } },
    GradientCase("rectified sum") { _ in { rectifiedSum($0, $0.gated(by: $0)) } },
    GradientCase("linear") { scope in
      let layer = Linear(4, 6, in: scope)
      return { layer($0) }
    },
    GradientCase("stitch, scalars") { scope in
      let stitch = Stitch(initial: [0.7, -0.4], channels: nil, in: scope)
      return { stitch([$0, $0.gated(by: $0)]) }
    },
    GradientCase("stitch, channels") { scope in
      let stitch = Stitch(initial: [0.7, -0.4], channels: 4, in: scope)
      return { stitch([$0, $0.gated(by: $0)]) }
    },
  ]

  init(
    _ name: String, height: Int = 6, width: Int = 7,
    _ build: @escaping @Sendable (ParameterScope) -> @Sendable (Value) -> Value
  ) {
    self.name = name
    extent = Extent(2, height, width, 4)
    self.build = build
  }

  init(_ name: String, heads task: String, _ options: [String: OptionValue]) {
    self.name = name
    extent = Extent(2, 6, 7, 4)
    build = { scope in
      let made = try! tasks.make(task, options)
      let heads = made.item.outputs.enumerated().map {
        Convolution(4, $1, size: 1, in: scope[$0])
      }
      return { x in
        let features = made.item.reads == .map ? x : x.globalAverage()
        let size = ImageSize(height: x.extent.height, width: x.extent.width)
        let targets = made.item.slots(on: size).map { slot in
          let target = x.tape.input(slot.with(batch: x.extent.batch))
          // The loss of two classes takes any probability for a label.
          return ["binary", "multilabel"].contains(task) ? 0.3 * target : target
        }
        return made.item.loss(heads.map { $0(features) }, targets)
      }
    }
  }
}
