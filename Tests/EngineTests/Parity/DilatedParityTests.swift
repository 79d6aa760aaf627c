import TestSupport
import Testing

@testable import Engine

/// Dilated and depthwise convolutions, group norm, ReLU6 and further poolings against PyTorch's (`scripts/fixtures/dilated.py`).
@Suite struct DilatedParityTests {
  struct Attributes: Decodable, Sendable {
    let kind: String
    let kernel: Int?
    let dilation: Int?
    var groups: Int?
    var relu: Bool?
    var height: Int?
    var width: Int?
  }
  private static let cases = FixtureLibrary.cases("dilated.fixture", Attributes.self)

  @Test(arguments: cases.names) func layer(_ name: String) {
    let fixture = Self.cases[name]
    let attributes = fixture.attributes
    LayerProbe(fixture) { scope, inputs in
      let x = inputs[0]
      switch attributes.kind {
      case "convolution":
        let shape = fixture["weight"].shape
        return [
          Convolution(
            shape[2], shape[3], size: attributes.kernel!, dilation: attributes.dilation!,
            bias: fixture.tensors["bias"] != nil, in: scope)(x)
        ]
      case "depthwise" where attributes.kernel == 1:
        return [ChannelScaling(x.extent.channels, in: scope)(x)]
      case "depthwise":
        return [
          DepthwiseConvolution(
            x.extent.channels, size: attributes.kernel!, dilation: attributes.dilation!, in: scope)(
              x)
        ]
      case "groupNorm":
        return [
          GroupNormalization(
            x.extent.channels, groups: attributes.groups!, relu: attributes.relu!, in: scope)(x)
        ]
      case "adaptiveAverage":
        return [x.adaptiveAverage(height: attributes.height!, width: attributes.width!)]
      case "relu6": return [x.relu6()]
      case "maxPool": return [x.maxPool(size: 5, stride: 1, padding: 2)]
      default: preconditionFailure("a case of the kind \(attributes.kind)")
      }
    }
    .expectParity(fixture, within: 4e-6)
  }
}
