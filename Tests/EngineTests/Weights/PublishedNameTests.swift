import Digests
import Foundation
import Testing

@testable import Engine

/// What published networks call their tensors (scripts/fixtures/published.py has the modules of torchvision and timm).
struct PublishedNetwork: Decodable, Sendable, CustomTestStringConvertible {
  enum Option: Decodable, Sendable {
    case integer(Int)
    case text(String)
    init(from decoder: any Swift.Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Int.self) {
        self = .integer(number)
      } else {
        self = .text(try value.decode(String.self))
      }
    }
    var value: OptionValue {
      switch self {
      case .integer(let number): .integer(number)
      case .text(let text): .text(text)
      }
    }
  }

  let name: String
  let backbone: String
  let options: [String: Option]
  let count: Int
  let digest: String
  let lines: [String]
  var testDescription: String { name }

  static let all = FixtureLibrary.json("published_names.json", [PublishedNetwork].self)

  func made() throws -> any Backbone {
    try backbones.make(backbone, options.mapValues(\.value)).item
  }
}

/// A whole encoder with its closing layers, under `encoder`.
struct WholeEncoder {
  let layout = ParameterLayout()
  let encoder: Encoder
  var tensors: [NetworkTensor] { NetworkTensor.all(layout) }

  init(_ backbone: any Backbone) {
    encoder = Encoder(backbone, closes: true, in: ParameterScope(layout)["encoder"])
  }
}

@Test(arguments: PublishedNetwork.all)
func everyTensorHasItsPublishedNames(_ network: PublishedNetwork) throws {
  let backbone = try network.made()
  let tensors = WholeEncoder(backbone).tensors
  let lines = try tensors.map { tensor in
    let name = try #require(tensor.encoderName)
    let published = try #require(backbone.published(name), "\(name)")
    var shape = tensor.layout.shape
    // A linear layer of a single pixel is a 1×1 convolution there.
    if shape.count == 2 { shape += [1, 1] }
    return "\(published.torchvision) \(published.timm ?? published.torchvision) \(shape)"
  }.sorted()
  if !network.lines.isEmpty { #expect(lines == network.lines) }
  #expect(lines.count == network.count)
  #expect(sha256(lines.joined(separator: "\n")) == network.digest)
}

/// What is no parameter of theirs has no name; a backbone without published weights has none at all.
@Test(arguments: backbones.names) func otherNamesAreNotPublished(_ name: String) throws {
  let backbone = try backbones.make(name).item
  for other in [
    "", "stem", "stage1", "stage9.block0.expand.conv.weight", "stage1.block99.project.bn.bias",
    "stage0.conv1.weight", "stage1.conv9.weight", "encoder.stage1.conv1.weight", "head.weight",
  ] where !(name == "resnet" && other.hasPrefix("stage")) {
    #expect(backbone.published(other) == nil, "\(other)")
  }
  let names = WholeEncoder(backbone).tensors.compactMap(\.encoderName)
  let published = names.compactMap(backbone.published)
  #expect(published.isEmpty || published.count == names.count)
  #expect(Set(published.map(\.torchvision)).count == published.count)
  #expect(Set(published.map { $0.timm ?? $0.torchvision }).count == published.count)
}
