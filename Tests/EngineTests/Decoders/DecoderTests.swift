import KernelTable
import Testing

@testable import Engine

/// Every architecture on every backbone with every decoder.
@Suite struct DecoderTests {
  struct Combination: Sendable, CustomTestStringConvertible {
    let architecture: String
    let backbone: String
    let decoder: String
    var testDescription: String { "\(architecture), \(backbone), \(decoder)" }
  }

  static let all = architectures.names.flatMap { architecture in
    backbones.names.flatMap { backbone in
      decoders.names.map {
        Combination(architecture: architecture, backbone: backbone, decoder: $0)
      }
    }
  }

  private static func narrow(_ backbone: String) throws -> any Backbone {
    let options: [String: [String: OptionValue]] = [
      "segnet": ["width": .number(0.125)], "resnet": ["width": .number(0.125)],
      "wrn": ["depth": .integer(16), "width": .number(0.5)],
      "mobilenet-v2": ["width": .number(0.25)], "efficientnet": ["width": .number(0.25)],
      "hrnet": ["width": .integer(4)],
    ]
    return try backbones.make(backbone, options[backbone] ?? [:]).item
  }

  private func parts(_ combination: Combination, _ size: ImageSize, _ names: [String]) throws
    -> NetworkParts
  {
    NetworkParts(
      backbone: try Self.narrow(combination.backbone),
      decoder: try decoders.make(combination.decoder).item,
      problem: Problem(size: size, tasks: try names.map { try tasks.make($0).item }))
  }

  /// What the parts accept is built, at sizes that nothing divides too: every map is as large as the frame, and every
  /// parameter that is counted serves a task, but for those that dense is published with.
  @Test(arguments: all) func isBuiltOrRefused(_ combination: Combination) throws {
    let architecture = try architectures.make(combination.architecture).item
    let equal = try weightings.make("equal").item
    let size = ImageSize(height: 37, width: 50)
    let sets =
      architecture.trainsOneTask
      ? [["segmentation"], ["regression"]]
      : [["segmentation", "depth"], ["depth", "regression"], ["regression", "binary"]]
    for names in sets {
      let parts = try parts(combination, size, names)
      let isFollowed =
        !parts.problem.readsMaps || combination.decoder != "segnet"
        || parts.backbone.remembersPlaces
      let readsLast =
        parts.problem.readsMaps && ["fcn", "deeplab", "psp"].contains(combination.decoder)
      let isStaged = parts.backbone.isStaged || !(architecture.worksByStages || readsLast)
      do {
        try parts.check(architecture)
        #expect(isFollowed && isStaged)
      } catch let error as OptionError {
        #expect(
          !isFollowed && error.message.contains("undoes poolings")
            || !isStaged && error.message.contains("makes all its levels together"))
        continue
      }
      let built = BuiltNetwork(parts, architecture: architecture, weighting: equal)
      let recording = built.record(batch: 2)
      for (task, answer) in zip(parts.problem.tasks, recording.answers) {
        let isMap = task.reads == .map
        #expect(
          answer[0].extent
            == Extent(2, isMap ? size.height : 1, isMap ? size.width : 1, task.outputs[0]))
      }
      let idle = built.layout.parameters.filter { recording.tape.parameterTasks[$0.index] == 0 }
      #expect(
        combination.architecture == "dense" || idle.isEmpty, "\(idle.map(\.name))")
    }
  }

  /// Heads are as wide as what they read: a wider last stage is seen by whatever reads it.
  @Test(arguments: ["wide", "deep"], decoders.names) func variantsHaveTheirOwnHeads(
    _ variant: String, _ decoder: String
  ) throws {
    let split = try architectures.make("split", ["variant": .text(variant)]).item
    let parts = try parts(
      Combination(architecture: "split", backbone: "segnet", decoder: decoder),
      ImageSize(height: 32, width: 64), ["segmentation", "regression"])
    try parts.check(split)
    let probe = TrainingProbe(
      parts, architecture: split, weighting: try weightings.make("equal").item,
      optimizer: try optimizers.make("adam").item, batch: 2)
    try probe.step()
  }

  /// Steps of training, with maps and a number of the image as a whole.
  @Test(arguments: [
    Combination(architecture: "mtan", backbone: "resnet", decoder: "unet"),
    Combination(architecture: "cross-stitch", backbone: "mobilenet-v2", decoder: "fpn"),
    Combination(architecture: "dense", backbone: "wrn", decoder: "unet"),
    Combination(architecture: "split", backbone: "resnet", decoder: "fcn"),
    Combination(architecture: "split", backbone: "segnet", decoder: "fpn"),
    Combination(architecture: "mtan", backbone: "hrnet", decoder: "hrnet-head"),
    Combination(architecture: "split", backbone: "hrnet", decoder: "unet"),
    Combination(architecture: "cross-stitch", backbone: "resnet", decoder: "hrnet-head"),
    Combination(architecture: "mtan", backbone: "efficientnet", decoder: "lw-refinenet"),
    Combination(architecture: "dense", backbone: "mobilenet-v2", decoder: "lw-refinenet"),
    Combination(architecture: "ltb", backbone: "resnet", decoder: "deeplab"),
  ]) func trains(_ combination: Combination) throws {
    let size = ImageSize(height: 32, width: 32)
    let parts = try parts(combination, size, ["segmentation", "depth", "classes"])
    let probe = TrainingProbe(
      parts, architecture: try architectures.make(combination.architecture).item,
      weighting: try weightings.make("pcgrad").item,
      optimizer: try optimizers.make("adam").item, batch: 4)
    for _ in 0..<3 { try probe.step() }
    try probe.evaluate()
  }

  /// Features of a backbone with strides are led back where its decoder says, not by SegNet's places.
  @Test func whatCannotBeFollowedIsRefused() throws {
    let parts = try parts(
      Combination(architecture: "split", backbone: "resnet", decoder: "segnet"),
      ImageSize(height: 32, width: 32), ["depth", "regression"])
    let split = try architectures.make("split").item
    #expect(
      throws: OptionError(
        key: "",
        message:
          "the decoder segnet undoes poolings that the "
          + "backbone resnet does not have: name another of "
          + decoders.names.filter { $0 != "segnet" }.joined(separator: ", "))
    ) { try parts.check(split) }
    #expect(
      throws: OptionError(
        key: "variant",
        message: "found deep, which the backbone resnet does not have, expected standard")
    ) {
      try parts.alone(try tasks.make("regression").item).check(
        architectures.make("split", ["variant": .text("deep")]).item)
    }
  }
}
