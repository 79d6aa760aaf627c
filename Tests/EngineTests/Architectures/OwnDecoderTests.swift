import KernelTable
import Testing

@testable import Engine

/// Hard sharing of the encoder alone: a decoder for each task.
@Suite struct OwnDecoderTests {
  struct Network: Sendable, CustomTestStringConvertible {
    let backbone: String
    let options: [String: OptionValue]
    let decoder: String
    var testDescription: String { "\(backbone) \(decoder)" }

    func parts(_ tasks: [any LearningTask]) throws -> NetworkParts {
      NetworkParts(
        backbone: try backbones.make(backbone, options).item,
        decoder: try decoders.make(decoder).item,
        problem: Problem(size: ImageSize(height: 32, width: 64), tasks: tasks))
    }
  }

  private static let networks = [
    Network(backbone: "segnet", options: ["width": .number(0.125)], decoder: "segnet"),
    Network(backbone: "resnet", options: ["width": .number(0.25)], decoder: "unet"),
    Network(backbone: "mobilenet-v2", options: ["width": .number(0.25)], decoder: "lw-refinenet"),
  ]

  private static let kinds: [any LearningTask] = [
    try! tasks.make("segmentation").item, try! tasks.make("binary").item,
    try! tasks.make("depth").item,
  ]

  private func built(_ parts: NetworkParts, _ options: [String: OptionValue]?) throws
    -> BuiltNetwork
  {
    let architecture =
      try options.map { try architectures.make("split", $0).item }
      ?? architectures.make("single").item
    try parts.check(architecture)
    return BuiltNetwork(
      parts, architecture: architecture, weighting: try weightings.make("equal").item)
  }

  private func parameters(_ network: BuiltNetwork, _ part: String? = nil) -> Int {
    network.layout.parameters.filter { part == nil || $0.name.hasPrefix("\(part!).") }
      .map(\.count).reduce(0, +)
  }

  private func answers(_ network: BuiltNetwork) -> [[Float]] {
    let parameters = Parameters(network.layout, random: RandomStream(seed: 7, "initial"))
    let recording = network.record(batch: 2)
    let tape = recording.tape
    tape.prepare(.weightedSum, parameters)
    var random = RandomStream(seed: 1, "image")
    for i in 0..<recording.image.extent.count {
      tape.data(recording.image)[i] = Float(random.uniform())
    }
    tape.forward()
    return recording.answers.map { values in
      Array(UnsafeBufferPointer(start: tape.data(values[0]), count: values[0].extent.count))
    }
  }

  /// Networks of one task, but for their encoder, which is one: from the same seed they begin with the same answers.
  @Test(arguments: networks) func isThatOfTheTaskAlone(_ network: Network) throws {
    let together = try built(network.parts(Self.kinds), ["shares": .text("encoder-only")])
    let apart = try Self.kinds.map { try built(network.parts([$0]), nil) }
    // With what closes it where a task reads the image as a whole.
    let encoder = parameters(apart[1], "encoder")
    #expect(parameters(together, "encoder") == encoder)
    let rest = apart.map { parameters($0) - parameters($0, "encoder") }
    #expect(parameters(together) == encoder + rest.reduce(0, +))
    let alone = try apart.map { try #require(answers($0).first) }
    #expect(answers(together) == alone)
  }

  /// A decoder is its task's own: no other task's gradient comes to it, and all come to the encoder.
  @Test func tasksPartAfterTheEncoder() throws {
    let network = try built(Self.networks[1].parts(Self.kinds), ["shares": .text("encoder-only")])
    let tape = network.record(batch: 2).tape
    for parameter in network.layout.parameters {
      let tasks = tape.parameterTasks[parameter.index]
      if parameter.name.hasPrefix("encoder.") {
        #expect(tasks & 0b101 == 0b101, "\(parameter.name)")
      } else {
        #expect(tasks.nonzeroBitCount == 1, "\(parameter.name)")
      }
    }
    let shared = try built(Self.networks[1].parts(Self.kinds), [:])
    #expect(parameters(shared) < parameters(network))
  }

  @Test func whereNothingPartsItIsRefused() throws {
    let own = try architectures.make("split", ["shares": .text("encoder-only")]).item
    let deepLab = Network(
      backbone: "resnet", options: ["width": .number(0.25)], decoder: "deeplab")
    let error = #expect(throws: OptionError.self) { try deepLab.parts(Self.kinds).check(own) }
    #expect(error?.key == "shares" && error?.message.contains("deeplab of its own") == true)
    let images = #expect(throws: OptionError.self) {
      try Self.networks[1].parts([Self.kinds[1]]).check(own)
    }
    #expect(images?.message.contains("no task of binary has a decoder") == true)
  }
}
