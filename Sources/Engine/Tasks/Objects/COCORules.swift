/// What COCO's numbers are made of: thresholds of similarity, ranges of the objects' areas and how many detections count.
public struct COCORules: Sendable {
  struct AreaRange: Sendable {
    let name: String
    /// In pixels², both ends within.
    let range: ClosedRange<Double>
  }

  /// One of the numbers: the mean over categories and thresholds, or at one of them.
  struct Metric: Sendable {
    enum Kind: Sendable {
      case precision
      /// With at most so many detections, by the place in `most`.
      case recall(most: Int)
    }
    let name: String
    let kind: Kind
    var threshold: Int?
    var area = 0
  }

  let thresholds: [Double]
  let areas: [AreaRange]
  /// Of an image's detections of one category the surest, rising; precision counts the last of these.
  let most: [Int]
  let metrics: [Metric]

  /// 0.50, 0.55, … 0.95, to the last bit as NumPy spaces them evenly.
  static let thresholds: [Double] = {
    let step = (0.95 - 0.5) / 9
    return (0..<9).map { Double($0) * step + 0.5 } + [0.95]
  }()

  private static let (at50, at75) = (0, 5)
  private static let all = AreaRange(name: "all", range: 0...1e10)
  private static let small = AreaRange(name: "small", range: 0...32 * 32)
  private static let medium = AreaRange(name: "medium", range: 32 * 32...96 * 96)
  private static let large = AreaRange(name: "large", range: 96 * 96...1e10)

  /// Twelve numbers, for boxes and masks.
  public static let objects: COCORules = {
    let areas = [all, small, medium, large]
    let most = [1, 10, 100]
    return COCORules(
      thresholds: thresholds, areas: areas, most: most,
      metrics: precisions(areas)
        + most.indices.map { Metric(name: "AR\(most[$0])", kind: .recall(most: $0)) }
        + areas.indices.dropFirst().map {
          Metric(name: "AR \(areas[$0].name)", kind: .recall(most: 2), area: $0)
        })
  }()

  /// Ten numbers, for keypoints: people whose area is small have none.
  public static let keypoints: COCORules = {
    let areas = [all, medium, large]
    let recall = Metric.Kind.recall(most: 0)
    return COCORules(
      thresholds: thresholds, areas: areas, most: [20],
      metrics: precisions(areas) + [
        Metric(name: "AR", kind: recall), Metric(name: "AR50", kind: recall, threshold: at50),
        Metric(name: "AR75", kind: recall, threshold: at75),
        Metric(name: "AR medium", kind: recall, area: 1),
        Metric(name: "AR large", kind: recall, area: 2),
      ])
  }()

  private static func precisions(_ areas: [AreaRange]) -> [Metric] {
    [
      Metric(name: "AP", kind: .precision),
      Metric(name: "AP50", kind: .precision, threshold: at50),
      Metric(name: "AP75", kind: .precision, threshold: at75),
    ]
      + areas.indices.dropFirst().map {
        Metric(name: "AP \(areas[$0].name)", kind: .precision, area: $0)
      }
  }
}
