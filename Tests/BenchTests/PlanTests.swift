import Engine
import Records
import Testing

@testable import Bench

private func ids(_ plan: Plan) -> Set<String> { Set(plan.cells.map(\.id)) }

@Test func baselinesAreAlwaysPlannedAndFirst() throws {
  let plan = try samplePlan()
  // 3 single-task networks and 4 arms, 2 seeds each.
  #expect(plan.cells.count == 2 * (3 + 4))
  #expect(
    plan.cells.prefix(6).allSatisfy { $0.architecture.name == "single" && $0.tasks.count == 1 })
  #expect(plan.cells.prefix(6).allSatisfy { $0.weighting.name == "equal" })
  #expect(plan.cells.dropFirst(6).allSatisfy { $0.tasks.count == 3 })
  #expect(ids(plan).count == plan.cells.count)
}

@Test func listingTheBaselineChangesNothing() throws {
  let plan = try samplePlan()
  #expect(try samplePlan([6: "architectures: [split, single, mtan]"]).cells == plan.cells)
}

@Test func oneTaskArchitecturesIgnoreTheWeightings() throws {
  let plan = try samplePlan([6: "architectures: [stan]"])
  #expect(plan.cells.count == 2 * (3 + 3))
  #expect(plan.rows.count == 2)
  #expect(plan.cells.allSatisfy { $0.weighting.name == "equal" && $0.tasks.count == 1 })
}

@Test func combinationsShareTheirBaselines() throws {
  let plan = try samplePlan(adding: [
    "combinations: [[depth, normals], [segmentation, depth], [normals, depth, segmentation]]"
  ])
  #expect(plan.cells.count == 2 * (3 + 3 * 4))
  #expect(plan.rows.count == 1 + 3 * 4)
}

@Test func setsOfTasksNeedNotBeListed() throws {
  func sets(_ word: String) throws -> [[String]] {
    try readSuite(sampleText(adding: ["combinations: \(word)"])).combinations
      .map { $0.map(\.choice.name) }
  }
  let pairs = [["segmentation", "depth"], ["segmentation", "normals"], ["depth", "normals"]]
  #expect(try sets("pairs") == pairs)
  #expect(try sets("all") == [["segmentation", "depth", "normals"]] + pairs)
}

/// A cell says what limits its own tasks, so that networks without limits are the same cells in every suite.
@Test func cellsSpellTheLimitsOfTheirTasks() throws {
  let plain = try samplePlan()
  let limited = try samplePlan(adding: [
    "labels: {depth: 0.25, normals: 1}", "train: {normals: 100}",
  ])
  #expect(limited.cells.count == plain.cells.count)
  for (cell, before) in zip(limited.cells, plain.cells) {
    let tasks = cell.tasks.map(\.name)
    #expect(cell.labelFractions == (tasks.contains("depth") ? ["depth": 0.25] : [:]))
    #expect(cell.trainFrames == (tasks.contains("normals") ? ["normals": 100] : [:]))
    #expect((cell.id == before.id) == (tasks == ["segmentation"]))
  }
}

/// Arms and baselines are planned under every condition; a network that a condition does not touch is the same cell.
@Test func conditionsRepeatThePlan() throws {
  let lines = [
    "labels: {normals: 0.5}", "conditions:", "  - {name: all}",
    "  - {name: few, labels: {depth: 0.25}, train: {segmentation: 100}}",
    "  - {name: slow, rates: {depth: 0.1}}", "  - {name: unit, losses: {depth: 10}}",
  ]
  let suite = try readSuite(sampleText(adding: lines))
  #expect(suite.conditions.map(\.name) == ["all", "few", "slow", "unit"])
  #expect(suite.conditions[1].labelFractions == ["normals": 0.5, "depth": 0.25])
  let plan = try samplePlan(adding: lines)
  #expect(plan.rows.count == 4 * (1 + 4))
  // Of the single-task networks: normals under one condition, segmentation and depth under two; rates and losses are changed
  // where there are other tasks.
  let alone = plan.cells.filter { $0.tasks.count == 1 }
  #expect(alone.count == 2 * (1 + 2 + 2))
  #expect(alone.allSatisfy { $0.lossScales.isEmpty && $0.rateFactors.isEmpty })
  #expect(plan.cells.count == 2 * (1 + 2 + 2 + 4 * 4))
  let description = plan.description
  #expect(description.conditions?.count == 4)
  for condition in description.conditions ?? [] {
    #expect(description.planned.filter(condition.matches).count == 2 * (3 + 4))
  }
  #expect(try samplePlan(adding: ["labels: {normals: 0.5}"]).description.conditions == nil)
}

