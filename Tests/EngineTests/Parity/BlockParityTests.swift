import TestSupport
import Testing

@testable import Engine

/// Residual blocks and the gradients of all their weights against PyTorch's (`scripts/fixtures/blocks.py`).
@Suite struct BlockParityTests {
  struct Attributes: Decodable, Sendable {
    let kind: String
    let stride: Int
    let inputs: Int
    let outputs: Int
    /// Of a depthwise filter that is not 3×3 by kind.
    let size: Int?
  }
  private static let blocks = FixtureLibrary.cases("blocks.fixture", Attributes.self)

  @Test(arguments: blocks.names) func block(_ name: String) {
    let fixture = Self.blocks[name]
    LayerProbe(fixture) { scope, inputs in
      let layer = Self.make(fixture.attributes, scope)
      return [layer(inputs[0])]
    }
    .expectParity(fixture, within: 1e-5)
  }

  private static func make(_ block: Attributes, _ scope: ParameterScope) -> any Layer {
    let (inputs, outputs, stride) = (block.inputs, block.outputs, block.stride)
    switch block.kind {
    case "basic": return ResidualBlock(.basic, inputs, outputs, stride: stride, in: scope)
    case "bottleneck": return ResidualBlock(.bottleneck, inputs, outputs, stride: stride, in: scope)
    case "preactivation": return PreactivationBlock(inputs, outputs, stride: stride, in: scope)
    case let kind where kind.hasPrefix("mbconv"):
      return InvertedResidual(
        inputs, outputs, stride: stride, expansion: Int(kind.suffix(1))!, size: block.size!,
        activation: .silu, squeezed: max(1, inputs / 4), in: scope)
    default:
      return InvertedResidual(
        inputs, outputs, stride: stride, expansion: Int(block.kind.suffix(1))!, in: scope)
    }
  }
}
