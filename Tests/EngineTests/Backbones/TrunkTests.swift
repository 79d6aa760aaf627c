import KernelTable
import Testing

@testable import Engine

/// Trunks at small sizes: extents, training, and what cannot be built from them.
@Suite struct TrunkTests {
  @Test func extentsOfTheStages() throws {
    func extents(_ name: String, _ side: Int) throws -> (stages: [Int], features: Extent) {
      let tape = Tape()
      let layout = ParameterLayout()
      let encoder = Encoder(
        try backbones.make(name).item, closes: true, in: ParameterScope(layout))
      let image = tape.input(Extent(2, side, side, 3))
      let levels = encoder(image)
      #expect(levels.map(\.p.extent.channels) == encoder.backbone.widths)
      #expect(levels.allSatisfy { $0.u.extent.hasSize(of: $0.p.extent) })
      // The sides that occur on the tape, in order.
      let features = encoder.pooled(levels.map(\.p)).extent
      var sides: [Int] = []
      for node in tape.nodes where sides.last != node.extent.height {
        sides.append(node.extent.height)
      }
      return (sides, features)
    }
    let resnet = try extents("resnet", 64)
    #expect(resnet.stages == [64, 32, 16, 8, 4, 2, 1] && resnet.features == Extent(2, 1, 1, 512))
    let odd = try extents("resnet", 45)
    #expect(odd.stages == [45, 23, 12, 6, 3, 2, 1])
    let wide = try extents("wrn", 32)
    #expect(wide.stages == [32, 16, 8, 1] && wide.features == Extent(2, 1, 1, 256))
    let mobile = try extents("mobilenet-v2", 64)
    #expect(mobile.stages == [64, 32, 16, 8, 4, 2, 1] && mobile.features == Extent(2, 1, 1, 1280))
    let segnet = try extents("segnet", 64)
    #expect(segnet.stages == [64, 32, 16, 8, 4, 2, 1] && segnet.features == Extent(2, 1, 1, 512))
  }

  /// Sides of the stages' outputs on images of 32×32.
  @Test(arguments: [
    ("resnet", [8, 4, 2, 1], [32, 16, 8, 4]),
    ("mobilenet-v2", [16, 8, 4, 2, 1], [32, 16, 8, 4, 2]),
    ("efficientnet", [16, 8, 4, 2, 1], [32, 16, 8, 4, 2]),
  ])
  func smallStemsKeepTheResolution(_ name: String, _ standard: [Int], _ small: [Int]) throws {
    func sides(_ options: [String: OptionValue]) throws -> [Int] {
      let tape = Tape()
      let encoder = Encoder(
        try backbones.make(name, options).item, closes: true, in: ParameterScope(ParameterLayout()))
      let levels = encoder(tape.input(Extent(2, 32, 32, 3)))
      #expect(levels.map(\.p.extent.channels) == encoder.backbone.widths)
      #expect(levels.map(\.u.extent.channels) == encoder.backbone.firstWidths)
      #expect(levels.allSatisfy { $0.u.extent.hasSize(of: $0.p.extent) })
      let features = encoder.pooled(levels.map(\.p)).extent
      #expect(features == Extent(2, 1, 1, encoder.backbone.features))
      return levels.map(\.p.extent.height)
    }
    #expect(try sides([:]) == standard)
    #expect(try sides(["stem": .text("imagenet")]) == standard)
    #expect(try sides(["stem": .text("small")]) == small)
  }

