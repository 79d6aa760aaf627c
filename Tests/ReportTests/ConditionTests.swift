import Records
import Testing

@testable import Report

/// The same arms under conditions that are compared, each for itself.
@Suite struct ConditionTests {
  private func input(constants: [Score] = []) -> ReportInput {
    var simulated = SimulatedSuite()
    simulated.pictures = false
    simulated.weightings = [Choice("equal")]
    return simulated.underConditions(constants: constants)
  }

  @Test func eachConditionIsAComparison() throws {
    let results = try Results(input())
    #expect(results.comparisons.map(\.label) == ["all labels", "few depths"])
    for comparison in results.comparisons {
      #expect(comparison.arms.count == 6 && comparison.seeds == [1, 2, 3])
      let isFew = comparison.label == "few depths"
      for arm in comparison.allArms {
        for part in arm.parts {
          let seesAll = !part.cell.tasks.contains { $0.name == "depth" } || !isFew
          #expect(part.cell.labelFractions.isEmpty == seesAll)
        }
      }
    }
    // Networks of segmentation and normals are trained once.
    let alone = Set(results.records.map(\.cell)).filter { $0.tasks.count == 1 }
    #expect(alone.count == 2 * 3 * (3 + 1))
    #expect(results.scaleTrials.isEmpty && results.holes.isEmpty)
  }

  @Test func aMultipliedLossIsAConditionLikeOthers() throws {
    var input = input()
    let scaled = Condition(name: "other unit", lossScales: ["depth": 10])
    input.suite.conditions = [SimulatedSuite.conditions[0], scaled]
    input.suite.planned = input.suite.planned.filter(\.labelFractions.isEmpty)
    let together = input.suite.planned.filter { $0.tasks.count > 1 }
    input.suite.planned += together.map { cell in
      var copy = cell
      copy.lossScales = ["depth": 10]
      return copy
    }
    let results = try Results(input)
    #expect(results.comparisons.map(\.label) == ["all labels", "other unit"])
    #expect(results.scaleTrials.isEmpty)
    // Only the multi-task networks of the second condition have no record.
    #expect(results.comparisons[1].baseline?.finishedRuns.count == 3)
    #expect(results.holes.count == together.count)
  }

  @Test func thePageSaysWhatConditionsAre() throws {
    let results = try Results(input())
    let section = OverviewSection()
    let text = MarkdownRenderer().render(
      ReportDocument(
        title: "T", lead: "L",
        parts: [.init(title: section.title, id: section.id, blocks: section.blocks(results))],
        digest: "0", command: "test"))
    #expect(text.contains("**all labels**: everything as it is."))
    #expect(text.contains("**few depths**: 25 % of the labels of depth."))
    #expect(text.contains("figures/comparisons"))
  }

  /// Which labels a teacher gave is said, and that its time is counted.
  @Test func thePageSaysWhatCameFromATeacher() throws {
    var input = input()
    let plain = try Results(input)
    #expect(plain.conditions.teacherBlock == nil)
    let taught = Condition(
      name: "taught", labelFractions: ["depth": 0.25], teacherEpochs: ["depth": 12])
    input.suite.conditions = [SimulatedSuite.conditions[1], taught]
    input.suite.planned = input.suite.planned.filter {
      !$0.labelFractions.isEmpty || !$0.tasks.contains { $0.name == "depth" }
    }
    input.suite.planned += input.suite.planned.filter { $0.tasks.count > 1 }.map { cell in
      var copy = cell
      copy.teacherEpochs = taught.of(cell.tasks).teacherEpochs
      return copy
    }
    let results = try Results(input)
    #expect(results.comparisons.map(\.label) == ["few depths", "taught"])
    let blocks = "\(OverviewSection().blocks(results))"
    #expect(
      blocks.contains(
        "25 % of the labels of depth and answers of a teacher (12 epochs) for missing labels of depth"
      ))
    #expect(blocks.contains("A teacher is the single-task network"))
    #expect(blocks.contains("part of the CPU time"))
  }

  @Test func whatNoNetworkNeedsToLookForIsARow() throws {
    // Every network is better on segmentation, none on depth.
    let results = try Results(
      input(constants: [
        score("segmentation", "mIoU", 0.05, .higher, "%"),
        score("depth", "absolute error", 0.3, .lower, "m"),
      ]))
    let comparison = results.comparisons[0]
    let failing = ConstantAnswers(comparison).failing(comparison)
    #expect(failing.count == comparison.allArms.count)
    #expect(failing.allSatisfy { $0.metric.task == "depth" && abs($0.constant - 0.3) < 1e-12 })
    let tables = TasksSection().blocks(results).compactMap { block -> Table? in
      if case .table(let table) = block { table } else { nil }
    }
    let rows = tables.map { $0.rows.filter { $0.arm == nil }.count }
    #expect(rows == [1, 1, 0, 1, 1, 0])
    let holes = HolesSection().blocks(results)
    #expect("\(holes)".contains("is no better on depth than the best answer that does not look"))
    #expect(!"\(holes)".contains("is no better on segmentation"))
  }

  private func score(
    _ task: String, _ metric: String, _ value: Double, _ better: Score.Direction, _ unit: String
  ) -> Score {
    Score(task: task, metric: metric, value: value, better: better, unit: unit, counts: true)
  }
}
