import TestSupport
import Testing

@testable import Engine

/// Pooling, unpooling and upsampling against PyTorch's (`scripts/fixtures/layers.py`).
@Suite struct ResamplingParityTests {
  struct Attributes: Decodable, Sendable {
    let kind: String
    let kernel: Int?
    let stride: Int?
    let padding: Int?
    let height: Int?
    let width: Int?
    let corners: Bool?
  }
  private static let file = FixtureLibrary.cases("resampling.fixture", Attributes.self)

  private static func names(_ kind: String) -> [String] {
    file.cases.filter { $0.attributes.kind == kind }.map(\.name)
  }

  /// The places of the maxima are seen in what another tensor becomes when it is unpooled by them. In the case with
  /// ties the first of a window's maxima counts.
  @Test(arguments: names("indexedMaxPool")) func poolingWithPlaces(_ name: String) {
    let fixture = Self.file[name]
    let probe = LayerProbe(
      fixture, inputs: ["input", "toUnpool"], cotangents: ["pooledCotangent", "unpooledCotangent"]
    ) { _, inputs in
      let pooled = inputs[0].maxPool2()
      return [pooled.value, inputs[1].unpooled(by: pooled)]
    }
    probe.forward()
    #expect(mismatch(probe.output(0), fixture["pooled"], within: 0, "pooled") == nil)
    #expect(mismatch(probe.output(1), fixture["unpooled"], within: 0, "unpooled") == nil)
    probe.backward()
    probe.expectGradients(fixture, within: 0)
  }

  @Test(arguments: names("maxPool")) func plainPooling(_ name: String) {
    let fixture = Self.file[name]
    let window = fixture.attributes
    let probe = LayerProbe(fixture) { _, inputs in
      [inputs[0].maxPool(size: window.kernel!, stride: window.stride!, padding: window.padding!)]
    }
    probe.expectParity(fixture, within: 1e-6)
  }

  /// Where both describe the same windows, the pooling with places gives the same as the plain one.
  @Test(arguments: names("maxPool").filter { $0.hasPrefix("max pool 2x2") })
  func halving(_ name: String) {
    let fixture = Self.file[name]
    LayerProbe(fixture) { _, inputs in [inputs[0].maxPool2().value] }
      .expectParity(fixture, within: 0)
  }

  @Test(arguments: names("bilinear")) func upsampling(_ name: String) {
    let fixture = Self.file[name]
    LayerProbe(fixture) { _, inputs in [inputs[0].upsampled2()] }
      .expectParity(fixture, within: 1e-6)
  }

  @Test(arguments: names("resize")) func resizing(_ name: String) {
    let fixture = Self.file[name]
    let to = fixture.attributes
    LayerProbe(fixture) { _, inputs in
      [inputs[0].resized(height: to.height!, width: to.width!, to.corners! ? .corners : .borders)]
    }.expectParity(fixture, within: 1e-6)
  }
}
