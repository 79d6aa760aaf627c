import Testing

@testable import Engine

/// Exact trainable parameters of the trunks without and with heads. Sources: torchvision's published models less their
/// 1000-way classifiers (512,000 + 1000 for 512 features, 2,049,000 for 2048, 1,281,000 for 1280); for WRN-28-4
/// lorenmt/mtan's, less the biases that its convolutions have there; for WRN-28-10 that of its authors with 10 classes, less
/// these.
@Suite struct TrunkCountTests {
  struct Trunk: Sendable, CustomTestStringConvertible {
    let name: String
    let options: [String: OptionValue]
    let features: Int
    let stem: Int
    let stages: [Int]
    let closing: Int
    let total: Int
    /// Thousandths of G multiply–accumulates at 224×224 with the classifier, as torchvision gives them.
    var megaMACs: Int?
    var testDescription: String { "\(name) \(options)" }
  }

  static let trunks: [Trunk] = [
    resnet(18, 512, [147_968, 525_568, 2_099_712, 8_393_728], 11_176_512, 1814),
    resnet(34, 512, [221_952, 1_116_416, 6_822_400, 13_114_368], 21_797_672 - 513_000, 3664),
    resnet(50, 2048, [215_808, 1_219_584, 7_098_368, 14_964_736], 23_508_032, 4089),
    resnet(101, 2048, [215_808, 1_219_584, 26_090_496, 14_964_736], 44_549_160 - 2_049_000, 7801),
    resnet(152, 2048, [215_808, 2_339_840, 40_613_888, 14_964_736], 60_192_808 - 2_049_000, 11514),
    Trunk(
      name: "wrn", options: [:], features: 256, stem: 432,
      stages: [269_792 - 9 * 64, 1_117_184 - 9 * 128, 4_462_592 - 9 * 256], closing: 512,
      total: 5_850_528 - 16 - 9 * (64 + 128 + 256)),
    Trunk(
      name: "wrn", options: ["width": .integer(10)], features: 640, stem: 432,
      stages: [1_640_672, 6_968_000, 27_862_400], closing: 1280, total: 36_479_194 - 6410),
    Trunk(
      name: "mobilenet-v2", options: [:], features: 1280, stem: 928,
      stages: [896, 13_968, 39_696, 487_040, 1_269_184], closing: 412_160, total: 2_223_872,
      megaMACs: 301),
    efficientNet(
      "b0", 928, [1448, 16_714, 46_640, 786_078, 2_743_580], 1280, 5_288_548, megaMACs: 386),
    efficientNet("b1", 928, [2060, 27_424, 77_930, 1_097_550, 4_895_132], 1280, 7_794_184),
    efficientNet("b2", 928, [2060, 27_424, 103_134, 1_284_318, 5_784_698], 1408, 9_109_994),
    efficientNet("b3", 1160, [3504, 48_118, 110_912, 2_026_460, 7_913_182], 1536, 12_233_232),
    efficientNet("b4", 1392, [4146, 66_238, 197_586, 3_366_622, 13_106_232], 1792, 19_341_616),
  ]

  /// - Parameter total: with the classifier of 1000 classes.
  private static func efficientNet(
    _ variant: String, _ stem: Int, _ stages: [Int], _ features: Int, _ total: Int,
    megaMACs: Int? = nil
  ) -> Trunk {
    Trunk(
      name: "efficientnet", options: ["variant": .text(variant)], features: features, stem: stem,
      stages: stages, closing: (features / 4 + 2) * features, total: total - 1000 * (features + 1),
      megaMACs: megaMACs)
  }

  private static func resnet(
    _ depth: Int, _ features: Int, _ stages: [Int], _ total: Int, _ megaMACs: Int
  ) -> Trunk {
    Trunk(
      name: "resnet", options: ["depth": .integer(depth)], features: features, stem: 9536,
      stages: stages, closing: 0, total: total, megaMACs: megaMACs)
  }

  private func problem(_ names: [String]) throws -> Problem {
    Problem(
      size: ImageSize(height: 224, width: 224), tasks: try names.map { try tasks.make($0).item })
  }

