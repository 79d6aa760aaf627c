import Foundation

@testable import Engine

/// What LibMTL and TorchJD give for the schemes that see losses or gradients by component.
struct SchemeFixture: Decodable {
  let libmtl: LibMTL
  let torchjd: TorchJD

  static let shared = FixtureLibrary.json("lossSchemes.json", SchemeFixture.self)

  struct LibMTL: Decodable {
    let losses: [Double]
    let history: [[Double]]
    let gradients: [[Double]]
    let methods: [String: Method]
  }

  struct Method: Decodable {
    /// As the method returns them for logging.
    let weights: [Double]?
    /// What the shared parameters get.
    let gradient: [Double]
    let learned: [Double]?
  }

  struct TorchJD: Decodable {
    let trimmedMean: [Aggregation]
    let excessMTL: Sequence
    let losses: [[Double]]
    /// The scalarised loss for each of `losses`.
    let values: [String: [Double]]
    let dwa: [[Double]]
    let famo: [FAMOStep]
  }

  struct Aggregation: Decodable {
    let gradients: [[Double]]
    let direction: [Double]
  }

  struct Sequence: Decodable {
    let gradients: [[[Double]]]
    let directions: [[Double]]
  }

  struct FAMOStep: Decodable {
    let weights: [Double]
    let logits: [Double]
  }
}

/// Rows that outlive a call.
final class RowStore {
  var rows: GradientRows
  private let data: UnsafeMutablePointer<Float>

  init(count: Int, width: Int) {
    data = .allocate(capacity: max(count * width, 1))
    data.initialize(repeating: 0, count: max(count * width, 1))
    rows = GradientRows(count: count, width: width, data)
  }

  convenience init(_ values: [[Double]]) {
    self.init(count: values.count, width: values.first?.count ?? 0)
    for (row, value) in values.enumerated() {
      for (column, number) in value.enumerated() { rows.writable(row)[column] = Float(number) }
    }
  }

  deinit { data.deallocate() }

  var values: [[Double]] {
    (0..<rows.count).map { row in (0..<rows.width).map { Double(rows[row][$0]) } }
  }

  /// Σ weightₜ rowₜ
  func combined(_ weights: [Double]) -> [Double] {
    (0..<rows.width).map { column in
      weights.indices.reduce(0) { $0 + weights[$1] * Double(rows[$1][column]) }
    }
  }
}

/// One scheme over several steps, with the memory that a trainer would keep for it.
struct SchemeRun {
  var scheme: any Weighting
  private(set) var memory: RowStore?
  private(set) var step = 0

  init(_ name: String, _ options: [String: OptionValue] = [:]) throws {
    scheme = try weightings.make(name, options).item
  }

  /// A run that goes on from this one's state, as after an interruption.
  func resumed(_ name: String) throws -> SchemeRun {
    var copy = try SchemeRun(name)
    copy.scheme.state = scheme.state
    copy.memory = memory.map { RowStore($0.values) }
    copy.step = step
    return copy
  }

  /// What the scheme makes of a step, and the rows it leaves.
  mutating func combine(
    epoch: Int = 0, _ losses: [Double], kinds: [LossKind]? = nil, history: [[Double]] = [],
    learned: [Double]? = nil, gradients: [[Double]] = [], features: [Double]? = nil,
    blocks: [FeatureBlock] = [], seed: Int = 0
  ) -> (combination: Combination, rows: RowStore) {
    let rows = RowStore(gradients)
    let tasks = losses.count
    let kept =
      memory ?? RowStore(count: scheme.memoryRows(tasks: tasks), width: rows.rows.width)
    memory = kept
    let activations = features.map { RowStore([$0]) }
    let combination = scheme.combine(
      Evidence(
        epoch: epoch, step: step, epochs: 10, losses: losses,
        kinds: kinds ?? losses.map { _ in .regression }, history: history,
        learned: learned ?? scheme.learnedParameters(tasks: tasks),
        features: activations?.rows, featureBlocks: blocks,
        random: RandomStream(seed: seed, "scheme test")),
      rows: &rows.rows, memory: &kept.rows)
    step += 1
    return (combination, rows)
  }
}

/// The largest difference, relative to the largest expected value.
func deviation(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let size = expected.map { abs($0) }.max() ?? 0
  let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
  return size > 0 ? worst / size : worst
}
