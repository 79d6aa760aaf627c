import KernelTable
import TestSupport
import Testing

@testable import Engine

/// One layer between inputs that take gradients and given cotangents: runs a fixture's case and gives what the
/// fixture expects. Inputs are parameters here, so that their gradients can be read like those of the layer's own.
final class LayerProbe {
  let parameters: Parameters
  private let tape = Tape()
  private let outputs: [Value]

  /// `inputs` and `cotangents` name tensors of the case, one cotangent for each value that `build` gives. The
  /// layer's parameters take the tensors that are called like their names, or like the last component of these.
  init<Attributes>(
    _ fixture: FixtureCase<Attributes>, inputs: [String] = ["input"],
    cotangents: [String] = ["cotangent"], mode: TapeMode = .weightedSum,
    build: (ParameterScope, [Value]) -> [Value]
  ) {
    let layout = ParameterLayout()
    let scope = ParameterScope(layout)
    let tape = self.tape
    let sources = inputs.map { role -> Value in
      let values = fixture[role]
      let parameter = layout.parameter(role, values.shape, .constant(0))
      return tape.record(InputParameter(parameter), [], Extent(values.shape))
    }
    outputs = build(scope["layer"], sources)
    let losses = zip(outputs, cotangents).map { output, role in
      tape.record(InnerProduct(fixture[role].values), [output], Extent(1, 1, 1, 1))
    }
    tape.finish(losses: losses, outputs: outputs, parameters: layout)
    parameters = Parameters(layout, random: RandomStream(seed: 0, "parity"))
    tape.prepare(mode, parameters)
    for parameter in layout.parameters {
      let values = fixture[fixture.role(of: parameter)]
      precondition(values.shape == parameter.shape, "\(parameter.name): \(values.shape)")
      fill(parameters.pointer(parameter), values.values)
    }
  }

  func setBuffer(_ name: String, _ values: FixtureTensor) {
    fill(parameters.pointer(buffer(name)), values.values)
  }

  func bufferValues(_ name: String) -> [Float] {
    let buffer = buffer(name)
    return Array(UnsafeBufferPointer(start: parameters.pointer(buffer), count: buffer.count))
  }

  /// Fills a value that `build` made as an input of the tape.
  func fillInput(_ value: Value, _ values: [Float]) { fill(tape.data(value), values) }

  func forward() { tape.forward() }

  func backward() { tape.backward(weights: outputs.map { _ in 1 }) }

  func output(_ index: Int = 0) -> [Float] {
    let value = outputs[index]
    return Array(UnsafeBufferPointer(start: tape.data(value), count: value.extent.count))
  }

  /// Forward and backward; the output and every gradient against the case's.
  func expectParity<Attributes>(
    _ fixture: FixtureCase<Attributes>, within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    forward()
    // Before the backward pass, which takes the memory of what is no longer needed.
    #expect(
      mismatch(output(), fixture["output"], within: tolerance, "output") == nil,
      sourceLocation: sourceLocation)
    backward()
    expectGradients(fixture, within: tolerance, sourceLocation: sourceLocation)
  }

  func expectGradients<Attributes>(
    _ fixture: FixtureCase<Attributes>, within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for parameter in parameters.layout.parameters {
      let found = UnsafeBufferPointer(
        start: parameters.gradient.data + parameter.offset, count: parameter.count)
      let role = fixture.role(of: parameter)
      let what = "gradient of \(role)"
      #expect(
        mismatch(Array(found), fixture[role + "Gradient"], within: tolerance, what)
          == nil,
        sourceLocation: sourceLocation)
    }
  }

  private func buffer(_ name: String) -> StateBuffer {
    parameters.layout.buffers.first { $0.name.hasSuffix("." + name) }!
  }

  private func fill(_ target: UnsafeMutablePointer<Float>, _ values: [Float]) {
    for index in values.indices { target[index] = values[index] }
  }
}

extension FixtureCase {
  /// The name of a layer's parameter within the layer, or the last component of it.
  fileprivate func role(of parameter: Parameter) -> String {
    let path = parameter.name.split(separator: ".")
    let within = path.dropFirst().joined(separator: ".")
    return tensors[within] != nil ? within : String(path.last!)
  }
}

extension Extent {
  /// Of [N, H, W, C] or [N, C].
  init(_ shape: [Int]) {
    self =
      shape.count == 2
      ? Extent(shape[0], 1, 1, shape[1]) : Extent(shape[0], shape[1], shape[2], shape[3])
  }
}

/// A parameter's values as a value of the tape.
private final class InputParameter: Primitive {
  var kind: LayerKind { .input }
  private let parameter: Parameter
  init(_ parameter: Parameter) { self.parameter = parameter }

  var parameters: [Parameter] { [parameter] }

  func forward(_ node: Node, _ pass: Pass) {
    node.data.update(from: pass.pointer(parameter), count: node.extent.count)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let gradient = sweep.gradient(parameter, node, slot)
      for i in 0..<node.extent.count { gradient[i] += sweep.cotangent(node, slot)[i] }
    }
  }
}

/// Σ aᵢ xᵢ: a loss whose cotangent for x is a.
private final class InnerProduct: Primitive {
  var kind: LayerKind { .loss }
  private let coefficients: [Float]
  init(_ coefficients: [Float]) { self.coefficients = coefficients }

  func forward(_ node: Node, _ pass: Pass) {
    var total = 0.0
    for (i, a) in coefficients.enumerated() { total += Double(a) * Double(node.inputs[0].data[i]) }
    node.data[0] = Float(total)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let factor = sweep.cotangent(node, slot)[0]
      sweep.pass(node, slot, to: 0) { dx in
        for (i, a) in coefficients.enumerated() { dx[i] = factor * a }
      }
    }
  }
}
