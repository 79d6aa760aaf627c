/// Every comparison with all that it rests on.
struct StatisticsSection: ReportSection {
  let title = "Statistics"
  let id = "statistics"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    let compared = results.comparisons.flatMap { comparison -> [Block] in
      guard comparison.arms.contains(where: { $0.deltaPMean != nil }) else { return [] }
      let notes = [model(comparison)] + noise(comparison)
      return notes.map { Block.paragraph(Prose($0)) } + [.table(table(comparison, results))]
    }
    return compared.isEmpty ? [] : compared + definitions(results)
  }

  private func model(_ comparison: Comparison) -> String {
    let models = Set(comparison.arms.compactMap { $0.deltaP?.model })
    let place = comparison.label.isEmpty ? "" : "\(comparison.label): "
    guard !models.isEmpty else {
      return place + "One seed allows no interval and no test: means only."
    }
    let ratio = comparison.varianceRatio.map(Format.varianceRatio)
    let spread = ratio.map { " Residual variances differ by \($0) between arms." } ?? ""
    if models == [.pooled] {
      return place
        + "Intervals come from the randomised-block model over all arms, seeds being blocks."
        + spread
    }
    if models == [.own] {
      return place
        + "Intervals come from each arm’s own paired differences (Student’s t, ν = n − 1);"
        + " those of the pooled model are secondary." + spread
    }
    return place
      + "Intervals come from the randomised-block model; arms that miss a seed use their own"
      + " paired differences and are marked." + spread
  }

  private func noise(_ comparison: Comparison) -> [String] {
    guard let noise = comparison.noise else { return [] }
    let known = comparison.arms.compactMap(\.correlationWithBaseline)
    var text =
      "Noise floor: over \(Wording.count(noise.seeds, "seed")) the single-task networks differ from"
      + " themselves with a standard deviation of \(Format.fixed(noise.deviation, 2)) points; two single runs"
      + " with different seeds differ by ±\(Format.fixed(noise.differenceDeviation, 2)) for no reason at all,"
      + " and the most different halves of these seeds by \(Format.fixed(noise.largestSelfDifference, 2))."
    if !known.isEmpty {
      let mean = Moments.mean(known)
      text +=
        " Pairing by seed exploits a mean correlation of \(Format.fixed(mean, 2)) between arms and"
        + " baseline."
    }
    return [text]
  }

  private func table(_ comparison: Comparison, _ results: Results) -> Table {
    Table(
      caption: "Δp against the single-task networks"
        + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      columns: [
        .init(title: "Arm"), .init(title: "Δp (%) [95 %]", isNumeric: true),
        .init(title: "SE", isNumeric: true, inMarkdown: false),
        .init(title: "p (Δp > −δ)", isNumeric: true),
        .init(title: "Holm p", isNumeric: true),
        .init(title: "p (Δp ≠ 0)", isNumeric: true, inMarkdown: false),
        .init(title: "ν", isNumeric: true), .init(title: "n", isNumeric: true),
        .init(title: "Detectable (%)", isNumeric: true),
        .init(title: "Non-inferior from δ", isNumeric: true, inMarkdown: false),
        .init(title: "Seeds above 0", isNumeric: true, inMarkdown: false),
        .init(title: "Secondary [95 %]", isNumeric: true, inMarkdown: false),
      ], rows: comparison.arms.map { row($0, results.suite.margin) }, isSortable: true)
  }

  private func row(_ arm: Arm, _ margin: Double) -> Table.Row {
    func optional(_ value: Double?, _ format: (Double) -> String) -> Table.Cell {
      Table.Cell(value.map(format) ?? Format.none, sortKey: value)
    }
    let estimate = arm.deltaP
    let decimals = estimate.map { Format.decimals(forError: $0.standardError) } ?? 1
    let above = arm.deltaPBySeed.filter { $0.value > 0 }.count
    let value =
      Format.percentChange(arm.deltaPMean, estimate)
      + (estimate.map { " " + Format.interval($0) } ?? "")
    return Table.Row(
      cells: [
        Table.Cell(arm.label), Table.Cell(value, sortKey: arm.deltaPMean),
        optional(estimate?.standardError) { Format.fixed($0, decimals + 1) },
        optional(estimate?.pValue(above: -margin), Format.pValue),
        optional(arm.adjusted?.nonInferior, Format.pValue),
        optional(estimate?.twoSidedPValue, Format.pValue),
        optional(estimate?.degrees) { Format.fixed($0, 0) },
        Table.Cell(String(arm.deltaPBySeed.count), sortKey: Double(arm.deltaPBySeed.count)),
        optional(estimate?.minimumDetectable) { Format.fixed($0, decimals) },
        optional(estimate.map { max(0, -$0.low) }) { Format.fixed($0, decimals) },
        Table.Cell("\(above)/\(arm.deltaPBySeed.count)", sortKey: Double(above)),
        Table.Cell(Format.interval(arm.secondary)),
      ], arm: arm.id)
  }

  private func definitions(_ results: Results) -> [Block] {
    let suite = results.suite
    return [
      .details(
        summary: "What these columns mean",
        [
          .list([
            "Δp: mean over tasks of the mean relative change of a task’s metrics, paired by seed, in percent of the single-task mean; higher is better.",
            "p (Δp > −δ): one-sided, against a loss of the margin δ = \(Format.plain(suite.margin)) %; non-inferior at p ≤ .025. Holm p: the same after Holm’s step-down over the declared claims.",
            "ν: degrees of freedom; n: seeds; Detectable: the difference that these seeds find with a power of 80 %.",
            "Non-inferior from δ: the smallest margin at which the arm would count as non-inferior.",
            "Seeds above 0: chance alone gives half of them.",
            "Secondary: the interval by the other variance, for comparison. Intervals are unadjusted.",
          ])
        ])
    ]
  }
}
