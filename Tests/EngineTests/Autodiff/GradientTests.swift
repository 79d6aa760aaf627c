import KernelTable
import Testing

@testable import Engine

/// Every primitive against central differences, with one lane and with three; and three stacked lanes against
/// three sweeps of their own, bit for bit.
@Suite struct GradientTests {
  @Test(arguments: GradientCase.all) func agreesWithFiniteDifferences(_ primitive: GradientCase) {
    for tasks in [1, 3] {
      let bench = PrimitiveBench(primitive, tasks: tasks)
      let analytic = bench.gradients()
      for task in 0..<tasks {
        let error = bench.worstDifference(task: task, analytic[task])
        #expect(error < 2e-3, "\(primitive.name), \(tasks) lanes, task \(task)")
      }
    }
  }

  @Test(arguments: GradientCase.all) func stackedLanesEqualSeparateSweeps(_ primitive: GradientCase)
  {
    let bench = PrimitiveBench(primitive, tasks: 3)
    let stacked = bench.gradients()
    for task in 0..<3 { #expect(bench.separateGradient(task: task) == stacked[task]) }
  }
}

/// A small network around one primitive: an input convolution makes its arguments depend on parameters.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let name: String
  let extent: Extent
  let build: @Sendable (ParameterScope) -> @Sendable (Value) -> Value
  var testDescription: String { name }

  static let all = layers + tasks.names.map { GradientCase("\($0) loss", heads: $0) }

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
    GradientCase("ReLU") { _ in { $0.relu() } },
    GradientCase("gate") { _ in { $0.gated(by: $0.relu()) } },
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
    GradientCase("bilinear to a larger size") { _ in { $0.resized(height: 9, width: 16) } },
    GradientCase("bilinear to a smaller size") { _ in
      { $0.resized(height: 4, width: 3, .corners) }
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

  init(_ name: String, heads task: String) {
    self.name = name
    extent = Extent(2, 6, 7, 4)
    build = { scope in
      let made = try! tasks.make(task, task == "segmentation" ? ["classes": .integer(5)] : [:])
      let heads = made.item.outputs.enumerated().map {
        Convolution(4, $1, size: 1, in: scope[$0])
      }
      return { x in
        let features = made.item.reads == .map ? x : x.globalAverage()
        let size = ImageSize(height: x.extent.height, width: x.extent.width)
        let targets = made.item.slots(on: size).map { slot in
          let target = x.tape.input(slot.with(batch: x.extent.batch))
          // The loss of two classes takes any probability for a label.
          return task == "binary" ? 0.3 * target : target
        }
        return made.item.loss(heads.map { $0(features) }, targets)
      }
    }
  }
}

/// Losses are fixed random linear forms of the primitive's output (depth error against a target of zeros would
/// be masked), one per task, so that cotangents are dense.
final class PrimitiveBench {
  private let layout = ParameterLayout()
  let parameters: Parameters
  private let record: (Tape) -> [Value]
  private let tasks: Int
  private let products: ProductLibrary

  init(_ primitive: GradientCase, tasks: Int, products: ProductLibrary = .own) {
    self.tasks = tasks
    self.products = products
    let scope = ParameterScope(layout)
    let stem = Convolution(3, primitive.extent.channels, in: scope["stem"])
    let body = primitive.build(scope["body"])
    parameters = Parameters(layout, random: RandomStream(seed: 3, "test"))
    record = { tape in
      let image = tape.input(primitive.extent.with(channels: 3))
      let output = body(stem(image))
      return (0..<tasks).map { output.linearForm(seed: $0) }
    }
  }

  func prepared(_ mode: TapeMode) -> Tape {
    let tape = Tape(products: products)
    let losses = record(tape)
    tape.finish(losses: losses, outputs: [], parameters: layout)
    tape.prepare(mode, parameters)
    for (index, node) in tape.nodes.enumerated() where node.inputs.isEmpty {
      var random = RandomStream(seed: index, "input")
      for i in 0..<node.extent.count {
        // The image is dense; targets hold labels, distances and vectors, some missing.
        node.data[i] =
          index == 0
          ? Float(random.normal())
          : Float(random.index(below: 5)) - (node.extent.channels == 1 ? 1 : 2)
      }
    }
    return tape
  }

  /// [task][parameter], padding included.
  func gradients() -> [[Float]] {
    let tape = prepared(.jacobian)
    tape.forward()
    let jacobian = tape.jacobian()
    return (0..<tasks).map { task in
      var gradient =
        tasks == 1 ? parameters.gradient.values : Array(repeating: 0, count: layout.extent)
      for (parameter, column) in jacobian.columns {
        for i in 0..<parameter.count {
          gradient[parameter.offset + i] = jacobian.matrix.row(task)[column + i]
        }
      }
      return gradient
    }
  }

  func separateGradient(task: Int) -> [Float] {
    let tape = prepared(.weightedSum)
    tape.forward()
    tape.backward(weights: (0..<tasks).map { $0 == task ? 1 : 0 })
    return parameters.gradient.values
  }

  /// Largest |difference quotient − gradient| relative to the largest gradient.
  func worstDifference(task: Int, _ gradient: [Float]) -> Double {
    let tape = prepared(.weightedSum)
    func loss() -> Double {
      tape.forward()
      return tape.loss(task)
    }
    let scale = Double(gradient.map(abs).max()!)
    var errors: [Double] = []
    for parameter in layout.parameters {
      for i in stride(from: 0, to: parameter.count, by: max(1, parameter.count / 7)) {
        let place = parameters.pointer(parameter) + i
        let value = place.pointee
        let step: Float = 1e-3
        place.pointee = value + step
        let above = loss()
        place.pointee = value - step
        let below = loss()
        place.pointee = value
        let quotient = (above - below) / Double(2 * step)
        errors.append(abs(quotient - Double(gradient[parameter.offset + i])) / scale)
      }
    }
    // A step across a kink of a maximum or a ReLU says nothing about the gradient: one in twelve may.
    errors.sort()
    return errors[errors.count - 1 - errors.count / 12]
  }
}

extension Value {
  /// Σ aᵢ xᵢ with fixed random a.
  func linearForm(seed: Int) -> Value {
    tape.record(LinearForm(seed: seed), [self], Extent(1, 1, 1, 1))
  }
}

private final class LinearForm: Primitive {
  var kind: LayerKind { .loss }
  let seed: Int
  init(seed: Int) { self.seed = seed }

  private func coefficients(_ node: Node) -> [Float] {
    var random = RandomStream(seed: seed, "form")
    return (0..<node.inputs[0].extent.count).map { _ in Float(random.normal()) }
  }

  func forward(_ node: Node, _ pass: Pass) {
    let a = coefficients(node)
    var total = 0.0
    for i in a.indices { total += Double(a[i]) * Double(node.inputs[0].data[i]) }
    node.data[0] = Float(total)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let a = coefficients(node)
    for slot in 0..<node.lanes {
      let g = sweep.cotangent(node, slot)[0]
      sweep.pass(node, slot, to: 0) { dx in for i in a.indices { dx[i] = g * a[i] } }
    }
  }
}
