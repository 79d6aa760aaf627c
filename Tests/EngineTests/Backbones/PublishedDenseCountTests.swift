import Testing

@testable import Engine

/// Exact trainable parameters of published networks for dense prediction. Sources: LibMTL's and lorenmt/mtan's on dilated
/// ResNet-50 with DeepLab's heads; torchvision 0.28's FCN and DeepLabv3; Nekrasov et al. 2019 (light-weight RefineNet on
/// MobileNetV2); Vandenhende et al. 2021 (HRNet-18, small v2); all instantiated in PyTorch.
@Suite struct PublishedDenseCountTests {
  struct Network: Sendable, CustomTestStringConvertible {
    let name: String
    let backbone: String
    var backboneOptions: [String: OptionValue] = [:]
    let decoder: String
    var architecture = "split"
    var architectureOptions: [String: OptionValue] = [:]
    /// Segmentation with so many classes, then depth and normals where they are asked for.
    var classes: Int?
    var depth = false
    var normals = false
    let parameters: Int
    var testDescription: String { name }
  }

  static let networks =
    dilated + nekrasov + hrnet + [
      Network(
        name: "torchvision's FCN, 21 classes", backbone: "resnet",
        backboneOptions: deep.backboneOptions, decoder: "fcn", classes: 21, parameters: 32_957_013),
      deep.of("torchvision's DeepLabv3, 21 classes", 39_638_869, classes: 21),
    ]

  private static let deep = Network(
    name: "", backbone: "resnet",
    backboneOptions: ["depth": .integer(50), "output-stride": .integer(8)], decoder: "deeplab",
    parameters: 0)

  private static let dilated: [Network] = {
    let mtan = Network(
      name: "MTAN, NYUv2, 13 classes", backbone: "resnet", backboneOptions: deep.backboneOptions,
      decoder: "deeplab", architecture: "mtan",
      architectureOptions: ["modules": .text("bottlenecks")], classes: 13, depth: true,
      normals: true, parameters: 92_347_921)
    return [
      deep.of("segmentation, 13 classes", 39_636_813, classes: 13),
      deep.of("depth", 39_633_729, depth: true),
      deep.of("normals", 39_634_243, normals: true),
      deep.of("hard sharing, NYUv2", 71_888_721, classes: 13, depth: true, normals: true),
      deep.of("segmentation, 7 classes", 39_635_271, classes: 7),
      deep.of("hard sharing, Cityscapes", 55_760_968, classes: 7, depth: true),
      deep.of("segmentation, 19 classes", 23_508_032 + 16_130_323, classes: 19),
      deep.of("segmentation, 40 classes", 23_508_032 + 16_135_720, classes: 40),
      deep.of("hard sharing, NYUD of Vandenhende et al.", 55_769_449, classes: 40, depth: true),
      mtan,
    ]
  }()

  private static let nekrasov: [Network] = {
    let network = Network(
      name: "", backbone: "mobilenet-v2", backboneOptions: ["expand-first": .bool(true)],
      decoder: "lw-refinenet", parameters: 0)
    return [
      network.of("Nekrasov, two tasks, 40 classes", 3_070_057, classes: 40, depth: true),
      network.of("Nekrasov, two tasks, 13 classes", 3_007_822, classes: 13, depth: true),
      network.of(
        "Nekrasov, three tasks", 3_077_228, classes: 40, depth: true, normals: true),
      network.of("Nekrasov, segmentation", 3_067_496, classes: 40),
      network.of("Nekrasov, depth", 2_977_601, depth: true),
    ]
  }()

  private static let hrnet: [Network] = {
    let network = Network(name: "", backbone: "hrnet", decoder: "hrnet-head", parameters: 0)
    return [
      network.of("HRNet-18, segmentation", 3_945_270, classes: 40),
      network.of("HRNet-18, depth", 3_934_701, depth: true),
      network.of("HRNet-18, hard sharing", 4_019_251, classes: 40, depth: true),
    ]
  }()

  @Test(arguments: networks) func published(_ network: Network) throws {
    var taken: [any LearningTask] = []
    if let classes = network.classes {
      taken.append(try tasks.make("segmentation", ["classes": .integer(classes)]).item)
    }
    if network.depth { taken.append(try tasks.make("depth").item) }
    if network.normals { taken.append(try tasks.make("normals").item) }
    let parts = NetworkParts(
      backbone: try backbones.make(network.backbone, network.backboneOptions).item,
      decoder: try decoders.make(network.decoder).item,
      problem: Problem(size: ImageSize(height: 288, width: 384), tasks: taken))
    let architecture = try architectures.make(
      network.architecture, network.architectureOptions
    ).item
    let account = account(
      parts, architecture: architecture, weighting: try weightings.make("equal").item)
    #expect(account.parameters == network.parameters)
  }
}

extension PublishedDenseCountTests.Network {
  /// The same network for other tasks.
  fileprivate func of(
    _ name: String, _ parameters: Int, classes: Int? = nil, depth: Bool = false,
    normals: Bool = false
  ) -> Self {
    Self(
      name: name, backbone: backbone, backboneOptions: backboneOptions, decoder: decoder,
      classes: classes, depth: depth, normals: normals, parameters: parameters)
  }
}
