/// One chapter of a report. A section without blocks is left out.
protocol ReportSection: Sendable {
  var title: String { get }
  /// Anchor, and prefix of ids inside.
  var id: String { get }
  func blocks(_ results: Results) -> [Block]
}

/// The chapters in the order of the page.
enum SectionCatalog {
  static let all: [any ReportSection] = [
    OverviewSection(), RankingSection(), ChartsSection(), TasksSection(), WeightingSection(),
    RobustnessSection(),
    CurvesSection(), QualitativeSection(), PublishedSection(), StatisticsSection(), TuningSection(),
    HolesSection(), ProvenanceSection(), ReproduceSection(),
  ]

  static func document(_ results: Results) -> ReportDocument {
    let parts = all.map { section in
      ReportDocument.Part(title: section.title, id: section.id, blocks: section.blocks(results))
    }
    return ReportDocument(
      title: results.suite.title, lead: results.suite.question,
      parts: parts.filter { !$0.blocks.isEmpty }, digest: results.digest,
      command: "swift run bench report \(results.suite.name) --profile \(results.suite.profile)"
        + results.folder.option)
  }
}

extension Results {
  /// Appended to figure ids, so that the figures of several comparisons do not meet.
  func suffix(_ index: Int) -> String { comparisons.count > 1 ? "-\(index + 1)" : "" }
}
