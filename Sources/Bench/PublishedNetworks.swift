import Engine
import Records
import Report

/// Networks whose exact sizes are published, to be counted again beside every report that uses their family.
struct PublishedNetworks {
  private let label: String
  private let architecture: String
  private let tasks: String
  private let weighting: String
  private let parameters: Int

  private static let source =
    "Liu, Johns and Davison, CVPR 2019 (MTAN): the authors' code, instantiated in PyTorch"
  /// Counts do not depend on it; the paper's size of NYUv2 frames.
  private static let size = ImageSize(height: 288, width: 384)
  private static let backbone = "segnet"

  private static func networks(_ data: String, _ tasks: [String], _ counts: [(String, Int)])
    -> [PublishedNetworks]
  {
    counts.map { architecture, count in
      PublishedNetworks(
        label: "\(architecture), \(data)", architecture: architecture,
        tasks: tasks.joined(separator: ","),
        // The authors' multi-task networks carry the uncertainty weights whatever the scheme.
        weighting: ["single", "stan"].contains(architecture) ? "equal" : "uncertainty",
        parameters: count)
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

  /// Counts of the published networks whose backbone and architecture occur among the cells.
  static func counts(for cells: [Cell]) -> [PublishedCount] {
    let families = Set(cells.map(\.backbone.name))
    guard families.contains(backbone) else { return [] }
    let used = Set(cells.map(\.architecture.name))
    return all.compactMap { network in
      guard used.contains(String(network.architecture.prefix { $0 != ":" })) else { return nil }
      return PublishedCount(
        label: network.label, published: network.parameters, measured: network.measured,
        source: source)
    }
  }

  private var measured: Int {
    do {
      let request = ParameterRequest(
        backbone: try Selection(ChoiceRequest(spelling: Self.backbone), from: backbones),
        decoder: try Selection(ChoiceRequest(name: "segnet"), from: decoders),
        architecture: try Selection(ChoiceRequest(spelling: architecture), from: architectures),
        weighting: try Selection(ChoiceRequest(spelling: weighting), from: weightings),
        tasks: try ChoiceRequest.list(spelling: tasks).map { try Selection(task: $0) },
        size: Self.size)
      return try request.account().parameters
    } catch { preconditionFailure("a published network is spelled wrongly: \(error)") }
  }
}
