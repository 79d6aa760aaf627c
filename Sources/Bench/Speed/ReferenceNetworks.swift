import Engine

/// A network whose training is timed.
struct ReferenceNetwork {
  /// What it is called on the command line.
  let name: String
  let title: String
  let backbone: String
  var decoder = "segnet"
  let architecture: String
  let tasks: String
  let size: ImageSize
  let batch: Int

  /// SegNets of three sizes, an attention network, five trunks with heads, and other encoders and decoders for maps: from nets that stream through memory to
  /// nets that live in caches, from 3×3 convolutions to 1×1 and depthwise ones.
  static let all: [ReferenceNetwork] = [
    ReferenceNetwork(
      name: "a", title: "SegNet 64…512, two tasks", backbone: "segnet", architecture: "split",
      tasks: "segmentation:13,depth", size: ImageSize(height: 128, width: 256), batch: 8),
    ReferenceNetwork(
      name: "b", title: "SegNet 16…128, two tasks", backbone: "segnet:width=0.25",
      architecture: "split", tasks: "segmentation:13,depth",
      size: ImageSize(height: 64, width: 64), batch: 8),
    ReferenceNetwork(
      name: "b2", title: "b at 128×128", backbone: "segnet:width=0.25",
      architecture: "split", tasks: "segmentation:13,depth",
      size: ImageSize(height: 128, width: 128), batch: 8),
    ReferenceNetwork(
      name: "c", title: "ResNet-50, three heads", backbone: "resnet:depth=50",
      architecture: "split", tasks: "age:regression,gender:binary,race:classes",
      size: ImageSize(height: 64, width: 64),
      batch: 16),
    ReferenceNetwork(
      name: "d", title: "WRN-28-4, three heads", backbone: "wrn:depth=28,width=4",
      architecture: "split", tasks: "age:regression,gender:binary,race:classes",
      size: ImageSize(height: 32, width: 32),
      batch: 100),
    ReferenceNetwork(
      name: "e", title: "MTAN 16…128, three tasks", backbone: "segnet:width=0.25",
      architecture: "mtan", tasks: "segmentation:13,depth,normals",
      size: ImageSize(height: 96, width: 128), batch: 8),
    ReferenceNetwork(
      name: "f", title: "MobileNetV2, three heads", backbone: "mobilenet-v2",
      architecture: "split", tasks: "age:regression,gender:binary,race:classes",
      size: ImageSize(height: 64, width: 64),
      batch: 16),
    ReferenceNetwork(
      name: "g", title: "ResNet-18 16…128, three heads", backbone: "resnet:width=0.25,stem=small",
      architecture: "split", tasks: "age:regression,gender:binary,race:classes",
      size: ImageSize(height: 64, width: 64), batch: 32),
    ReferenceNetwork(
      name: "h", title: "EfficientNet-B0, three heads", backbone: "efficientnet",
      architecture: "split", tasks: "age:regression,gender:binary,race:classes",
      size: ImageSize(height: 64, width: 64), batch: 16),
    ReferenceNetwork(
      name: "i", title: "ResNet-18 dilated, DeepLab, two tasks",
      backbone: "resnet:width=0.5,output-stride=8", decoder: "deeplab:rates=[2,4,8],width=64",
      architecture: "split", tasks: "segmentation:13,depth",
      size: ImageSize(height: 128, width: 192), batch: 8),
    ReferenceNetwork(
      name: "j", title: "MobileNetV2, light-weight RefineNet, two tasks",
      backbone: "mobilenet-v2:expand-first=true", decoder: "lw-refinenet:width=128",
      architecture: "split", tasks: "segmentation:13,depth",
      size: ImageSize(height: 128, width: 192), batch: 8),
    ReferenceNetwork(
      name: "k", title: "HRNet-18 small, two tasks", backbone: "hrnet", decoder: "hrnet-head",
      architecture: "split", tasks: "segmentation:13,depth",
      size: ImageSize(height: 128, width: 192), batch: 8),
    ReferenceNetwork(
      name: "l", title: "ResNet-18 16…128, U-Net, three tasks",
      backbone: "resnet:width=0.25,stem=small", decoder: "unet", architecture: "split",
      tasks: "segmentation:13,depth,normals", size: ImageSize(height: 64, width: 96), batch: 8),
  ]

  /// Three tasks that share a trunk, small enough to time every weighting scheme on.
  static let threeTasks = ReferenceNetwork(
    name: "b3", title: "SegNet 16…128, three tasks", backbone: "segnet:width=0.25",
    architecture: "split", tasks: "segmentation:13,depth,normals",
    size: ImageSize(height: 64, width: 64), batch: 8)

  /// Throws `OptionError` where a choice is no longer known.
  func probe(
    weighting: String = "equal", products: ProductLibrary = .own, team: ThreadTeam = .single
  ) throws -> TrainingProbe {
    TrainingProbe(
      try parts, architecture: try select(architecture, architectures),
      weighting: try select(weighting, weightings),
      optimizer: try select("adam:rate=0.0001", optimizers),
      batch: batch, products: products, team: team)
  }

  /// Throws `OptionError` where a choice is no longer known.
  func productShapes() throws -> [ProductShape] {
    ProductShape.all(
      of: try parts, architecture: try select(architecture, architectures),
      weighting: try select("equal", weightings), batch: batch)
  }

  private var parts: NetworkParts {
    get throws {
      let chosen = try ChoiceRequest.list(spelling: tasks).map {
        try Selection(task: $0).item
      }
      return NetworkParts(
        backbone: try select(backbone, backbones), decoder: try select(decoder, decoders),
        problem: Problem(size: size, tasks: chosen))
    }
  }

  private func select<Item>(_ text: String, _ catalog: Catalog<Item>) throws -> Item {
    try Selection(ChoiceRequest(spelling: text), from: catalog).item
  }
}
