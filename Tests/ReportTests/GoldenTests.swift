import Foundation
import Records
import Testing

@testable import Report

@Suite struct GoldenTests {
  private var results: Results {
    get throws {
      var suite = SimulatedSuite()
      suite.weightings = [Choice("equal"), Choice("uncertainty")]
      suite.architectures.removeSubrange(1...3)
      suite.epochs = 3
      suite.pictures = false
      return try Results(suite.input)
    }
  }

  @Test func accuracyAgainstParameters() throws {
    let results = try results
    let figure = try #require(
      AccuracyCostFigure(
        comparison: results.comparisons[0], cost: .parameters, style: results.style, margin: 2,
        minimumSaving: 30, suffix: ""
      ).figure())
    let canvas = RecordingCanvas(size: figure.size)
    figure.draw(canvas, .light)
    try expectGolden(canvas.calls.joined(separator: "\n") + "\n", "accuracy-parameters.canvas")
    try expectGolden(figure.data.csv, "accuracy-parameters.csv")
  }

  @Test func overviewAndRankingAsMarkdown() throws {
    let results = try results
    let sections: [any ReportSection] = [OverviewSection(), RankingSection(), HolesSection()]
    let document = ReportDocument(
      title: results.suite.title, lead: results.suite.question,
      parts: sections.map { .init(title: $0.title, id: $0.id, blocks: $0.blocks(results)) },
      digest: "0", command: "test")
    try expectGolden(MarkdownRenderer().render(document), "overview.md")
  }
}
