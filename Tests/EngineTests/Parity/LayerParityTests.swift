import KernelTable
import TestSupport
import Testing

@testable import Engine

/// Each layer's output and gradients against PyTorch's (`scripts/fixtures/layers.py`).
@Suite struct LayerParityTests {
  struct NoAttributes: Decodable, Sendable {}

  struct WindowAttributes: Decodable, Sendable {
    let kernel: Int
    let stride: Int
    let padding: Int
  }
  private static let convolutions = FixtureLibrary.cases(
    "convolution.fixture", WindowAttributes.self)

  @Test(arguments: convolutions.names) func convolution(_ name: String) {
    let fixture = Self.convolutions[name]
    let (shape, window) = (fixture["weight"].shape, fixture.attributes)
    let probe = LayerProbe(fixture) { scope, inputs in
      let layer = Convolution(
        shape[2], shape[3], size: window.kernel, stride: window.stride, padding: window.padding,
        bias: fixture.tensors["bias"] != nil, in: scope)
      return [layer(inputs[0])]
    }
    probe.expectParity(fixture, within: 2e-6)
  }

  struct NormAttributes: Decodable, Sendable {
    let phase: String
    let relu: Bool
  }
  private static let norms = FixtureLibrary.cases("batch_norm.fixture", NormAttributes.self)

  @Test(arguments: norms.names) func batchNormalization(_ name: String) {
    let fixture = Self.norms[name]
    let evaluates = fixture.attributes.phase == "evaluation"
    let probe = LayerProbe(fixture, mode: evaluates ? .inference : .weightedSum) { scope, inputs in
      let layer = BatchNormalization(
        inputs[0].extent.channels, relu: fixture.attributes.relu, in: scope)
      return [layer(inputs[0])]
    }
    probe.setBuffer("running_mean", fixture["runningMeanBefore"])
    probe.setBuffer("running_var", fixture["runningVarianceBefore"])
    // A mean of 30 deviations costs a float five bits.
    if evaluates {
      probe.forward()
      #expect(mismatch(probe.output(), fixture["output"], within: 1e-5) == nil)
    } else {
      probe.expectParity(fixture, within: 1e-5)
    }
    let mean = probe.bufferValues("running_mean")
    #expect(mismatch(mean, fixture["runningMean"], within: 1e-6, "running mean") == nil)
    let variance = probe.bufferValues("running_var")
    #expect(mismatch(variance, fixture["runningVariance"], within: 1e-6, "variance") == nil)
  }

  private static let pointwise = FixtureLibrary.cases("pointwise.fixture", NoAttributes.self)

  @Test func rectifier() {
    let fixture = Self.pointwise["relu"]
    LayerProbe(fixture) { _, inputs in [inputs[0].relu()] }.expectParity(fixture, within: 0)
  }

  @Test func gate() {
    let fixture = Self.pointwise["gate"]
    LayerProbe(fixture, inputs: ["logits", "features"]) { _, inputs in
      [inputs[1].gated(by: inputs[0])]
    }
    .expectParity(fixture, within: 2e-6)
  }

  private static let gates = FixtureLibrary.cases("gates.fixture", NoAttributes.self)

  @Test(arguments: gates.names.filter { $0.hasPrefix("channel gate") })
  func channelGate(_ name: String) {
    let fixture = Self.gates[name]
    LayerProbe(fixture, inputs: ["input", "logits"]) { _, inputs in
      [inputs[0].gatedChannels(by: inputs[1])]
    }
    .expectParity(fixture, within: 2e-6)
  }

  @Test(arguments: gates.names.filter { $0.hasPrefix("batch norm + SiLU") })
  func normWithSiLU(_ name: String) {
    let fixture = Self.gates[name]
    LayerProbe(fixture) { scope, inputs in
      [BatchNormalization(inputs[0].extent.channels, activation: .silu, in: scope)(inputs[0])]
    }
    .expectParity(fixture, within: 1e-5)
  }

  @Test func concatenation() {
    let fixture = Self.pointwise["concat"]
    LayerProbe(fixture, inputs: ["first", "second", "third"]) { _, inputs in [concatenate(inputs)] }
      .expectParity(fixture, within: 0)
  }

  @Test(arguments: pointwise.names.filter { $0.hasPrefix("linear") }) func linear(_ name: String) {
    let fixture = Self.pointwise[name]
    let shape = fixture["weight"].shape
    let probe = LayerProbe(fixture) { scope, inputs in
      let layer = Linear(shape[0], shape[1], bias: fixture.tensors["bias"] != nil, in: scope)
      return [layer(inputs[0])]
    }
    probe.expectParity(fixture, within: 2e-6)
  }
}