/// A teacher is for networks of several tasks; what it is, is the single-task network under the same limits.
@Test func labelsMayComeFromATeacher() throws {
  let lines = [
    "conditions:", "  - {name: few, labels: {depth: 0.25}}",
    "  - {name: taught, labels: {depth: 0.25}, teachers: {depth: 2}}",
  ]
  let suite = try readSuite(sampleText(adding: lines))
  #expect(suite.conditions.map(\.teacherEpochs) == [[:], ["depth": 2]])
  #expect(
    suite.conditions[1].words == [
      "25 % of the labels of depth",
      "answers of a teacher (2 epochs) for missing labels of depth",
    ])
  let plan = try samplePlan(adding: lines)
  let taught = plan.cells.filter { !$0.teacherEpochs.isEmpty }
  #expect(taught.count == 2 * 4 && taught.allSatisfy { $0.tasks.count == 3 })
  // Single-task networks do not hear of it, and those of other tasks are the same anyway.
  #expect(plan.cells.count == 2 * (3 + 4 + 4))
  for condition in plan.description.conditions ?? [] {
    #expect(plan.cells.filter(condition.matches).count == 2 * (3 + 4))
  }
  let cell = try #require(taught.first)
  let teacher = try #require(cell.teachers.first)
  #expect(cell.teachers.count == 1)
  #expect(plan.cells.contains(teacher) && teacher.tasks.map(\.name) == ["depth"])
  #expect(teacher.labelFractions == ["depth": 0.25] && teacher.epochs == 2)
  let experiment = try Assembly(cell, locations: [:]).experiment
  #expect(experiment.teachers.count == 1)
  #expect(experiment.teachers[0].problem.tasks.map(\.name) == ["depth"])
  #expect(experiment.teachers[0].trainingLabels == TrainingLabels(fractions: ["depth": 0.25]))
  #expect(try Assembly(teacher, locations: [:]).experiment.teachers.isEmpty)
  var wrong = cell
  wrong.teacherEpochs = ["normals": 0]
  #expect(throws: OptionError.self) { try Assembly(wrong, locations: [:]) }
}

/// The cells of a suite without teachers are those that they were, and a teacher's time is counted.
@Test func aTeacherIsInTheEstimate() throws {
  func seconds(_ teachers: String) throws -> Double {
    let plan = try samplePlan(adding: ["labels: {depth: 0.25}", teachers])
    let model = try CostModel(SizedPlan(plan), records: [])
    return plan.ids.map(model.seconds).reduce(0, +)
  }
  let (without, with, longer) = (
    try seconds("margin: 2"), try seconds("teachers: {depth: 1}"),
    try seconds("teachers: {depth: 9}")
  )
  #expect(without < with && with < longer)
}

