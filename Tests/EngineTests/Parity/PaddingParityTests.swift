import TestSupport
import Testing

@testable import Engine

/// Zeros at the right and below, and what is cropped there, against PyTorch's (`scripts/fixtures/padding.py`).
@Suite struct PaddingParityTests {
  struct Attributes: Decodable, Sendable {
    let height: Int
    let width: Int
  }
  private static let file = FixtureLibrary.cases("padding.fixture", Attributes.self)

  @Test(arguments: file.names) func paddingAndCropping(_ name: String) {
    let fixture = Self.file[name]
    let (height, width) = (fixture.attributes.height, fixture.attributes.width)
    LayerProbe(fixture) { _, inputs in
      let grows = inputs[0].extent.height <= height && inputs[0].extent.width <= width
      return [
        grows
          ? inputs[0].padded(height: height, width: width)
          : inputs[0].cropped(height: height, width: width)
      ]
    }.expectParity(fixture, within: 0)
  }
}
