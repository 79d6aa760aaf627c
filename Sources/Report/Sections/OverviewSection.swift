import Records

/// The answer first: verdicts of the claims, a summary, the main charts.
struct OverviewSection: ReportSection {
  let title = ""
  let id = "overview"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    var blocks: [Block] = []
    if !results.claims.isEmpty { blocks.append(.claims(results.claims)) }
    blocks.append(.paragraph(Prose(summary(results))))
    blocks += [
      results.conditions.block, results.conditions.teacherBlock, results.conditions.trunkBlock,
    ].compactMap { $0 }
    blocks += answers(results)
    blocks += cautions(results)
    if let figure = ChartsSection.comparisons(results) { blocks.append(.figure(figure)) }
    if !ChartsSection.isApart(results) { blocks += ChartsSection.charts(results) }
    if let notes = results.notes, !notes.allSatisfy(\.isWhitespace) {
      blocks.append(.heading(3, "Commentary by the suite’s author", id: "commentary"))
      blocks.append(.commentary(notes))
    }
    return blocks
  }

  private func summary(_ results: Results) -> String {
    let arms = results.comparisons.flatMap(\.arms).filter { $0.deltaPMean != nil }
    var text =
      "\(Wording.count(results.finished, "cell")) of \(Format.grouped(results.planned)) finished"
      + " (profile “\(results.suite.profile)”"
    if results.failed > 0 { text += ", \(Format.grouped(results.failed)) failed" }
    if results.missing > 0 { text += ", \(Format.grouped(results.missing)) not run" }
    text += ")."
    guard !arms.isEmpty else {
      if results.finished == 0 {
        return text
          + (results.failed > 0 ? " Every cell that ran failed." : " Nothing is measured yet.")
      }
      let obstacles = unique(results.comparisons.map(\.obstacle))
      return text + " No arm can be compared yet: "
        + (obstacles.isEmpty ? "nothing is planned" : obstacles.joined(separator: "; ")) + "."
    }
    let counts = ReachedVerdict.allCases.reversed().map { verdict in
      (verdict.word, arms.count { $0.verdict.reached == verdict })
    }
    let open = arms.count { $0.verdict.reached == nil }
    let words = (counts + [("inconclusive", open)]).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
    return text + " Of \(Wording.count(arms.count, "arm")) compared with single-task networks: "
      + Wording.list(words) + "."
  }

  /// The best of each comparison. What is the same for all of many is said once.
  private func answers(_ results: Results) -> [Block] {
    let bests = results.comparisons.compactMap { comparison in
      best(comparison, results).map { (comparison.label, $0.before, $0.sentence) }
    }
    func named(_ label: String, _ text: String) -> Prose {
      label.isEmpty ? Prose(text) : Prose.strong(label) + ": \(text)"
    }
    let beginnings = unique(bests.map(\.1))
    guard bests.count > ChartsSection.fewComparisons else {
      return bests.map { .paragraph(named($0.0, $0.1 + " " + $0.2)) }
    }
    guard beginnings.count == 1 else {
      return [.list(bests.map { named($0.0, $0.1 + " " + $0.2) })]
    }
    return [
      .paragraph(Prose("In each of \(Wording.number(bests.count)) comparisons: " + beginnings[0])),
      .list(bests.map { named($0.0, $0.2) }),
    ]
  }

  /// What holds of the best arm, and the sentence about it.
  private func best(_ comparison: Comparison, _ results: Results) -> (
    before: String, sentence: String
  )? {
    let wording = VerdictWording(suite: results.suite)
    let good = comparison.arms.filter { $0.verdict.reached.map { $0 >= .nonInferior } ?? false }
    if let lightest = good.min(by: { ($0.ratio ?? 1, $0.number) < ($1.ratio ?? 1, $1.number) }) {
      return (
        "The lightest network that keeps the accuracy:",
        wording.verdictSentence(lightest, in: comparison, namesComparison: false)
      )
    }
    guard let first = comparison.arms.first, first.deltaPMean != nil else { return nil }
    if comparison.arms.allSatisfy({ $0.deltaP == nil }) {
      return (
        "Every arm has one seed: the values below are single observations, and no verdict on"
          + " accuracy can be given. Highest so far:",
        wording.verdictSentence(first, in: comparison, namesComparison: false)
      )
    }
    return (
      "No network both saves \(Format.plain(results.suite.minimumSaving)) % of the parameters and"
        + " keeps the accuracy within \(Format.plain(results.suite.margin)) %. First in the ranking:",
      wording.verdictSentence(first, in: comparison, namesComparison: false)
    )
  }

  private func cautions(_ results: Results) -> [Block] {
    var lines: [String] = []
    let seeds = results.comparisons.flatMap(\.arms).map(\.deltaPBySeed.count).filter { $0 > 0 }
    if let fewest = seeds.min(), fewest < 3 {
      lines.append(
        "Some arms have \(Wording.count(fewest, "seed")) only: fewer than three say little about"
          + " the next run.")
    }
    if !results.holes.isEmpty {
      lines.append(
        "\(Wording.count(results.holes.count, "planned cell")) without a result: see"
          + " “\(HolesSection().title)”.")
    }
    let failing = results.comparisons.map { ConstantAnswers($0).failing($0) }
    let learnedNothing = failing.map { Set($0.map(\.arm.id)).count }.reduce(0, +)
    if learnedNothing > 0 {
      lines.append(
        "\(Wording.count(learnedNothing, "arm")) (the single-task networks count too) no better than the best answer that does not look at the image"
          + " on \(Wording.list(unique(failing.joined().map(\.metric.task)))): see “\(HolesSection().title)”."
      )
    }
    let gaps = results.scoreGaps.filter { $0.split == .test }
    if !gaps.isEmpty {
      let tasks = Wording.list(unique(gaps.map(\.task)))
      lines.append("Finished cells without a score of \(tasks): see “\(HolesSection().title)”.")
    }
    guard !lines.isEmpty else { return [] }
    return [.note(.warning, Prose(lines.joined(separator: " ")))]
  }
}