  /// The option came later than the backbones: at its standard it leaves what identifies them as it was.
  @Test(arguments: ["resnet", "mobilenet-v2"]) func theStandardStemIsNotSpelled(_ name: String)
    throws
  {
    let before = try backbones.make(name).options
    #expect(before["stem"] == nil && before["width"] == .number(1))
    #expect(try backbones.make(name, ["stem": .text("imagenet")]).options == before)
    #expect(
      try backbones.make(name, ["stem": .text("small")]).options
        == before.merging(["stem": .text("small")]) { $1 })
  }

  /// Pictures of noise in which the brightness tells the age, and so gender and race; some labels are missing.
  private static func samples(_ count: Int, _ split: String) -> Samples {
    let (height, width) = (32, 32)
    let images = Tensor([count, height, width, 3])
    let depth = Tensor([count, height, width, 1])
    let (age, gender, race) = (
      Tensor([count, 1, 1, 1]), Tensor([count, 1, 1, 1]), Tensor([count, 1, 1, 1])
    )
    for frame in 0..<count {
      var random = RandomStream(seed: frame, split)
      let brightness = random.uniform()
      for i in 0..<height * width * 3 {
        images.row(frame)[i] = Float(0.8 * brightness + 0.2 * random.uniform())
      }
      for i in 0..<height * width { depth.row(frame)[i] = Float(1 + brightness) }
      age.row(frame)[0] = frame % 5 == 4 ? .nan : Float(60 * brightness)
      gender.row(frame)[0] = frame % 5 == 3 ? -1 : brightness > 0.5 ? 1 : 0
      race.row(frame)[0] = frame % 5 == 2 ? -1 : Float(min(4, Int(5 * brightness)))
    }
    return Samples(
      ids: (0..<count).map { "\(split) \($0)" }, images: images,
      targets: ["regression": age, "binary": gender, "classes": race, "depth": depth])
  }

  static let data = Splits(
    train: samples(16, "train"), validation: samples(6, "validation"), test: samples(6, "test"))

  static func experiment(
    _ backbone: String, _ options: [String: OptionValue], architecture: any Architecture,
    weighting: String, tasks names: [String]
  ) throws -> Experiment {
    Experiment(
      problem: Problem(
        size: ImageSize(height: 32, width: 32), tasks: try names.map { try tasks.make($0).item }),
      backbone: try backbones.make(backbone, options).item, architecture: architecture,
      weighting: try weightings.make(weighting).item,
      optimizer: try optimizers.make("adam", ["rate": .number(1e-2)]).item,
      schedule: try schedules.make("constant").item,
      augmentation: try augmentations.make("mtan").item, epochs: 4, batch: 6, seed: 1, pictures: 1)
  }

  private func result(
    _ backbone: String, _ options: [String: OptionValue], architecture: String = "split",
    weighting: String = "equal", tasks names: [String] = ["regression", "binary", "classes"]
  ) throws -> TrainingResult {
    let experiment = try Self.experiment(
      backbone, options, architecture: architectures.make(architecture).item,
      weighting: weighting, tasks: names)
    try experiment.parts.check(experiment.architecture)
    return try Trainer(experiment, data: Self.data).run()
  }

  struct Small: Sendable, CustomTestStringConvertible {
    let name: String
    let options: [String: OptionValue]
    var testDescription: String { "\(name) \(options)" }
  }

  static let small = [
    Small(name: "resnet", options: ["width": .number(0.125)]),
    Small(name: "resnet", options: ["depth": .integer(50), "width": .number(0.125)]),
    Small(name: "wrn", options: ["depth": .integer(10), "width": .number(0.5)]),
    Small(name: "mobilenet-v2", options: ["width": .number(0.1)]),
    Small(name: "efficientnet", options: ["width": .number(0.1)]),
    Small(name: "resnet", options: ["width": .number(0.125), "stem": .text("small")]),
    Small(name: "segnet", options: ["width": .number(0.125)]),
  ]

  @Test(arguments: small, ["equal", "pcgrad"])
  func trains(_ trunk: Small, _ weighting: String) throws {
    let result = try result(trunk.name, trunk.options, weighting: weighting)
    #expect(result.epochs.count == 4)
    let losses = result.epochs.flatMap { $0.trainLoss + $0.validationLoss }.compactMap { $0 }
    #expect(losses.allSatisfy { $0.isFinite })
    // Batches of noise with labels missing go up and down; somewhere it is better than at the start.
    let ages = result.epochs.map { $0.trainLoss[0]! }
    #expect(ages.dropFirst().min()! < ages[0])
    let counted = result.test.map { $0.values.filter(\.counts) }
    #expect(
      counted.map { $0.map(\.metric) } == [["mean absolute error"], ["accuracy"], ["accuracy"]])
    #expect(counted.map { $0.map(\.unit) } == [[""], ["%"], ["%"]])
    // The best answers that do not look at the image have the same metrics.
    #expect(
      result.constants.map { $0.values.filter(\.counts).map(\.metric) }
        == counted.map { $0.map(\.metric) })
    // Nothing to be seen of a number.
    #expect(result.pictures.isEmpty)
  }

  @Test(arguments: ["single", "split"]) func mapsAndVectorsTogether(_ architecture: String) throws {
    let names = architecture == "single" ? ["regression"] : ["depth", "regression", "classes"]
    let result = try result(
      "segnet", ["width": .number(0.125)], architecture: architecture, tasks: names)
    #expect(result.epochs.flatMap(\.trainLoss).allSatisfy { $0!.isFinite })
    #expect(result.pictures.map { $0.truth.keys.sorted() } == (names.count > 1 ? [["depth"]] : []))
    #expect(
      result.pictures.map { $0.prediction.keys.sorted() }
        == result.pictures.map { $0.truth.keys.sorted() })
  }

  /// A decoder that no task reads is not there to be counted.
  @Test func vectorTasksBuildNoDecoder() throws {
    let problem = Problem(
      size: ImageSize(height: 32, width: 32), tasks: [try tasks.make("regression").item])
    let found = account(
      problem, backbone: try backbones.make("segnet").item,
      architecture: try architectures.make("single").item,
      weighting: try weightings.make("equal").item)
    #expect(found.modules.keys.sorted() == ["encoder", "heads"])
    #expect(found.modules["heads"] == 512 * 512 + 512 + 512 + 1)
  }

  @Test func onePixelIsEnough() throws {
    for name in ["resnet", "wrn", "mobilenet-v2", "efficientnet"] {
      let problem = Problem(
        size: ImageSize(height: 1, width: 1), tasks: [try tasks.make("regression").item])
      let found = account(
        problem, backbone: try backbones.make(name).item,
        architecture: try architectures.make("single").item,
        weighting: try weightings.make("equal").item)
      #expect(found.macs > 0)
    }
  }

  @Test func depthsThatAreNot() {
    #expect(
      throws: OptionError(key: "depth", message: "found 20, expected 18, 34, 50, 101 or 152")
    ) { try backbones.make("resnet", ["depth": .integer(20)]) }
    #expect(
      throws: OptionError(
        key: "depth",
        message: "found 30, expected 6n + 4 such as 16, 28 or 40; the nearest are 28 and 34")
    ) { try backbones.make("wrn", ["depth": .integer(30)]) }
  }
}
