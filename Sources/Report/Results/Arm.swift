import Records

/// One architecture with one weighting on one task set, over its planned seeds.
struct Arm: Sendable {
  enum Role: Sendable {
    /// The single-task networks that everything is compared with.
    case baseline
    case multiTask
    /// One network per task, but not the baseline's: another architecture, or narrowed to match capacity.
    case networksPerTask
  }

  var role: Role
  var architecture: Choice
  var weighting: Choice
  /// The choices that make its network.
  var network: [Cell.Kind: Choice]
  /// In what else it may differ from the arms that it is compared with: what is not the standard.
  var recipe: [Cell.Kind: Choice]
  /// Whether its networks are built as the baseline's, perhaps narrower.
  var isPlain: Bool
  /// Weights that were given or chosen, or the plain sum, which is their centre.
  var hasFixedWeights: Bool
  /// Short and unique within a report: only the options that differ between arms are spelled.
  var label: String
  var runs: [Run]

  /// Place in the ranking, from 1; 0 for the baseline.
  var number = 0
  var deltaP: Estimate?
  /// The estimate by the model that is not primary, for the record.
  var secondary: Estimate?
  /// Mean of Δp over seeds, also where one seed allows no interval.
  var deltaPMean: Double?
  var deltaPBySeed: [(seed: Int, value: Double)] = []
  var deltaM: Estimate?
  var deltaMMean: Double?
  /// By task name: r(a,t,·).
  var taskEstimates: [String: Estimate] = [:]
  var taskMeans: [String: Double] = [:]
  var correlationWithBaseline: Double?
  var ratio: Double?
  var macRatio: Double?
  var verdict: Verdict = .inconclusive(.nothingToCompare)
  var adjusted: (nonInferior: Double, superior: Double)?

  init(
    role: Role, architecture: Choice, weighting: Choice, network: [Cell.Kind: Choice],
    recipe: [Cell.Kind: Choice] = [:], isPlain: Bool, hasFixedWeights: Bool, label: String,
    runs: [Run]
  ) {
    self.role = role
    self.architecture = architecture
    self.weighting = weighting
    self.network = network
    self.recipe = recipe
    self.isPlain = isPlain
    self.hasFixedWeights = hasFixedWeights
    self.label = label
    self.runs = runs
  }

  /// Used for `data-arm` in pages: stable as long as the ranking is.
  var id: String { role == .baseline ? "baseline" : "arm-\(number)" }
  var finishedRuns: [Run] { runs.filter(\.isFinished) }
  var parts: [Run.Part] { runs.flatMap(\.parts) }
  var failedRuns: Int { runs.filter { !$0.failures.isEmpty }.count }
  var divergedRuns: Int {
    runs.filter { $0.failures.contains { $0.reason == .diverged } }.count
  }

  /// Trainable parameters of all its networks, each counted once.
  var parameters: Int? { sizes?.map(\.parameters).saturatedSum() }
  var sharedParameters: Int? { sizes?.map(\.shared).saturatedSum() }
  var macs: Int? { sizes?.map(\.macs).saturatedSum() }
  var singleTaskParameters: Int? { sizes?.map(\.singleTaskParameters).saturatedSum() }
  var singleTaskMACs: Int? { sizes?.map(\.singleTaskMACs).saturatedSum() }
  /// ρ in percent.
  var saving: Double? { ratio.map { 100 * (1 - $0) } }
  var worstTask: (name: String, mean: Double)? {
    taskMeans.min { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
  }

  private var sizes: [NetworkSize]? {
    finishedRuns.first.map { $0.parts.compactMap { $0.finished?.size } }
  }

  /// Mean over the finished seeds of one metric on the test split, in the record's own unit.
  func values(of metric: Metric) -> [Double] {
    finishedRuns.compactMap { $0.values[metric] }
  }

  var meanCPUSeconds: Double? { mean(finishedRuns.compactMap(\.cpuSeconds)) }
  var meanSecondsPerStep: Double? { mean(finishedRuns.compactMap(\.secondsPerStep)) }
  var peakMemory: Int? { finishedRuns.compactMap(\.peakMemory).max() }

  /// Its Δp less another arm's, of every seed that both have.
  func differences(from other: Arm) -> [(seed: Int, value: Double)] {
    deltaPBySeed.compactMap { seed, value in
      other.deltaPBySeed.first { $0.seed == seed }.map { (seed, value - $0.value) }
    }
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : Moments.mean(values)
  }
}
