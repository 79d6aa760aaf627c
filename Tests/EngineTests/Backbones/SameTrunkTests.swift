import Testing

@testable import Engine

/// Arms of one seed begin with the same trunk, whatever shares it, so that they differ in what is compared alone.
@Suite struct SameTrunkTests {
  private func parameters(_ architecture: any Architecture, _ backbone: any Backbone) throws
    -> Parameters
  {
    let names = architecture.trainsOneTask ? ["depth"] : ["segmentation", "depth", "normals"]
    let problem = Problem(
      size: ImageSize(height: 32, width: 32), tasks: try names.map { try tasks.make($0).item })
    let network = BuiltNetwork(
      problem, backbone: backbone, architecture: architecture,
      weighting: try weightings.make("equal").item)
    return Parameters(network.layout, random: RandomStream(seed: 3, "initialisation"))
  }

  /// The values of an encoder's parameters, by their names without those of copies.
  private func encoders(_ parameters: Parameters) -> [String: [[Float]]] {
    var found: [String: [[Float]]] = [:]
    for parameter in parameters.layout.parameters {
      let name = parameter.name.replacing(/^copies\.\w+\./, with: "")
      guard name.hasPrefix("encoder.") else { continue }
      let values = UnsafeBufferPointer(
        start: parameters.pointer(parameter), count: parameter.count)
      found[name, default: []].append(Array(values))
    }
    return found
  }

  @Test(arguments: architectures.names) func encodersOfOneSeedAreTheSame(_ name: String) throws {
    let backbone = try backbones.make("segnet", ["width": .number(0.125)]).item
    let expected = encoders(try parameters(architectures.make("single").item, backbone))
    #expect(expected.count == 52 && expected.values.allSatisfy { $0.count == 1 })
    let own = try parameters(architectures.make(name).item, backbone)
    let isCopied = own.layout.parameters.contains {
      $0.name.contains(/^copies\.\w+\.encoder\./)
    }
    let found = encoders(own)
    #expect(Set(found.keys) == Set(expected.keys))
    for (parameter, copies) in found {
      #expect(copies.count == (isCopied ? 3 : 1))
      #expect(copies.allSatisfy { $0 == expected[parameter]![0] }, "\(parameter)")
    }
  }
}