/// Arms that begin elsewhere than the suite are compared with its baseline; a trunk sees the labels that a condition leaves to its
/// tasks.
@Test func armsMayBeginWithATrunk() throws {
  let plan = try samplePlan(
    [6: "architectures: split", 7: "weightings: dwa"],
    adding: [
      "train: {depth: 5}", "pictures: 1", "arms:",
      "  - {architectures: [single, split], start: {trunk: {tasks: depth, epochs: 7}}}",
      "  - {architectures: split, weightings: dwa, start: trunk}",
    ])
  #expect(plan.rows.count == 1 + 1 + 3 && plan.cells.count == 2 * (3 + 1 + 3 + 1 + 1))
  #expect(plan.description.recipeKinds == [Cell.Kind("start")])
  #expect(try samplePlan().description.recipeKinds == nil)
  let begun = plan.cells.filter { !$0.pretrainingTasks.isEmpty }
  #expect(begun.count == 2 * (3 + 1 + 1))
  #expect(begun.allSatisfy { $0.choices[Cell.Kind("start")]?.name == "trunk" })
  // Depth is limited wherever it is trained, and nowhere else.
  #expect(begun.allSatisfy { $0.trainFrames == ["depth": 5] })
  let alone = plan.cells.filter { $0.tasks.count == 1 && $0.pretrainingTasks.isEmpty }
  #expect(alone.filter { $0.trainFrames.isEmpty }.count == 2 * 2)

  // Without tasks it is trained on all of the suite's, and says so.
  let all = try #require(begun.first { $0.weighting.name == "dwa" })
  #expect(all.pretrainingTasks.map(\.name) == ["segmentation", "depth", "normals"])
  #expect(
    all.choices[Cell.Kind("start")]?.options["tasks"]
      == .array([.text("segmentation"), .text("depth"), .text("normals")]))

  let normals = try #require(begun.first { $0.tasks.map(\.name) == ["normals"] })
  let start = try #require(ChoiceKinds.start.item(of: normals))
  let before = try #require(normals.pretraining(start))
  #expect(before.tasks.map(\.name) == ["depth"] && before.epochs == 7 && before.pictures == 0)
  #expect(before.architecture.name == "split" && before.weighting.name == "equal")
  #expect(before.trainFrames == ["depth": 5] && before.seed == normals.seed)
  #expect(before.pretrainingTasks.isEmpty && before.choices[Cell.Kind("start")] == nil)
  #expect(alone[0].pretraining(try starts.make("scratch").item) == nil)
  let experiment = try Assembly(normals, locations: [:]).experiment
  guard case .trunk(let first, let rate) = experiment.start else {
    Issue.record("it begins with no trunk")
    return
  }
  #expect(first.problem.tasks.map(\.name) == ["depth"] && first.epochs == 7 && rate == 1)
}

/// Schemes that are of interest on all tasks only are not trained on every pair.
@Test func blocksMayBeForSomeSetsOfTasks() throws {
  let plan = try samplePlan(
    [7: "weightings: equal"],
    adding: [
      "combinations: all", "arms:",
      "  - {architectures: split, weightings: [dwa, pcgrad], combinations: [[normals, depth, segmentation]]}",
      "  - {architectures: split, weightings: dwa, combinations: [[depth, normals]]}",
    ])
  #expect(plan.cells.count == 2 * (3 + 2 * 4 + 2 + 1))
  #expect(plan.rows.count == 1 + 2 * 4 + 2 + 1)
}

@Test func blocksAddArms() throws {
  let plan = try samplePlan(adding: [
    "arms:", "  - {architectures: [dense, cross-stitch], weightings: [pcgrad]}",
    "  - {architectures: single, backbone: {segnet: {width: 0.0625}}}",
  ])
  #expect(plan.cells.count == 2 * (3 + 4 + 2 + 3))
  #expect(Set(plan.cells.map(\.backbone)).count == 2)
}

/// Arms of another backbone or decoder have single-task networks of their own to be compared with, and are sized against these.
@Test func everyNetworkHasItsBaseline() throws {
  let plan = try samplePlan(adding: [
    "arms:", "  - {architectures: split, backbone: resnet, decoder: fpn}",
    "  - {architectures: mtan, backbone: resnet, decoder: fpn}",
  ])
  let resnet = plan.cells.filter { $0.backbone.name == "resnet" }
  #expect(resnet.count { $0.architecture.name == "single" } == 2 * 3)
  #expect(resnet.count == 2 * (3 + 2))
  for row in SizedPlan(plan).rows where row.row.arm.backbone.choice.name == "resnet" {
    let single = NetworkSizes(
      parts: row.row.arm.network.parts(
        Problem(size: plan.suite.dataset.item.size, tasks: row.row.tasks.map(\.item)))
    ).singleTask
    #expect(row.singleTask == single)
  }
}