  @Test(arguments: trunks) func published(_ trunk: Trunk) throws {
    let backbone = try backbones.make(trunk.name, trunk.options).item
    let weighting = try weightings.make("equal").item
    let problem = try problem(["regression", "binary", "classes"])
    let split = try architectures.make("split").item
    #expect(backbone.features == trunk.features)

    let layout = BuiltNetwork(
      problem, backbone: backbone, architecture: split, weighting: weighting
    ).layout
    func count(_ isThere: (String) -> Bool) -> Int {
      layout.parameters.filter { isThere($0.name) }.reduce(0) { $0 + $1.count }
    }
    #expect(count { $0.hasPrefix("encoder.stem.") } == trunk.stem)
    for (level, stage) in trunk.stages.enumerated() {
      let found = count { $0.hasPrefix("encoder.stage\(level + 1).") }
      #expect(found == stage, "stage \(level)")
    }
    #expect(backbone.widths.count == trunk.stages.count)
    #expect(count { $0.hasPrefix("encoder.closing.") } == trunk.closing)
    #expect(count { !$0.hasPrefix("heads.") } == trunk.total)

    // d² + d, then d + 1 for one output and 5 d + 5 for five.
    let d = trunk.features
    let heads = [
      "regression": d * d + 2 * d + 1, "binary": d * d + 2 * d + 1, "classes": d * d + 6 * d + 5,
    ]
    let together = account(
      problem, backbone: backbone, architecture: split, weighting: weighting)
    #expect(together.perTask == heads)
    #expect(together.shared == trunk.total)
    #expect(together.parameters == trunk.total + heads.values.reduce(0, +))

    let alone = account(
      try self.problem(["classes"]), backbone: backbone,
      architecture: try architectures.make("single").item,
      weighting: weighting)
    #expect(alone.parameters == trunk.total + heads["classes"]!)
    if let published = trunk.megaMACs {
      let macs = alone.macs - d * d - 5 * d + 1000 * d
      #expect((Double(macs) / 1e6).rounded() == Double(published))
    }
  }

  struct Shared: Sendable {
    let name: String
    let options: [String: OptionValue]
    let together: Int
    /// Of the networks for each task.
    let alone: [Int]
  }

  /// The networks of a trunk of torchvision's and three heads that were published for UTKFace.
  static let shared = [
    Shared(
      name: "resnet", options: ["depth": .integer(18)], together: 11_968_071,
      alone: [11_439_681, 11_439_681, 11_441_733]),
    Shared(
      name: "resnet", options: ["depth": .integer(50)], together: 36_111_431,
      alone: [27_706_433, 27_706_433, 27_714_629]),
    Shared(
      name: "mobilenet-v2", options: [:], together: 7_151_879,
      alone: [3_864_833, 3_864_833, 3_869_957]),
  ]

  @Test(arguments: shared) func oneNetworkAgainstThree(_ network: Shared) throws {
    let names = ["regression", "binary", "classes"]
    func count(_ tasks: [String], _ architecture: String) throws -> Int {
      account(
        try problem(tasks), backbone: try backbones.make(network.name, network.options).item,
        architecture: try architectures.make(architecture).item,
        weighting: try weightings.make("equal").item
      ).parameters
    }
    #expect(try count(names, "split") == network.together)
    #expect(try names.map { try count([$0], "single") } == network.alone)
  }

  /// Nothing but the stem's convolution is another; that of ResNets for CIFAR is 3×3, and with 10 classes the 18 layers have
  /// the 11,173,962 parameters that are known from there.
  @Test(arguments: [
    ("resnet", 11_173_962 - 5130), ("mobilenet-v2", 2_223_872), ("efficientnet", 4_007_548),
  ])
  func smallStems(_ name: String, _ total: Int) throws {
    let backbone = try backbones.make(name, ["stem": .text("small")]).item
    let found = account(
      try problem(["regression"]), backbone: backbone,
      architecture: try architectures.make("single").item,
      weighting: try weightings.make("equal").item)
    #expect(found.modules["encoder"] == total)
  }

  /// torchvision's rounding: multiples of 8 that do not fall below nine tenths.
  @Test func mobileNetRoundsChannels() throws {
    func widths(_ width: Double) throws -> [Int] {
      let backbone = try backbones.make("mobilenet-v2", ["width": .number(width)]).item
      return [backbone.stemWidth] + backbone.widths + [backbone.features]
    }
    #expect(try widths(1) == [32, 16, 24, 32, 96, 320, 1280])
    #expect(try widths(0.75) == [24, 16, 24, 24, 72, 240, 1280])
    #expect(try widths(0.35) == [16, 8, 8, 16, 32, 112, 1280])
    #expect(try widths(1.4) == [48, 24, 32, 48, 136, 448, 1792])
  }

  /// A further factor is applied before the rounding.
  @Test func efficientNetRoundsChannels() throws {
    func widths(_ options: [String: OptionValue]) throws -> [Int] {
      let backbone = try backbones.make("efficientnet", options).item
      return [backbone.stemWidth] + backbone.widths + [backbone.features]
    }
    #expect(try widths(["variant": .text("b2")]) == [32, 16, 24, 48, 120, 352, 1408])
    #expect(
      try widths(["variant": .text("b2")]) == widths(["width": .number(1.1)]), "b2 is so wide")
    #expect(try widths(["width": .number(0.25)]) == [8, 8, 8, 16, 32, 80, 320])
  }
}
