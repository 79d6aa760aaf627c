import Records

/// Which weightings notice that a task's loss is given in another unit.
struct RobustnessSection: ReportSection {
  let title = "Robustness"
  let id = "robustness"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    guard !results.scaleTrials.isEmpty else { return [] }
    let trials = results.scaleTrials.flatMap { trial -> [Block] in
      let findings =
        [weights(trial), schemes(trial)] + trial.architectures.compactMap { order(trial, $0) }
      return [
        .paragraph(Prose(intro(trial))), .list(findings.flatMap { $0 }.map { Prose($0) }),
        .table(table(trial, results)),
      ]
    }
    return trials + [.details(summary: "How these verdicts are reached", [.list(rules(results))])]
  }

  private func intro(_ trial: ScaleTrial) -> String {
    let place = trial.label.isEmpty ? "" : " (\(trial.label))"
    return
      "\(trial.scaling)\(place): the arms below were trained once more, with the same seeds, and"
      + " the training loss of that task multiplied by the factor. Neither the choice of the epoch nor"
      + " any score sees the factor: a scheme that is invariant to the scale of a loss trains the same"
      + " network."
  }

  // MARK: Findings

  /// Which weights take the factor back, which let it through.
  private func weights(_ trial: ScaleTrial) -> [String] {
    func schemes(_ isMeant: (ScaleTrial.Pair, Double) -> Bool) -> [String] {
      trial.schemes.filter { scheme in
        trial.pairs.filter { $0.scheme == scheme }.allSatisfy { pair in
          pair.response.map { isMeant(pair, $0) } ?? false
        }
      }
    }
    let findings = [
      (
        "Weights that take the factor back from the first epoch on",
        schemes { abs($1) < WeightResponse.little }
      ),
      (
        "Weights that let it through whole",
        schemes { $1 > 1 - WeightResponse.little && $0.verdict != .unchanged }
      ),
      (
        "Unchanged though their weights let it through, so that it is limited in the gradients themselves",
        schemes { $1 > 1 - WeightResponse.little && $0.verdict == .unchanged }
      ),
    ]
    return findings.filter { !$0.1.isEmpty }.map { "\($0.0): \(Wording.list($0.1))." }
  }

  /// Which schemes stay as they are: one sentence for each verdict that occurs.
  private func schemes(_ trial: ScaleTrial) -> [String] {
    func pairs(_ scheme: String) -> [ScaleTrial.Pair] { trial.pairs.filter { $0.scheme == scheme } }
    let unchanged = trial.schemes.filter { pairs($0).allSatisfy { $0.verdict == .unchanged } }
    let changed = trial.schemes.filter { pairs($0).contains { $0.verdict == .changed } }
    let others = trial.schemes.filter { !unchanged.contains($0) && !changed.contains($0) }
    var lines: [String] = []
    if !unchanged.isEmpty { lines.append("Unchanged: \(Wording.list(unchanged)).") }
    if !changed.isEmpty {
      let words = changed.map { scheme in
        let moved = pairs(scheme).filter { $0.verdict == .changed }.map { pair in
          "\(Format.percentChange(pair.meanChange, pair.change)) points with \(pair.architecture)"
        }
        return "\(scheme) (\(Wording.list(moved)))"
      }
      lines.append("Changed: \(Wording.list(words)).")
    }
    if !others.isEmpty {
      // Where there are many, the table has the reasons.
      let words = others.count > 6 ? others : others.map { "\($0) (\(reasons(pairs($0), trial)))" }
      lines.append("Inconclusive: \(Wording.list(words)).")
    }
    return lines
  }

  private func reasons(_ pairs: [ScaleTrial.Pair], _ trial: ScaleTrial) -> String {
    pairs.compactMap { pair in
      reason(pair).map { trial.architectures.count > 1 ? "\(pair.architecture): \($0)" : $0 }
    }.joined(separator: "; ")
  }

  /// Whether the schemes keep their order on one architecture.
  private func order(_ trial: ScaleTrial, _ architecture: String) -> [String]? {
    let ranked = trial.pairs.filter { $0.architecture == architecture && $0.ranks != nil }
    guard ranked.count > 1 else { return nil }
    func tau(_ pairs: [ScaleTrial.Pair]) -> String {
      let value = kendallTau(pairs.map(\.ranks!.plain), pairs.map(\.ranks!.scaled))
      return "Kendall’s τ " + Format.fixed(value!, 2, signed: true)
    }
    let all =
      "On \(architecture) the orders of all \(Wording.number(ranked.count)) schemes without and with the"
      + " factor have \(tau(ranked))"
    let steady = ranked.filter { $0.verdict == .unchanged }
    guard steady.count > 1 else {
      return [
        "\(all); \(steady.isEmpty ? "none is" : "one alone is") found unchanged, so that there is no"
          + " order among the unchanged to compare."
      ]
    }
    let names = steady.sorted { $0.ranks!.plain < $1.ranks!.plain }.map(\.scheme)
    let keep = steady.indices.allSatisfy { i in
      steady[..<i].allSatisfy { !changePlaces($0, steady[i]) }
    }
    let finding =
      keep
      ? "the unchanged ones keep their order: \(names.joined(separator: ", then "))."
      : "the unchanged ones do not keep theirs to the last place (\(tau(steady)))\(swaps(steady))."
    return ["\(all); \(finding)", apart(steady)]
  }

  private func changePlaces(_ one: ScaleTrial.Pair, _ other: ScaleTrial.Pair) -> Bool {
    (one.ranks!.plain < other.ranks!.plain) != (one.ranks!.scaled < other.ranks!.scaled)
  }

  /// Who changes places, where they are few.
  private func swaps(_ pairs: [ScaleTrial.Pair]) -> String {
    var words: [String] = []
    for (index, one) in pairs.enumerated() {
      for other in pairs[..<index] where changePlaces(one, other) {
        let gap = abs(one.plain.deltaPMean! - other.plain.deltaPMean!)
        words.append(
          "\(other.scheme) and \(one.scheme) change places, \(Format.fixed(gap, 2)) points apart"
            + " without the factor")
      }
    }
    return words.count > 3 ? "" : ": \(Wording.list(words))"
  }

  /// The order of those that can be told apart: a place more or less between equals says nothing.
  private func apart(_ pairs: [ScaleTrial.Pair]) -> String {
    let order = PairwiseOrder(pairs)
    let count = Wording.number(order.pairs)
    let among =
      order.pairs == 1
      ? "The one pair of unchanged schemes" : "Of the \(count) pairs of unchanged schemes"
    let test = "paired by seed, 95 %, unadjusted"
    if order.pairs == 1 {
      return order.apart == 0
        ? "\(among) cannot be told apart both without and with the factor (\(test))."
        : "\(among) can be told apart without and with the factor (\(test)), and "
          + (order.reversed.isEmpty ? "keeps its order." : "reverses its order.")
    }
    let told = order.apart == 0 ? "none" : Wording.number(order.apart)
    let text = "\(among) \(told) can be told apart both without and with the factor (\(test))"
    if order.apart == 0 { return text + "." }
    if order.reversed.isEmpty { return text + "; no such pair changes its order." }
    let names = order.reversed.map { "\($0) and \($1)" }
    return text + "; these change their order: \(Wording.list(names))."
  }

  private func reason(_ pair: ScaleTrial.Pair) -> String? {
    guard case .inconclusive(let doubt) = pair.verdict else { return nil }
    switch doubt {
    case .failed(let count, let planned):
      let without = pair.plain.failedRuns
      return "\(count) of \(planned) runs failed"
        + (without == 0 ? ", all with the factor" : ", \(without) without the factor")
    case .nothingToCompare: return "no seed is finished with and without the factor"
    case .oneSeed: return "one seed allows no interval"
    case .wide(let seeds?): return "about \(seeds) seeds would settle it"
    case .wide(nil): return "no number of seeds within reach would settle it"
    }
  }

  // MARK: Table

  private func table(_ trial: ScaleTrial, _ results: Results) -> Table {
    Table(
      caption: trial.scaling + (trial.label.isEmpty ? "" : ": \(trial.label)"),
      columns: [
        .init(title: "Architecture"), .init(title: "Scheme"),
        .init(title: "Δp (%) [95 %]", isNumeric: true),
        .init(title: "with \(trial.scaling)", isNumeric: true, inMarkdown: false),
        .init(title: "Change [95 %]", isNumeric: true), .init(title: "Rank", isNumeric: true),
        .init(title: "Weights let through", isNumeric: true),
        .init(title: "Verdict"),
        .init(title: "Seeds in pairs", isNumeric: true, inMarkdown: false),
        .init(title: "Lowest and highest change", inMarkdown: false),
      ], rows: trial.pairs.map(row), isSortable: true, isFilterable: trial.pairs.count > 12)
  }

  private func row(_ pair: ScaleTrial.Pair) -> Table.Row {
    func value(_ mean: Double?, _ estimate: Estimate?) -> Table.Cell {
      Table.Cell(
        Format.percentChange(mean, estimate)
          + (estimate.map { " " + Format.interval($0) } ?? ""), sortKey: mean)
    }
    let values = pair.changes.map(\.value)
    let range = values.min().map { low in
      "\(Format.fixed(low, 1, signed: true)) to \(Format.fixed(values.max()!, 1, signed: true))"
    }
    return Table.Row(
      cells: [
        Table.Cell(pair.architecture), Table.Cell(pair.scheme),
        value(pair.plain.deltaPMean, pair.plain.deltaP),
        value(pair.scaled.deltaPMean, pair.scaled.deltaP),
        value(pair.meanChange, pair.change),
        Table.Cell(
          pair.ranks.map { "\($0.plain) → \($0.scaled)" } ?? Format.none,
          sortKey: pair.ranks.map { Double($0.plain) }),
        Table.Cell(
          pair.response.map { Format.fixed($0, 2, signed: true) } ?? Format.none,
          sortKey: pair.response),
        Table.Cell(
          "\(pair.verdict.shape) \(pair.verdict.word)" + (reason(pair).map { ": \($0)" } ?? "")),
        Table.Cell(String(values.count), sortKey: Double(values.count)),
        Table.Cell(range ?? Format.none),
      ], arm: pair.plain.id)
  }

  private func rules(_ results: Results) -> [Prose] {
    let margin = Format.plain(results.suite.margin)
    return [
      "Change: Δp with the factor less Δp without it, paired by seed; its interval is Student’s t on these differences, ν = n − 1 for n seeds in pairs.",
      "Unchanged: the interval lies within ±δ, the suite’s margin of \(margin) % on Δp. Changed: it excludes 0 and does not lie within ±δ. Anything else is inconclusive: that no change was found is not invariance.",
      "Weights let through: the exponent e with which the factor f reaches the task’s share of the update, fᵉ = f w(with f) / w(without), w being the first epoch’s weight relative to the geometric mean of the other tasks’. 0: the weights take the factor back (within ±0.1 above), 1: they let it through (above 0.9); below 0 they overshoot. Mean over seeds. It tells of weights alone: a scheme that changes the gradients themselves may limit the factor there.",
      "Rank: by mean Δp among the schemes of the architecture that have both, without → with the factor. Means that lie closer than their intervals are wide may change places by chance.",
      "The verdicts are measurements alone. Where theory says that a scheme is invariant, rounding still sends two runs apart, as two seeds do; that spread is in the intervals.",
    ]
  }
}
