import Foundation
import TestSupport

@testable import Engine

/// A safetensors file of tensors in the order given.
func safeTensors(
  _ tensors: [(name: String, shape: [Int], values: [Float])], metadata: [String: String] = [:]
) -> Data {
  var header = SafeTensors()
  header.metadata = metadata
  for tensor in tensors { header.add(tensor.name, type: "F32", shape: tensor.shape) }
  var file = header.header
  for tensor in tensors { tensor.values.withUnsafeBytes { file.append(contentsOf: $0) } }
  return file
}

/// Files of published weights, made of the portable sequence.
enum PublishedSamples {
  /// As `filled` of scripts/fixtures/published.py.
  static func values(_ name: String, _ shape: [Int], seed: Int) -> [Float] {
    let count = shape.reduce(1, *)
    let (scale, offset): (Double, Double) =
      if shape.count == 4 {
        (2 * (6 / Double(count / shape[0])).squareRoot(), 0)
      } else if name.hasSuffix("running_var") {
        (0.5, 1)
      } else if name.hasSuffix("weight") {
        (0.2, 1)
      } else {
        (0.2, 0)
      }
    return PortableSequence.floats(seed: seed, count: count, scale: scale, offset: offset)
  }

  typealias Tensor = (name: String, shape: [Int], values: [Float])

  /// What a published file of the backbone has.
  static func tensors(of backbone: any Backbone, timm: Bool = false) -> [Tensor] {
    let named = WholeEncoder(backbone).tensors.map { tensor in
      let published = backbone.published(tensor.encoderName!)!
      var shape = tensor.layout.shape
      if shape.count == 2 { shape += [1, 1] }
      return (published, shape)
    }.sorted { $0.0.torchvision < $1.0.torchvision }
    return named.enumerated().map { index, tensor in
      let (name, shape) = tensor
      return (
        timm ? name.timm ?? name.torchvision : name.torchvision, shape,
        values(name.torchvision, shape, seed: index + 1)
      )
    }
  }
}
