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
