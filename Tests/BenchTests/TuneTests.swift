import Engine
import Foundation
import Records
import Testing

@testable import Bench

private func arms(_ changes: [Int: String], adding lines: [String] = []) throws -> [String] {
  try readSuite(sampleText(changes, adding: lines)).arms.map {
    "\($0.architecture.choice.name) \($0.weighting.choice.label)"
  }
}

@Suite struct TuneTests {
  @Test func aSweepIsAnArmForEachPoint() throws {
    let split = [6: "architectures: split"]
    func weightings(_ text: String) throws -> [String] {
      try arms(split.merging([7: "weightings: \(text)"]) { $1 })
    }
    let points = [
      "split static:weights=[1.5,0.75,0.75]", "split static:weights=[0.75,1.5,0.75]",
      "split static:weights=[0.75,0.75,1.5]",
    ]
    #expect(try weightings("{scalarization: {points: grid, divisions: 4}}") == points)
    #expect(try weightings("[dwa, {scalarization: {points: grid, divisions: 4}}]").count == 4)
    #expect(try weightings("'scalarization:points=grid,divisions=4'") == points)
    #expect(try weightings("[{scalarization: {points: 8, seed: 3}}]").count == 8)
    #expect(try weightings("'scalarization:8'") == weightings("[{scalarization: {points: 8}}]"))
  }

