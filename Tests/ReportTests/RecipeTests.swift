import Records
import Testing

@testable import Report

/// Arms of one comparison that differ in where they begin.
@Suite struct RecipeTests {
  private static let start = Cell.Kind("start")

  private func begun(_ cells: [Cell], _ options: [String: JSONValue]) -> [Cell] {
    cells.map { cell in
      var copy = cell
      copy.choices[Self.start] = Choice("trunk", options)
      copy.pretrainingTasks = Array(SimulatedSuite().tasks.prefix(2))
      copy.pictures = 0
      return copy
    }
  }

  private func input() -> ReportInput {
    var simulated = SimulatedSuite()
    simulated.weightings = [Choice("equal")]
    simulated.architectures = [simulated.architectures[0]]
    let plain = simulated.cells.filter { $0.architecture.name != "stan" }
    let names: JSONValue = .array([.text("segmentation"), .text("depth")])
    let moving = begun(
      plain, ["epochs": .number(8), "rate": .number(1), "tasks": names])
    let kept = begun(
      plain.filter { $0.tasks.count == 1 },
      ["epochs": .number(8), "rate": .number(0), "tasks": names])
    var input = simulated.input
    input.suite.planned = plain + moving + kept
    input.suite.kinds.append(Self.start)
    input.suite.recipeKinds = [Self.start]
    input.suite.claims = [
      Claim(architecture: "split", weighting: "equal", verdict: "no-saving")
    ]
    input.records = input.suite.planned.map(simulated.record)
    return input
  }

  /// All are compared with the networks that begin as the suite says.
  @Test func standInOneComparison() throws {
    let results = try Results(input())
    #expect(results.comparisons.count == 1)
    let comparison = try #require(results.comparisons.first)
    #expect(comparison.baseline?.recipe.isEmpty == true && comparison.baseline?.label == "single")
    #expect(
      Set(comparison.arms.map(\.label)) == [
        "split", "split · trunk:rate=1", "single · trunk:rate=1", "single · trunk:rate=0",
      ])
    #expect(comparison.arms.allSatisfy { $0.deltaP != nil && $0.finishedRuns.count == 3 })
    #expect(comparison.plainArms.map(\.label) == ["split"])
    for arm in comparison.arms where arm.label.hasPrefix("single") {
      #expect(arm.role == .networksPerTask && arm.deltaPMean == 0)
    }
    #expect(results.holes.isEmpty)
  }

  /// A claim that does not say where an arm begins is about the one that begins as the baseline does.
  @Test func claimsAreAboutPlainArms() throws {
    let results = try Results(input())
    #expect(results.claims.count == 1)
    #expect(
      results.claims[0].claim.contains("split:") && !results.claims[0].claim.contains("trunk"))
    var input = input()
    input.suite.planned.removeAll { $0.tasks.count > 1 && $0.choices[Self.start] == nil }
    let begun = try Results(input).claims
    #expect(begun.count == 1 && begun[0].claim.contains("split · trunk:rate=1"))
    let adjusted = results.comparisons[0].arms.filter { $0.adjusted != nil }
    #expect(adjusted.isEmpty)
  }

  @Test func thePageSaysHowTheyBegin() throws {
    let results = try Results(input())
    let section = OverviewSection()
    let text = MarkdownRenderer().render(
      ReportDocument(
        title: "T", lead: "L",
        parts: [.init(title: section.title, id: section.id, blocks: section.blocks(results))],
        digest: "0", command: "test"))
    #expect(
      text.contains(
        "- **trunk:rate=1**: encoder and decoder begin as one network with a head for each of segmentation and depth has"
          + " learned them in 8 epochs before; heads are drawn."))
    #expect(
      text.contains("in 8 epochs before, and stay so but for running statistics; heads are drawn."))
    // Shapes tell them apart.
    #expect(text.contains("shape the loss weighting and start"))
  }

  @Test func listsOfTasksAreNamed() {
    let labels = Labels([
      Choice("trunk", ["rate": .number(1), "tasks": .array([.text("age"), .text("gender")])]),
      Choice("trunk", ["rate": .number(1), "tasks": .array([.text("race")])]),
    ])
    #expect(
      labels.label(
        Choice("trunk", ["rate": .number(1), "tasks": .array([.text("age"), .text("gender")])]))
        == "trunk age + gender")
  }
}
