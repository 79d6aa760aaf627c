import Records

/// Fills a comparison with everything that statistics can say about it.
struct Analysis {
  let suite: SuiteDescription
  var margins: Margins {
    Margins(overall: suite.margin, task: suite.taskMargin, saving: suite.minimumSaving)
  }

  /// The comparisons with estimates, ranks and verdicts; claims share one Holm family.
  func analysed(_ comparisons: [Comparison]) -> [Comparison] {
    var result = comparisons.map(estimated)
    adjust(&result)
    for index in result.indices {
      for arm in result[index].arms.indices {
        result[index].arms[arm].verdict = verdict(result[index].arms[arm], in: result[index])
      }
      rank(&result[index])
    }
    var number = 0
    for index in result.indices {
      for arm in result[index].arms.indices {
        number += 1
        result[index].arms[arm].number = number
      }
    }
    return result
  }

  private func estimated(_ comparison: Comparison) -> Comparison {
    var copy = comparison
    let finished = comparison.baseline?.finishedRuns ?? []
    let base = finished.map(\.values)
    let seeds = finished.map(\.seed)
    copy.seeds = seeds
    sizes(&copy)
    guard !finished.isEmpty else { return copy }
    let metrics = comparison.taskNames.flatMap { comparison.metrics(of: $0) }
    let improvement = Improvement(tasks: comparison.taskNames, metrics: metrics, baseline: base)
    copy.improvement = improvement
    let zero = mean(of: base)
    let baselineBySeed = base.compactMap { improvement.deltaP($0, zero) }
    copy.baselineBySeed = baselineBySeed
    copy.noise = NoiseFloor(baseline: baselineBySeed)

    // Paired differences per seed of the baseline; nil where the arm's cell is not finished.
    func paired(_ value: ([Metric: Double], [Metric: Double]) -> Double?) -> [[Double?]] {
      comparison.arms.map { arm in
        zip(seeds, base).map { seed, base in
          arm.finishedRuns.first { $0.seed == seed }.flatMap { value($0.values, base) }
        }
      }
    }
    let deltaP = paired(improvement.deltaP)
    let model = blocks(deltaP, base) { improvement.deltaP($0, zero) }
    copy.varianceRatio = model.varianceRatio
    let deltaM = paired(improvement.deltaM)
    let deltaMModel = blocks(deltaM, base) { improvement.deltaM($0, zero) }
    for index in copy.arms.indices {
      fill(
        &copy.arms[index], deltaP[index], model, index, seeds: seeds, baseline: baselineBySeed)
      copy.arms[index].deltaM = deltaMModel.estimates[index]
      copy.arms[index].deltaMMean = meanOrNil(deltaM[index])
    }
    for task in copy.taskNames {
      let values = paired { improvement.task(task, $0, $1) }
      let model = blocks(values, base) { improvement.task(task, $0, zero) }
      for index in copy.arms.indices {
        copy.arms[index].taskEstimates[task] = model.estimates[index]
        copy.arms[index].taskMeans[task] = meanOrNil(values[index])
      }
    }
    return copy
  }

  private func fill(
    _ arm: inout Arm, _ values: [Double?], _ model: BlockModel, _ index: Int, seeds: [Int],
    baseline: [Double]
  ) {
    arm.deltaP = model.estimates[index]
    let own = BlockModel.paired(values.compactMap { $0 })
    arm.secondary = arm.deltaP?.model == .pooled ? own : model.pooled[index]
    arm.deltaPMean = meanOrNil(values)
    arm.deltaPBySeed = zip(seeds, values).compactMap { seed, value in
      value.map { (seed, $0) }
    }
    if baseline.count == values.count {
      let pairs = zip(values, baseline).compactMap { value, base in value.map { ($0 + base, base) }
      }
      arm.correlationWithBaseline = Moments.correlation(pairs.map(\.0), pairs.map(\.1))
    }
  }

  /// The block model works on levels: an arm's level is its paired difference plus the baseline's level.
  private func blocks(
    _ differences: [[Double?]], _ base: [[Metric: Double]],
    _ level: ([Metric: Double]) -> Double?
  ) -> BlockModel {
    let levels = base.map { level($0) ?? 0 }
    return BlockModel(
      baseline: levels,
      arms: differences.map { zip($0, levels).map { value, level in value.map { $0 + level } } })
  }

