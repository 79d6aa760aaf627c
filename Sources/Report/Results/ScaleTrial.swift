import Records

/// What multiplying a task's training loss did to the arms of one comparison.
struct ScaleTrial: Sendable {
  /// One arm, trained as it is and with the loss multiplied.
  struct Pair: Sendable {
    var plain: Arm
    var scaled: Arm
    /// Short name of the weighting.
    var scheme: String
    /// Short name of the architecture.
    var architecture: String
    /// Δp with the factor less Δp without it, of every seed that has both.
    var changes: [(seed: Int, value: Double)]
    var change: Estimate?
    /// How much of the factor the weights let through in the first epoch, mean over seeds: 0 where they take it back, 1 where
    /// they do not notice it; nil where a weight is not positive.
    var response: Double?
    var verdict: Invariance
    /// Places among the schemes of the architecture, by mean Δp, without and with the factor; nil where a mean is missing.
    var ranks: (plain: Int, scaled: Int)?

    var meanChange: Double? { changes.isEmpty ? nil : Moments.mean(changes.map(\.value)) }
  }

  /// `depth × 10`.
  var scaling: String
  /// The label of the comparison.
  var label: String
  /// In the plan's order, architecture by architecture.
  var pairs: [Pair]

  var architectures: [String] { unique(pairs.map(\.architecture)) }
  var schemes: [String] { unique(pairs.map(\.scheme)) }
}

/// Puts the scaled cells of a plan beside the arms that they repeat.
struct ScaleTrialFinder {
  let suite: SuiteDescription
  let members: [ArmMember]
  let records: CellRecords
  /// Of the cells without scales, analysed.
  let comparisons: [Comparison]

  /// In the plan's order of scalings.
  func trials() -> [ScaleTrial] {
    unique(members.map(\.cell.lossScales).filter { !$0.isEmpty }).flatMap {
      scales -> [ScaleTrial] in
      let scaled = members.filter { $0.cell.lossScales == scales }
      // The baseline is the same; scaled arms are assembled and estimated as all others are.
      let baseline = members.filter { $0.cell.tasks.count == 1 && $0.cell.lossScales.isEmpty }
      let found = Analysis(suite: suite).analysed(
        Assembler(suite, baseline + scaled, records: records).comparisons())
      return comparisons.compactMap { comparison in
        let other = found.first {
          $0.setting == comparison.setting && $0.tasks == comparison.tasks
        }
        guard let other else { return nil }
        return trial(
          scaled[0].cell.lossScaleLabel, comparison, other.arms.filter { $0.role == .multiTask })
      }
    }
  }

  private func trial(_ scaling: String, _ comparison: Comparison, _ scaled: [Arm]) -> ScaleTrial? {
    let plain = comparison.plainArms.filter { $0.role == .multiTask }
    let architectures = Labels(plain.map(\.architecture))
    let weightings = Labels(plain.map(\.weighting))
    let order = unique(
      members.map(\.cell).filter { !$0.lossScales.isEmpty }.map { [$0.architecture, $0.weighting] })
    var pairs = order.compactMap { choices -> ScaleTrial.Pair? in
      func matches(_ arm: Arm) -> Bool {
        [arm.architecture, arm.weighting] == choices && comparison.isPlain(arm)
      }
      guard let one = plain.first(where: matches), let other = scaled.first(where: matches) else {
        return nil
      }
      return ScaleTrial.Pair(
        plain: one, scaled: other, scheme: weightings.label(one.weighting),
        architecture: architectures.label(one.architecture), changes: other.differences(from: one),
        response: WeightResponse.mean(one, other), verdict: .inconclusive(.nothingToCompare))
    }
    guard !pairs.isEmpty else { return nil }
    for index in pairs.indices { judge(&pairs[index]) }
    rank(&pairs)
    return ScaleTrial(scaling: scaling, label: comparison.label, pairs: pairs)
  }

  private func judge(_ pair: inout ScaleTrial.Pair) {
    pair.change = BlockModel.paired(pair.changes.map(\.value))
    pair.verdict = Invariance.decide(
      pair.change, pairs: pair.changes.count,
      failed: pair.plain.failedRuns + pair.scaled.failedRuns,
      planned: pair.plain.runs.count + pair.scaled.runs.count, margin: suite.margin)
  }

  /// Equal means keep the plan's order.
  private func rank(_ pairs: inout [ScaleTrial.Pair]) {
    for architecture in unique(pairs.map(\.architecture)) {
      let known = pairs.indices.filter {
        pairs[$0].architecture == architecture && pairs[$0].plain.deltaPMean != nil
          && pairs[$0].scaled.deltaPMean != nil
      }
      func places(_ arm: KeyPath<ScaleTrial.Pair, Arm>) -> [Int] {
        known.sorted { one, other in
          let a = pairs[one][keyPath: arm].deltaPMean!
          let b = pairs[other][keyPath: arm].deltaPMean!
          return a != b ? a > b : one < other
        }
      }
      let (plain, scaled) = (places(\.plain), places(\.scaled))
      for index in known {
        pairs[index].ranks = (
          plain.firstIndex(of: index)! + 1, scaled.firstIndex(of: index)! + 1
        )
      }
    }
  }
}
