import Foundation
import KernelTable
import TestSupport
import Testing

@testable import Engine

/// Published networks compute here what they compute in PyTorch: read from a file by their names, on an image that is normalised as
/// torchvision does.
struct PublishedNetworkTests {
  struct Attributes: Decodable, Sendable {
    let backbone: String
    let options: [String: String]
  }

  static let cases = FixtureLibrary.cases("published.fixture", Attributes.self)
  private static let size = 64

  private func backbone(_ attributes: Attributes) throws -> any Backbone {
    let options = attributes.options.mapValues { text in
      Int(text).map { OptionValue.integer($0) } ?? .text(text)
    }
    return try backbones.make(attributes.backbone, options).item
  }

  /// Means over the image of every stage's output, and the pooled features.
  private func outputs(_ backbone: any Backbone, _ weights: NetworkWeights) throws -> [String:
    [Float]]
  {
    let whole = WholeEncoder(backbone)
    let parameters = Parameters(whole.layout, random: RandomStream(seed: 1, "drawn"))
    try parameters.take(weights, backbone)
    let tape = Tape(numerics: .precise)
    let image = tape.input(Extent(1, Self.size, Self.size, 3))
    let normalized = image.normalized(by: try #require(weights.normalization))
    let levels = whole.encoder(normalized)
    var values = levels.enumerated().map { ("stage\($0 + 1)", $1.p.globalAverage()) }
    values.append(("pooled", whole.encoder.pooled(levels.map(\.p))))
    tape.finish(losses: [], outputs: values.map(\.1), parameters: whole.layout)
    tape.prepare(.inference, parameters)
    let pixels = PortableSequence.floats(
      seed: 7, count: Self.size * Self.size * 3, scale: 1, offset: 0.5)
    tape.data(image).update(from: pixels, count: pixels.count)
    tape.forward()
    return Dictionary(
      uniqueKeysWithValues: values.map { name, value in
        (
          name,
          Array(UnsafeBufferPointer(start: tape.data(value), count: value.extent.channels))
        )
      })
  }

  @Test(arguments: cases.cases.map(\.name), [false, true])
  func computesWhatPyTorchDoes(_ name: String, timm: Bool) throws {
    let example = try #require(Self.cases.cases.first { $0.name == name })
    let backbone = try backbone(example.attributes)
    let folder = try TemporaryFolder()
    var tensors = PublishedSamples.tensors(of: backbone, timm: timm)
    tensors.append(("fc.weight", [2, 2], [0, 0, 0, 0]))
    tensors.append(("bn1.num_batches_tracked", [], [1]))
    try folder.write("weights", safeTensors(tensors))
    let found = try outputs(backbone, try NetworkWeights(folder.path + "/weights"))
    #expect(Set(found.keys) == Set(example.tensors.keys))
    for (role, expected) in example.tensors {
      let values = try #require(found[role])
      #expect(values.count == expected.values.count)
      let largest = expected.values.map(abs).max() ?? 0
      let error = zip(values, expected.values).map { abs($0 - $1) }.max() ?? 0
      #expect(error <= 2e-5 * largest, "\(role): \(error) of \(largest)")
    }
  }
}