  private func mean(of values: [[Metric: Double]]) -> [Metric: Double] {
    var result: [Metric: Double] = [:]
    for metric in unique(values.flatMap { Array($0.keys) }) {
      result[metric] = Moments.mean(values.compactMap { $0[metric] })
    }
    return result
  }

  private func meanOrNil(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    return known.isEmpty ? nil : Moments.mean(known)
  }

  /// P0 and its multiply–accumulates come from the baseline's own networks, and where they are not
  /// finished from what a multi-task network reports about them.
  private func sizes(_ comparison: inout Comparison) {
    let multi = comparison.arms.first { $0.role == .multiTask && $0.parameters != nil }
    let assembled = comparison.arms.first { $0.parameters != nil }
    let parameters =
      comparison.baseline?.parameters ?? (multi ?? assembled)?.singleTaskParameters
    let macs = comparison.baseline?.macs ?? (multi ?? assembled)?.singleTaskMACs
    for index in comparison.arms.indices {
      let arm = comparison.arms[index]
      if let own = arm.parameters, let parameters, parameters > 0 {
        comparison.arms[index].ratio = Double(own) / Double(parameters)
      }
      if let own = arm.macs, let macs, macs > 0 {
        comparison.arms[index].macRatio = Double(own) / Double(macs)
      }
    }
    comparison.baseline?.ratio = 1
    comparison.baseline?.macRatio = 1
  }

  /// Holm's correction over the arms that a claim calls superior or non-inferior.
  private func adjust(_ comparisons: inout [Comparison]) {
    var places: [(comparison: Int, arm: Int)] = []
    for (c, comparison) in comparisons.enumerated() {
      let claimed = suite.claims.filter { claim in
        ReachedVerdict(claim).map { $0 >= .nonInferior } ?? false
      }.flatMap { comparison.subjects(of: $0).map(\.label) }
      for (a, arm) in comparison.arms.enumerated()
      where arm.deltaP != nil && claimed.contains(arm.label) {
        places.append((c, a))
      }
    }
    func adjusted(above threshold: Double) -> [Double] {
      holmAdjusted(
        places.map { comparisons[$0.comparison].arms[$0.arm].deltaP!.pValue(above: threshold) })
    }
    let nonInferior = adjusted(above: -suite.margin)
    let superior = adjusted(above: 0)
    for (index, place) in places.enumerated() {
      comparisons[place.comparison].arms[place.arm].adjusted = (nonInferior[index], superior[index])
    }
  }

  private func verdict(_ arm: Arm, in comparison: Comparison) -> Verdict {
    Verdict.decide(
      VerdictEvidence(
        saving: comparison.baseline == nil ? nil : arm.saving, deltaP: arm.deltaP,
        tasks: comparison.taskNames.map { ($0, arm.taskEstimates[$0]) }, failed: arm.failedRuns,
        planned: arm.runs.count, finishedSeeds: arm.deltaPBySeed.count, adjusted: arm.adjusted),
      margins)
  }

  /// By the lower end of the interval, then by the mean, then in the order of the plan.
  private func rank(_ comparison: inout Comparison) {
    func key(_ arm: Arm) -> (Double, Double) {
      (arm.deltaP?.low ?? -.infinity, arm.deltaPMean ?? -.infinity)
    }
    let order = comparison.arms.enumerated().sorted { one, other in
      let a = key(one.element)
      let b = key(other.element)
      return a != b ? a > b : one.offset < other.offset
    }
    comparison.arms = order.map(\.element)
  }
}

extension ReachedVerdict {
  /// The weakest that fulfils a claim; nil where the claim's word is none of a verdict's.
  init?(_ claim: Claim) { self.init(rawValue: claim.verdict) }
}

extension Claim {
  /// Whether the claim is about an arm that is called so.
  func names(_ arm: Arm) -> Bool {
    arm.role != .baseline && arm.architecture.matches(architecture)
      && arm.weighting.matches(weighting)
  }
}