  /// The centre is the plain sum; a point that is written out too is one arm, wherever it is written.
  @Test func pointsAreNotTrainedTwice() throws {
    let centre = "{scalarization: {points: grid, divisions: 3}}"
    #expect(try arms([6: "architectures: split", 7: "weightings: \(centre)"]) == ["split equal"])
    for list in ["[equal, \(centre)]", "[\(centre), equal]", "[\(centre), \(centre)]"] {
      #expect(try arms([6: "architectures: split", 7: "weightings: \(list)"]) == ["split equal"])
    }
    let block = ["arms:", "  - {architectures: split, weightings: [equal, dwa]}"]
    #expect(
      try arms([6: "architectures: split", 7: "weightings: \(centre)"], adding: block)
        == ["split equal", "split dwa:temperature=2"])
  }

  @Test func eachTaskSetHasItsOwnPoints() throws {
    let plan = try samplePlan(
      [6: "architectures: split", 7: "weightings: {scalarization: {points: grid, divisions: 4}}"],
      adding: ["combinations: [[depth, normals], [segmentation, depth, normals]]"])
    let sets = plan.rows.dropFirst().map {
      "\($0.tasks.count) \($0.arm.weighting.choice.label)"
    }
    #expect(
      sets == [
        "2 static:weights=[1.5,0.5]", "2 equal", "2 static:weights=[0.5,1.5]",
        "3 static:weights=[1.5,0.75,0.75]", "3 static:weights=[0.75,1.5,0.75]",
        "3 static:weights=[0.75,0.75,1.5]",
      ])
    #expect(plan.cells.count == 2 * (3 + 6))
  }

  @Test func everyArmAndTheBaselineChooseARate() throws {
    let plan = try samplePlan(adding: ["tune: {rates: [5e-4, 1e-3]}"])
    // 3 baselines and 4 arms, each with 2 candidates at the first of 2 seeds.
    #expect(plan.cells.count == 2 * (3 + 4) && plan.pending == 7 && plan.open.count == 7)
    #expect(plan.cells.allSatisfy { $0.seed == 1 })
    #expect(plan.rows[0].choices.count == 3 && plan.rows[1].choices.count == 1)
    let rates = plan.open[0].candidates.map { $0.optimizer.options["rate"] }
    #expect(rates == [.number(0.0005), .number(0.001)])
    // The default's rate written out is the cell that there would be without tuning.
    let plain = try samplePlan()
    #expect(Set(plan.cells).intersection(plain.cells).count == 7)
    #expect(plan.description.planned.isEmpty && plan.description.tuned?.count == 7)
    #expect(plain.description.tuned == nil)
  }

  @Test func aBlockHasItsOwnRatesOrNone() throws {
    let suite = try readSuite(
      sampleText(adding: [
        "tune: {rates: [5e-4, 4e-3]}", "arms:",
        "  - {architectures: dense, tune: {rates: [2e-3, 4e-3]}}",
        "  - {architectures: cross-stitch, tune: ~}",
      ]))
    #expect(suite.arms.suffix(2).map(\.rates) == [[0.002, 0.004], []])
    // The baseline may have any rate that an arm may have: the optimizer's own too, where an arm keeps it.
    #expect(suite.baselineRates == [0.0005, 0.004, 0.002, 0.001])
  }

  @Test func optionsOfASchemeAreTuned() throws {
    let plan = try samplePlan(
      [
        6: "architectures: split",
        7: "weightings: [equal, {dwa: {tune: {temperature: [1, 2, 4]}}}]",
      ],
      adding: ["tune: {rates: [5e-4, 1e-3]}"])
    let choice = plan.rows[2].choices[0].arm
    #expect(choice.weighting == Choice("dwa", ["temperature": .text("tuned")]))
    #expect(
      choice.candidates.map { [$0.weighting.options["temperature"], $0.optimizer.options["rate"]] }
        == [1, 2, 4].flatMap { t in [0.0005, 0.001].map { [.number(t), .number($0)] } })
    func tuned(_ weights: String) throws -> [Choice] {
      try samplePlan([
        6: "architectures: split", 7: "weightings: {static: {tune: {weights: \(weights)}}}",
      ]).rows[1].choices[0].arm.candidates.map(\.weighting)
    }
    #expect(try tuned("[[1, 2, 3], [3, 2, 1]]").map(\.label).last == "static:weights=[3,2,1]")
    #expect(try tuned("{points: 5}").count == 5)
    #expect(try tuned("{points: grid, divisions: 5}").count == 6)
  }

  /// `dwa` tuned and `dwa` as it is are two arms, though they share a cell.
  @Test func aTunedSchemeStandsBesideItself() throws {
    let plan = try samplePlan([
      6: "architectures: split", 7: "weightings: [dwa, {dwa: {tune: {temperature: [1, 2]}}}]",
    ])
    #expect(plan.rows.count == 3)
    #expect(plan.cells.count == 2 * 3 + 2 + 1)
  }

  @Test func aClaimNamesATunedArmByItsScheme() throws {
    let plan = try samplePlan(
      [7: "weightings: {dwa: {tune: {temperature: [1, 2]}}}"],
      adding: ["claims: [{architecture: split, weighting: dwa, verdict: superior}]"])
    #expect(plan.description.claims.map(\.weighting) == ["dwa:temperature=tuned"])
  }

  /// The records choose, and nothing else: in any order, and only when every candidate has a result.
  @Test func theRecordsMakeTheChoice() throws {
    let suite = try readSuite(sampleText(adding: ["tune: {rates: [5e-4, 1e-3, 2e-3]}"]))
    let first = Plan(suite, dataDigest: "d", revision: "r")
    let folder = TemporaryFolder()
    let store = try RecordStore(folder: folder.url)
    for cell in first.cells.reversed().dropLast() {
      let rate = cell.optimizer.options["rate"]
      try store.append(record(cell, loss: rate == .number(0.001) ? 1 : 2))
    }
    let waiting = Plan(suite, dataDigest: "d", revision: "r", records: store.contents)
    #expect(waiting.open.map(\.candidates) == [Array(first.cells.prefix(3))])
    #expect(waiting.cells.count == first.cells.count + 6 && waiting.pending == 1)
    try store.append(record(first.cells[0], loss: nil))
    let decided = Plan(suite, dataDigest: "d", revision: "r", records: store.contents)
    #expect(decided.open.isEmpty && decided.cells.count == first.cells.count + 7)
    let second = decided.cells.filter { $0.seed == 2 }
    #expect(second.allSatisfy { $0.optimizer.options["rate"] == .number(0.001) })
    #expect(decided.lost.count == 14 && decided.lost.contains(first.cells[0]))
  }

  /// - Parameter loss: nil for a run that diverged.
  private func record(_ cell: Cell, loss: Double?) -> Record {
    let losses = cell.tasks.map { _ in loss ?? 0 }
    let size = NetworkSize(
      parameters: 1, shared: 0, perTask: [:], weighting: 0, macs: 1, singleTaskParameters: 1,
      singleTaskMACs: 1)
    let point = EpochPoint(
      epoch: 1, learningRate: 1, trainLoss: losses, validationLoss: losses, validation: [],
      weights: [], cosines: [])
    return Record(
      cell: cell,
      outcome: loss == nil
        ? .failed(Failure(reason: .diverged, message: "NaN"))
        : .finished(
          Finished(
            test: [], validation: [], selectedEpoch: 1, epochs: [point], size: size, pictures: [])),
      cost: Cost(cpuSeconds: 1, wallSeconds: 1, peakMemory: 1, secondsPerStep: 1),
      provenance: Provenance.current())
  }
}

