import KernelTable
import TestSupport
import Testing

@testable import Engine

extension GradientCase {
  /// Of several blocks of rows, and of norms that a convolution applies while it reads.
  fileprivate static let ofBLAS: [GradientCase] = [
    GradientCase("norm, 3×3", height: 9) { scope in
      let norm = BatchNormalization(4, relu: true, in: scope["norm"])
      let layer = Convolution(4, 5, in: scope["conv"])
      return { layer(norm($0)) }
    },
    GradientCase("norm, two 1×1, one without bias", height: 9) { scope in
      let norm = BatchNormalization(4, relu: true, in: scope["norm"])
      let first = Convolution(4, 6, size: 1, in: scope["first"])
      let second = Convolution(4, 6, size: 1, bias: false, in: scope["second"])
      return { x in
        let normed = norm(x)
        return first(normed) + second(normed)
      }
    },
    GradientCase("1×1 stride 2") { scope in
      let layer = Convolution(4, 6, size: 1, stride: 2, in: scope)
      return { layer($0) }
    },
    GradientCase("3×3 in blocks of some lines", height: 20, width: 70) { scope in
      let widen = Convolution(4, 72, size: 1, in: scope["widen"])
      let layer = Convolution(72, 8, in: scope["conv"])
      return { layer(widen($0)) }
    },
    GradientCase("3×3 in blocks that end with frames", height: 25, width: 11) { scope in
      let widen = Convolution(4, 72, size: 1, in: scope["widen"])
      let layer = Convolution(72, 8, in: scope["conv"])
      return { layer(widen($0)) }
    },
    GradientCase("norm, 1×1 in blocks", height: 30, width: 41) { scope in
      let widen = Convolution(4, 260, size: 1, in: scope["widen"])
      // Of so many values some lie near the kink of a ReLU.
      let norm = BatchNormalization(260, in: scope["norm"])
      let layer = Convolution(260, 8, size: 1, in: scope["conv"])
      return { layer(norm(widen($0))) }
    },
    GradientCase("3×3 of more than a piece of inputs", height: 7) { scope in
      let widen = Convolution(4, 60, size: 1, in: scope["widen"])
      let layer = Convolution(60, 9, in: scope["conv"])
      return { layer(widen($0)) }
    },
  ]
  /// Those whose layers multiply.
  static let multiplying =
    all.filter { $0.name.contains("convolution") || $0.name == "linear" } + ofBLAS
}

/// What OpenBLAS multiplies against central differences, our own primitives, and sweeps of one lane.
@Suite struct BLASConvolutionTests {
  @Test(arguments: GradientCase.multiplying)
  func agreesWithFiniteDifferences(_ primitive: GradientCase) {
    for tasks in [1, 3] {
      let bench = PrimitiveBench(primitive, tasks: tasks, products: .openblas)
      let analytic = bench.gradients()
      for task in 0..<tasks {
        let error = bench.worstDifference(task: task, analytic[task])
        #expect(error < 2e-3, "\(primitive.name), \(tasks) lanes, task \(task)")
      }
    }
  }

  @Test(arguments: GradientCase.multiplying)
  func stackedLanesEqualSeparateSweeps(_ primitive: GradientCase) {
    let bench = PrimitiveBench(primitive, tasks: 3, products: .openblas)
    let stacked = bench.gradients()
    for task in 0..<3 {
      // Where they are not, the whole difference would take minutes to be told.
      let areEqual = bench.separateGradient(task: task) == stacked[task]
      #expect(areEqual, "task \(task)")
    }
  }

  /// Winograd's error is 1e-6 of a value, all others' less; a few layers lie between.
  @Test(arguments: GradientCase.multiplying)
  func agreesWithOwnPrimitives(_ primitive: GradientCase) {
    let own = PrimitiveBench(primitive, tasks: 1).gradients()[0]
    let found = PrimitiveBench(primitive, tasks: 1, products: .openblas).gradients()[0]
    #expect(relativeError(found, own) < 1e-5)
  }

