import Records

/// What is missing and what to doubt.
struct HolesSection: ReportSection {
  let title = "Holes and warnings"
  let id = "holes"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    let warnings = self.warnings(results)
    var blocks: [Block] = []
    if !warnings.isEmpty { blocks.append(.list(warnings.map { Prose($0) })) }
    if !results.holes.isEmpty { blocks.append(.table(table(results))) }
    let gaps = results.scoreGaps.filter { $0.split == .test }
    if !gaps.isEmpty { blocks.append(.table(gapTable(gaps))) }
    if blocks.isEmpty {
      blocks.append(
        .paragraph("None: every planned cell is finished, and every arm has three seeds or more."))
    }
    return blocks
  }

  private func warnings(_ results: Results) -> [String] {
    var lines: [String] = []
    for comparison in results.comparisons {
      let place = comparison.label.isEmpty ? "" : " (\(comparison.label))"
      if comparison.baseline == nil {
        lines.append(
          "No single-task network is planned for each task\(place): nothing can be compared.")
      } else if comparison.seeds.isEmpty {
        lines.append(
          "No seed of the single-task networks is finished\(place): nothing can be compared.")
      } else if comparison.seeds.count < comparison.baseline!.runs.count {
        lines.append(
          "The single-task networks miss \(Wording.count(comparison.baseline!.runs.count - comparison.seeds.count, "seed"))"
            + "\(place): these seeds of all arms are left out.")
      }
      lines += results.tuning.holes(comparison)
      lines += [results.tuning.unequalBudgets(comparison)].compactMap { $0 }
      lines += armWarnings(comparison, place) + metricWarnings(comparison, place)
      lines += constantWarnings(comparison, place)
    }
    lines += gapWarnings(results)
    if results.unplanned > 0 {
      lines.append(
        "\(Wording.count(results.unplanned, "record")) in the store "
          + (results.unplanned == 1 ? "is" : "are")
          + " not part of the profile “\(results.suite.profile)” and left out.")
    }
    let versions = unique(results.records.map(\.provenance.numericClass))
    if versions.count > 1 {
      lines.append(
        "The records come from \(Wording.number(versions.count)) numeric classes of machines: the same cell"
          + " may differ in its last digits between them.")
    }
    return lines
  }

  private func armWarnings(_ comparison: Comparison, _ place: String) -> [String] {
    var lines: [String] = []
    let few = comparison.arms.filter { (1..<3).contains($0.deltaPBySeed.count) }
    if !few.isEmpty {
      let counts = unique(few.map(\.deltaPBySeed.count)).sorted().map { Wording.count($0, "seed") }
      let names = few.count == comparison.arms.count ? "Every arm" : Wording.list(few.map(\.label))
      lines.append("Fewer than three seeds\(place): \(names) (\(Wording.list(counts))).")
    }
    let failed = comparison.arms.filter { $0.failedRuns > 0 }
    if !failed.isEmpty {
      let words = failed.map { arm in
        "\(arm.label) (\(arm.failedRuns) of \(arm.runs.count)"
          + (arm.divergedRuns == arm.failedRuns ? " diverged)" : " failed)")
      }
      lines.append("Arms with failed runs are inconclusive\(place): \(Wording.list(words)).")
    }
    if let ratio = comparison.varianceRatio, ratio > BlockModel.largestVarianceRatio {
      lines.append(
        "Residual variances differ by \(Format.varianceRatio(ratio)) between arms"
          + "\(place), more than \(Format.fixed(BlockModel.largestVarianceRatio, 0))×: every interval uses the"
          + " arm’s own variance.")
    }
    return lines
  }

  private func metricWarnings(_ comparison: Comparison, _ place: String) -> [String] {
    guard let improvement = comparison.improvement else { return [] }
    let scored = Set(comparison.baseline?.finishedRuns.flatMap { $0.values.keys } ?? [])
    return improvement.metrics.filter(scored.contains).compactMap { metric in
      switch improvement.normalization[metric] {
      case .points:
        "\(metric.task), \(metric.name)\(place): the single-task mean is below"
          + " \(Format.fixed(Improvement.fractionFloor * 100, 0)) %, too close to 0 to divide by; it counts"
          + " in percentage points."
      case .excluded:
        "\(metric.task), \(metric.name)\(place): the single-task mean is 0; the metric is left out."
      default: nil
      }
    }
  }

  /// Networks that have learned nothing about a task.
  private func constantWarnings(_ comparison: Comparison, _ place: String) -> [String] {
    ConstantAnswers(comparison).failing(comparison).map { failing in
      let (metric, unit) = (failing.metric, failing.metric.unit)
      func words(_ value: Double) -> String {
        Format.significant(value * metric.displayScale, 3) + (unit.isEmpty ? "" : " \(unit)")
      }
      return
        "\(failing.arm.label)\(place) is no better on \(metric.task) than the best answer that does not"
        + " look at the image: \(metric.name) \(words(failing.value)) against \(words(failing.constant))."
    }
  }

  private func gapWarnings(_ results: Results) -> [String] {
    ScoreGap.Split.allCases.flatMap { split -> [String] in
      let gaps = results.scoreGaps.filter { $0.split == split }
      return unique(gaps.map(\.task)).map { task in
        let count = gaps.filter { $0.task == task }.count
        return
          "\(task) has no score on the \(split.rawValue) split in \(Wording.count(count, "finished cell"))"
          + ": labels of it are missing there."
          + (split == .test ? " Δp needs a score of every task." : "")
      }
    }
  }

  private func gapTable(_ gaps: [ScoreGap]) -> Table {
    Table(
      caption: "Finished cells without a score",
      columns: [
        .init(title: "Cell"), .init(title: "Architecture"), .init(title: "Weighting"),
        .init(title: "Tasks"), .init(title: "Seed", isNumeric: true), .init(title: "Missing"),
      ],
      rows: gaps.map { gap in
        let cell = gap.part.cell
        return Table.Row(cells: [
          Table.Cell(Prose.code(cell.shortID)), Table.Cell(cell.architecture.label),
          Table.Cell(weighting(cell)),
          Table.Cell(cell.tasks.map(\.name).joined(separator: ", ")),
          Table.Cell(String(cell.seed), sortKey: Double(cell.seed)),
          Table.Cell("\(gap.task) on the \(gap.split.rawValue) split"),
        ])
      }, isSortable: true, isFilterable: gaps.count > 12)
  }

  private func weighting(_ cell: Cell) -> String {
    cell.weighting.label + (cell.lossScales.isEmpty ? "" : ", \(cell.lossScaleLabel)")
  }

  private func table(_ results: Results) -> Table {
    Table(
      caption: "Planned cells without a result",
      columns: [
        .init(title: "Cell"), .init(title: "Architecture"), .init(title: "Weighting"),
        .init(title: "Tasks"), .init(title: "Seed", isNumeric: true), .init(title: "State"),
        .init(title: "Reason"),
      ],
      rows: results.holes.map { part in
        let state = part.failure.map { $0.reason.rawValue } ?? "not run"
        return Table.Row(cells: [
          Table.Cell(Prose.code(part.cell.shortID)), Table.Cell(part.cell.architecture.label),
          Table.Cell(weighting(part.cell)),
          Table.Cell(part.cell.tasks.map(\.name).joined(separator: ", ")),
          Table.Cell(String(part.cell.seed), sortKey: Double(part.cell.seed)), Table.Cell(state),
          Table.Cell(part.failure?.message ?? "no record yet"),
        ])
      }, isSortable: true, isFilterable: results.holes.count > 12)
  }
}