private let kindsOfMistake: [Mistaken] = [
  Mistaken(
    changes: [7: "weightings: [scalarisation]"],
    message: "7 weightings[0]: unknown weighting scalarisation, expected one of "
      + "\(weightings.names.joined(separator: ", ")), scalarization; did you mean scalarization?"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {divisions: 3}}]"],
    message: "7 weightings[0].scalarization.points: found nothing, expected grid, or how many "
      + "random points, 1 to 500"),
  Mistaken(
    changes: [7: "weightings: [scalarization]"],
    message: "7 weightings[0].points: found nothing, expected grid, or how many random points, "
      + "1 to 500"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: grid}}]"],
    message: "7 weightings[0].scalarization.divisions: missing: a whole number, 1 to 1000000, the "
      + "parts into which a grid cuts the whole"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: grid, divisions: 2}}]"],
    message: "7 weightings[0].scalarization.divisions: found 2, expected at least 3 for 3 tasks: "
      + "with fewer every point gives a task no weight (zeros: true keeps those)"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: grid, divisions: 100}}]"],
    message: "7 weightings[0].scalarization.divisions: found 100, which gives 4,851 points for 3 "
      + "tasks; at most 500 are planned"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: 8, divisions: 3}}]"],
    message: "7 weightings[0].scalarization.divisions: goes with points: grid"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: grid, divisions: 4, seed: 2}}]"],
    message:
      "7 weightings[0].scalarization.seed: goes with a number of random points, not with a grid"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: 8, zero: true}}]"],
    message: "7 weightings[0].scalarization.zero: unknown option, expected one of points, "
      + "divisions, seed, zeros; did you mean zeros?"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {tune: {points: [2, 3]}}}]"],
    message: "7 weightings[0].scalarization.tune: a sweep has nothing to choose; "
      + "{static: {tune: {weights: {points: 8}}}} chooses one of its points"),
  Mistaken(
    adding: ["tune: [1e-3]"],
    message: "11 tune: found a list, expected a map such as {rates: [5e-4, 1e-3, 2e-3]}"),
  Mistaken(
    adding: ["tune: {}"], message: "11 tune: missing rates, a list of learning rates"),
  Mistaken(
    adding: ["tune: {rates: [1e-3, -1]}"],
    message: "11 tune.rates[1]: found -1, expected a learning rate above 0"),
  Mistaken(
    adding: ["tune: {rates: [1e-3, 0.001]}"],
    message: "11 tune.rates[1]: 0.001 is listed twice"),
  Mistaken(
    adding: ["arms: [{architectures: dense, tune: {rates: []}}]"],
    message: "11 arms[0].tune.rates: found an empty list, expected learning rates"),
  Mistaken(
    changes: [7: "weightings: [{dwa: {tune: {temprature: [1, 2]}}}]"],
    message: "7 weightings[0].dwa.tune.temprature: unknown option, expected one of temperature; "
      + "did you mean temperature?"),
  Mistaken(
    changes: [7: "weightings: [{dwa: {tune: {rates: [1, 2]}}}]"],
    message: "7 weightings[0].dwa.tune.rates: unknown option, expected one of temperature; "
      + "learning rates are tuned by tune of the suite or of a block of arms"),
  Mistaken(
    changes: [7: "weightings: [{dwa: {temperature: 2, tune: {temperature: [1, 2]}}}]"],
    message: "7 weightings[0].dwa.tune.temperature: given twice: as it is, and as one to choose"),
  Mistaken(
    changes: [7: "weightings: [{dwa: {tune: {temperature: [1, warm]}}}]"],
    message: "7 weightings[0].dwa.tune.temperature[1]: found warm (text), expected a number"),
  Mistaken(
    changes: [7: "weightings: [{dwa: {tune: {temperature: 2}}}]"],
    message:
      "7 weightings[0].dwa.tune.temperature: found 2, expected a list of values to choose from"),
  Mistaken(
    changes: [7: "weightings: [{equal: {tune: {c: [1]}}}]"],
    message: "7 weightings[0].equal.tune: equal takes no options; learning rates are tuned by tune "
      + "of the suite or of a block of arms"),
  Mistaken(
    changes: [7: "weightings: [{static: {tune: {weights: [1, 2, 3]}}}]"],
    message: "7 weightings[0].static.tune.weights[0]: found 1, expected a list of numbers"),
  Mistaken(
    changes: [7: "weightings: [{static: {tune: {weights: [[1, 2]]}}}]"],
    message: "7 weightings[0].static.tune.weights: found 2 weights, expected 3, one "
      + "for each of segmentation, depth, normals"),
  Mistaken(
    changes: [7: "weightings: [{static: {tune: {weights: {points: few}}}}]"],
    message: "7 weightings[0].static.tune.weights.points: found few, expected grid, or how many "
      + "random points, 1 to 500"),
]

@Test(arguments: kindsOfMistake)
func everyMistakeInTuningHasOneLine(_ mistaken: Mistaken) {
  #expect(
    mistakes(sampleText(mistaken.changes, adding: mistaken.adding))
      == ["sample/suite.yaml:" + mistaken.message])
}