@Test func identityDoesNotDependOnOrderOrOnWrittenDefaults() throws {
  let plan = try samplePlan()
  #expect(
    ids(plan)
      == ids(
        try samplePlan(
          [
            3: "dataset:\n  rooms:\n    width: 64\n    height: 32",
            6: "architectures: [mtan, {split: {variant: standard}}]",
            7: "weightings: ['dwa:temperature=2.0', {equal: }]",
          ], adding: ["schedule: constant", "optimizer: {adam: {rate: 1e-3}}", "margin: 1"])))
  #expect(ids(plan).isSuperset(of: ids(try samplePlan([10: "seeds: [2]"]))))
  #expect(ids(plan).isDisjoint(with: ids(try samplePlan([8: "epochs: 3"]))))
  #expect(
    ids(plan).isDisjoint(with: Plan(plan.suite, dataDigest: "other", revision: "r").cells.map(\.id))
  )
}

@Test func picturesAreKeptForTheFirstSeed() throws {
  let plan = try samplePlan(adding: ["pictures: 2"])
  #expect(plan.cells.allSatisfy { $0.pictures == ($0.seed == 1 ? 2 : 0) })
}

@Test func robustnessRepeatsArms() throws {
  let plain = try samplePlan(adding: ["pictures: 2"])
  let all = try samplePlan(adding: ["pictures: 2", "robustness: {task: depth, factor: 10}"])
  // The others stay as they are, and come first.
  #expect(Array(all.cells.prefix(plain.cells.count)) == plain.cells)
  let scaled = all.cells.dropFirst(plain.cells.count)
  #expect(scaled.count == 2 * 4 && all.rows.count == plain.rows.count + 4)
  #expect(scaled.allSatisfy { $0.lossScales == ["depth": 10] && $0.pictures == 0 })
  let repeated = scaled.map { cell in
    var cell = cell
    cell.lossScales = [:]
    cell.pictures = cell.seed == 1 ? 2 : 0
    return cell
  }
  #expect(repeated == plain.cells.filter { $0.tasks.count > 1 })
  #expect(Set(all.cells.map(CellNames(all.cells).name)).count == all.cells.count)
  #expect(CellNames(all.cells).name(scaled.last!) == "mtan · dwa · depth × 10 · seed 2")

  let some = try samplePlan(adding: [
    "combinations: [[depth, normals], [segmentation, normals]]",
    "robustness: [{task: depth, factor: 0.5, architectures: mtan}, {task: normals, factor: 3}]",
  ])
  let scales = some.cells.map(\.lossScales).filter { !$0.isEmpty }
  #expect(scales.filter { $0 == ["depth": 0.5] }.count == 2 * 2)
  #expect(scales.filter { $0 == ["normals": 3] }.count == 2 * 4 * 2)
}

/// Only schemes that need losses alone are told to measure: the others do, and one task has nothing to compare.
@Test func diagnosticsBelongToTheCellsThatTheyChange() throws {
  let changes = [7: "weightings: [equal, pcgrad]"]
  let plain = try samplePlan(changes)
  let measured = try samplePlan(changes, adding: ["diagnostics: {every: 8}"])
  #expect(measured.cells.count == plain.cells.count)
  for (one, other) in zip(plain.cells, measured.cells) {
    let isTold = one.tasks.count > 1 && one.weighting.name == "equal"
    #expect(other.diagnosticsEvery == (isTold ? 8 : 0))
    #expect((one.id == other.id) == !isTold)
  }
}

@Test func theDescriptionHoldsThePlan() throws {
  let plan = try samplePlan(
    adding: [
      "claims: [{architecture: split, weighting: dwa, verdict: non-inferior}]",
      "profiles: {smoke: {seeds: 1}}",
    ], profile: .smoke)
  let description = plan.description
  #expect(description.planned == plan.cells)
  #expect(description.command == "swift run bench run PATH/sample --profile smoke")
  #expect(
    description.claims == [
      Claim(
        architecture: "split:variant=standard", weighting: "dwa:temperature=2",
        verdict: "non-inferior")
    ])
}

/// An option that a choice does not spell stands at its standard: the other's is told.
@Test func namesTellOptionsThatOneOfTwoSpells() throws {
  let plan = try samplePlan([6: "architectures: [split, {split: {shares: encoder-only}}]"])
  let names = CellNames(plan.cells)
  let joint = plan.cells.filter { $0.tasks.count > 1 }
  #expect(Set(joint.map(names.name)).count == joint.count)
  #expect(joint.map(names.arm).contains("split:shares=encoder-only · equal"))
  #expect(joint.map(names.arm).contains("split · equal"))
}
