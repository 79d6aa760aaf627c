import Testing

@testable import Engine

/// Exact trainable parameters of the trunks without and with heads. Sources: torchvision's published models less their
/// 1000-way classifiers (512,000 + 1000 for 512 features, 2,049,000 for 2048, 1,281,000 for 1280); for WideResNet
/// lorenmt/mtan's, less the biases that its convolutions have there.
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
      name: "mobilenet-v2", options: [:], features: 1280, stem: 928,
      stages: [896, 13_968, 39_696, 487_040, 1_269_184], closing: 412_160, total: 2_223_872,
      megaMACs: 301),
  ]

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

  /// The counts of a network with heads that were published as such.
  @Test func withHeads() throws {
    let problem = try problem(["regression", "binary", "classes"])
    for (name, options, total) in [
      ("resnet", ["depth": OptionValue.integer(18)], 11_968_071),
      ("resnet", ["depth": .integer(50)], 36_111_431), ("mobilenet-v2", [:], 7_151_879),
    ] {
      let found = account(
        problem, backbone: try backbones.make(name, options).item,
        architecture: try architectures.make("split").item,
        weighting: try weightings.make("equal").item)
      #expect(found.parameters == total)
    }
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
}