  /// Of rows that go by in several blocks, all of what a layer gives, in double precision by the definition.
  @Test(arguments: [
    ConvolutionShape(Extent(2, 20, 70, 72), outputs: 8),
    ConvolutionShape(Extent(5, 20, 11, 72), outputs: 8),
    ConvolutionShape(Extent(3, 31, 40, 65), outputs: 5, stride: 2),
    ConvolutionShape(Extent(2, 61, 90, 40), outputs: 3, size: 1),
  ])
  func agreesWithTheDefinition(_ shape: ConvolutionShape) {
    let problem = ConvolutionProblem(shape)
    let layout = ParameterLayout()
    let scope = ParameterScope(layout)
    let layer = Convolution(
      shape.image.channels, shape.outputs, size: shape.window.size, stride: shape.window.stride,
      padding: shape.window.padding, bias: false, in: scope)
    // Its gradient is that of the image.
    let image = scope.constant("image", [shape.image.count], 0)
    let parameters = Parameters(layout, random: RandomStream(seed: 1, "test"))
    parameters.pointer(layer.weight).update(from: problem.w.data, count: problem.w.count)
    parameters.pointer(image).update(from: problem.x.data, count: problem.x.count)
    let tape = Tape(products: .openblas)
    let source = tape.record(ParameterImage(image), [], shape.image)
    let output = layer(source)
    let loss = tape.record(GivenCotangent(problem.dy), [output], Extent(1, 1, 1, 1))
    tape.finish(losses: [loss], outputs: [output], parameters: layout)
    tape.prepare(.weightedSum, parameters)
    func error(_ found: UnsafePointer<Float>, _ expected: [Double]) -> Double {
      let floats = (0..<expected.count).map { found[$0] }
      return relativeError(floats, expected.map { Float($0) })
    }
    #expect(output.node.primitive is BLASConvolution)
    tape.forward()
    #expect(error(tape.data(output), problem.y) < 1e-6)
    tape.backward(weights: [1])
    let gradient = parameters.gradient.data
    #expect(error(gradient + layer.weight.offset, problem.dw) < 2e-6)
    #expect(error(gradient + image.offset, problem.dx) < 1e-6)
  }

  /// Every architecture and backbone: no product of theirs is ours, lanes share no sum, and losses agree. Those are compared with running
  /// statistics: a batch norm over two values, as at the bottom of a residual network here, would make anything of a last digit.
  @Test(arguments: SmallNetwork.all)
  func wholeNetworks(_ network: SmallNetwork) throws {
    let built = try network.built(by: .openblas)
    let own = try network.built
    let parameters = Parameters(built.layout, random: RandomStream(seed: 4, "test"))
    func prepared(_ built: BuiltNetwork, _ mode: TapeMode) -> Tape {
      let tape = built.record(batch: 2).tape
      tape.prepare(mode, parameters)
      tape.fillInputs()
      tape.forward()
      return tape
    }
    let tape = prepared(built, .jacobian)
    let ours = tape.nodes.filter { node in
      node.macs > 0 && !(node.primitive is BLASConvolution)
    }
    #expect(ours.allSatisfy { $0.algorithm == "depthwise" })
    #expect(tape.macs == own.record(batch: 2).tape.macs)
    let jacobian = tape.jacobian()
    let stacked = jacobian.columns.map { column in
      (0..<jacobian.tasks).map { task in
        (0..<column.parameter.count).map { jacobian.matrix.row(task)[column.offset + $0] }
      }
    }
    let (losses, ownLosses) = (prepared(built, .inference), prepared(own, .inference))
    for task in network.taskNames.indices {
      // A backward pass leaves nothing for another.
      let separate = prepared(built, .weightedSum)
      #expect(relativeError(losses.loss(task), ownLosses.loss(task)) < 1e-5)
      separate.backward(weights: network.taskNames.indices.map { $0 == task ? 1 : 0 })
      for (place, column) in jacobian.columns.enumerated() {
        let found = (0..<column.parameter.count).map {
          parameters.gradient.data[column.parameter.offset + $0]
        }
        let areEqual = found == stacked[place][task]
        #expect(areEqual, "\(column.parameter.name), task \(task)")
      }
    }
  }
}

/// A parameter as an image: what a layer passes on becomes its gradient.
private final class ParameterImage: Primitive {
  var kind: LayerKind { .input }
  let parameter: Parameter
  init(_ parameter: Parameter) { self.parameter = parameter }
  var parameters: [Parameter] { [parameter] }

  func forward(_ node: Node, _ pass: Pass) {
    node.data.update(from: pass.pointer(parameter), count: parameter.count)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    sweep.gradient(parameter, node, 0).update(
      from: sweep.cotangent(node, 0), count: parameter.count)
  }
}

/// A loss with a given gradient.
private final class GivenCotangent: Primitive {
  var kind: LayerKind { .loss }
  let cotangent: Tensor
  init(_ cotangent: Tensor) { self.cotangent = cotangent }

  func forward(_ node: Node, _ pass: Pass) { node.data[0] = 0 }

  func backward(_ node: Node, _ sweep: Sweep) {
    sweep.pass(node, 0, to: 0) { $0.update(from: cotangent.data, count: cotangent.count) }
  }
}
