import Engine
import Records
import Report

/// Networks whose exact sizes are published, to be counted again beside every report that uses their family.
struct PublishedNetworks {
  private let label: String
  /// As it is spelled on the command line.
  private let backbone: String
  private let architecture: String
  private let tasks: String
  private let weighting: String
  private let parameters: Int
  private let source: String

  /// Counts do not depend on it; the paper's size of NYUv2 frames.
  private static let size = ImageSize(height: 288, width: 384)

  private static func networks(_ data: String, _ tasks: [String], _ counts: [(String, Int)])
    -> [PublishedNetworks]
  {
    counts.map { architecture, count in
      PublishedNetworks(
        label: "\(architecture), \(data)", backbone: "segnet", architecture: architecture,
        tasks: tasks.joined(separator: ","),
        // The authors' multi-task networks carry the uncertainty weights whatever the scheme.
        weighting: ["single", "stan"].contains(architecture) ? "equal" : "uncertainty",
        parameters: count,
        source:
          "Liu, Johns and Davison, CVPR 2019 (MTAN): the authors' code, instantiated in PyTorch")
    }
  }

  /// Trunks of torchvision with a head of two linear layers, d → d → outputs, for age, gender and race of UTKFace.
  private static func faceNetworks(_ backbone: String, _ label: String, one: Int, three: Int)
    -> [PublishedNetworks]
  {
    [("split:standard", one), ("single", three)].map { architecture, count in
      PublishedNetworks(
        label: "\(architecture), \(label) with heads for age, gender and race (5)",
        backbone: backbone, architecture: architecture,
        tasks: "age:regression,gender:binary,race:classes,classes=5", weighting: "equal",
        parameters: count, source: "torchvision 0.28 with three heads, instantiated in PyTorch")
    }
  }

  private static let all =
    networks(
      "NYUv2, 13 classes", ["segmentation:13", "depth", "normals"],
      [
        ("single", 74_941_777), ("stan", 114_555_985), ("split:standard", 25_055_188),
        ("split:wide", 43_934_164), ("split:deep", 50_807_764), ("dense", 123_743_995),
        ("cross-stitch:mtan", 74_941_807), ("mtan", 44_229_076),
      ])
    + networks(
      "Cityscapes, 7 classes", ["segmentation:7", "depth"],
      [
        ("single", 49_960_968), ("stan", 76_370_440), ("split:standard", 25_017_674),
        ("split:wide", 43_896_650), ("split:deep", 50_770_250), ("dense", 90_796_895),
        ("cross-stitch:mtan", 49_960_988), ("mtan", 41_206_986),
      ])
    + faceNetworks("resnet:depth=18", "ResNet-18", one: 11_968_071, three: 34_321_095)
    + faceNetworks("resnet:depth=50", "ResNet-50", one: 36_111_431, three: 83_127_495)
    + faceNetworks("mobilenet-v2", "MobileNetV2", one: 7_151_879, three: 11_599_623)

  /// Counts of the published networks whose backbone and architecture occur among the cells.
  static func counts(for cells: [Cell]) -> [PublishedCount] {
    let families = Set(cells.map(\.backbone.name))
    let used = Set(cells.map(\.architecture.name))
    return all.compactMap { network in
      func isUsed(_ names: Set<String>, _ spelling: String) -> Bool {
        names.contains(String(spelling.prefix { $0 != ":" }))
      }
      guard isUsed(families, network.backbone), isUsed(used, network.architecture) else {
        return nil
      }
      return PublishedCount(
        label: network.label, published: network.parameters, measured: network.measured,
        source: network.source)
    }
  }

  private var measured: Int {
    do {
      let request = ParameterRequest(
        backbone: try Selection(ChoiceRequest(spelling: backbone), from: backbones),
        decoder: try Selection(ChoiceRequest(name: "segnet"), from: decoders),
        architecture: try Selection(ChoiceRequest(spelling: architecture), from: architectures),
        weighting: try Selection(ChoiceRequest(spelling: weighting), from: weightings),
        tasks: try ChoiceRequest.list(spelling: tasks).map { try Selection(task: $0) },
        size: Self.size)
      return try request.account().parameters
    } catch { preconditionFailure("a published network is spelled wrongly: \(error)") }
  }
}
