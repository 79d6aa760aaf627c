import Testing

@testable import Report

/// Δp and Δm against numbers that others computed.
@Suite struct ImprovementTests {
  static let nyuv2: [Metric] = [
    ("segmentation", "mIoU", true), ("segmentation", "pixel accuracy", true),
    ("depth", "absolute error", false), ("depth", "relative error", false),
    ("normals", "mean", false), ("normals", "median", false), ("normals", "within 11.25", true),
    ("normals", "within 22.5", true), ("normals", "within 30", true),
  ].map { Metric(task: $0.0, name: $0.1, higherIsBetter: $0.2, unit: "", counts: true) }

  private func values(_ numbers: [Double]) -> [Metric: Double] {
    Dictionary(uniqueKeysWithValues: zip(Self.nyuv2, numbers))
  }

  /// NYUv2 with SegNet–MTAN: published rows over the single-task row of the CAGrad and Nash-MTL code. The
  /// two conventions differ in value and sign on the same numbers.
  @Test(arguments: [
    ([39.29, 65.33, 0.5493, 0.2263, 28.15, 23.96, 22.09, 47.5, 61.08], 0.88, 5.59),
    ([40.13, 65.93, 0.5261, 0.2171, 25.26, 20.08, 28.4, 55.47, 68.15], 7.65, -4.05),
  ])
  func nyuv2(row: [Double], deltaP: Double, deltaM: Double) throws {
    let base = values([38.30, 63.76, 0.6754, 0.2780, 25.01, 19.21, 30.14, 57.20, 69.15])
    let improvement = Improvement(
      tasks: ["segmentation", "depth", "normals"], metrics: Self.nyuv2, baseline: [base])
    #expect(abs(try #require(improvement.deltaP(values(row), base)) - deltaP) < 0.006)
    #expect(abs(try #require(improvement.deltaM(values(row), base)) - deltaM) < 0.006)
  }

  /// One metric per task: Auto-Lambda's README (mIoU, absolute error, mean angle).
  @Test(arguments: [
    ([44.64, 43.32, 24.48], 3.57), ([45.14, 43.06, 24.17], 4.58), ([45.98, 41.26, 24.09], 6.50),
    ([47.17, 40.97, 23.68], 8.21), ([48.26, 39.82, 22.81], 11.07),
  ])
  func autoLambda(row: [Double], expected: Double) throws {
    let metrics = [Self.nyuv2[0], Self.nyuv2[2], Self.nyuv2[4]]
    let base = Dictionary(uniqueKeysWithValues: zip(metrics, [43.37, 52.24, 22.40]))
    let arm = Dictionary(uniqueKeysWithValues: zip(metrics, row))
    let improvement = Improvement(
      tasks: ["segmentation", "depth", "normals"], metrics: metrics, baseline: [base])
    #expect(abs(try #require(improvement.deltaP(arm, base)) - expected) < 0.006)
  }

  /// ASTMT on PASCAL: the average drop over five tasks is −Δp.
  @Test(arguments: [
    ([69.2, 63.2, 55.1, 16.04, 63.6], -6.81), ([72.4, 68.0, 61.12, 14.68, 65.71], -0.04),
  ])
  func astmt(row: [Double], expected: Double) throws {
    let tasks = ["edge", "segmentation", "parts", "normals", "saliency"]
    let metrics = tasks.map {
      Metric(task: $0, name: "score", higherIsBetter: $0 != "normals", unit: "", counts: true)
    }
    let base = Dictionary(uniqueKeysWithValues: zip(metrics, [72.7, 68.3, 60.7, 14.61, 65.4]))
    let arm = Dictionary(uniqueKeysWithValues: zip(metrics, row))
    let improvement = Improvement(tasks: tasks, metrics: metrics, baseline: [base])
    #expect(abs(try #require(improvement.deltaP(arm, base)) - expected) < 0.011)
  }

  @Test func aBaselineNearZeroIsComparedInPoints() {
    let metric = Metric(task: "t", name: "mIoU", higherIsBetter: true, unit: "%", counts: true)
    let improvement = Improvement(tasks: ["t"], metrics: [metric], baseline: [[metric: 0.004]])
    #expect(improvement.normalization[metric] == .points)
    #expect(abs(improvement.deltaP([metric: 0.014], [metric: 0.004])! - 1) < 1e-9)
    let error = Metric(task: "t", name: "error", higherIsBetter: false, unit: "m", counts: true)
    let other = Improvement(tasks: ["t"], metrics: [error], baseline: [[error: 0]])
    #expect(other.deltaP([error: 1], [error: 0]) == nil)
  }

  @Test func denominatorIsTheMeanOverSeedsAndNumeratorIsPaired() {
    let metric = Metric(task: "t", name: "error", higherIsBetter: false, unit: "m", counts: true)
    let seeds = [[metric: 1.0], [metric: 3.0]]
    let improvement = Improvement(tasks: ["t"], metrics: [metric], baseline: seeds)
    #expect(improvement.deltaP([metric: 0.5], seeds[0]) == 25)
    #expect(improvement.deltaP([metric: 3.5], seeds[1]) == -25)
  }
}
