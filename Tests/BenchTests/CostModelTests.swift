import Engine
import Foundation
import Records
import Testing

@testable import Bench

private func speed(_ plan: Plan, step: Double) -> MeasuredSpeed {
  let kinds = plan.cells.map { cell in
    (
      MeasuredKind(cell).key,
      MeasuredSpeed.Steps(
        name: cell.architecture.label, step: step, evaluation: 0.01, start: 0.5, macs: 1e6)
    )
  }
  return MeasuredSpeed(
    kinds: Dictionary(kinds) { first, _ in first }, process: 0.25, took: 1)
}

/// 20 frames in batches of 4 over 2 epochs are 10 steps; 3 evaluated frames four times, then 2 of the test split.
@Test func estimatesFollowWhatWasMeasured() throws {
  let plan = try samplePlan([
    3: "dataset: {rooms: {height: 32, width: 64, train: 20, validation: 3, test: 2}}"
  ])
  let costs = try CostModel(SizedPlan(plan), records: [], speed: speed(plan, step: 2))
  let reading = 25 * 32 * 64 * 32 / CostModel.nominalReading
  for id in plan.ids {
    #expect(abs(costs.seconds(id) - (0.25 + 0.5 + 10 * 2 + 14 * 0.01 + reading)) < 1e-9)
  }
  let all = costs.seconds(plan.ids, jobs: 2)
  #expect(abs(all - plan.ids.map(costs.seconds).reduce(0, +) / 2) < 1e-9)
  #expect(costs.basis.hasPrefix("measured here in 1 s on "))
}

/// A network that there was no time for is as fast as the others, by its multiply–accumulates.
@Test func whatWasNotMeasuredFollowsTheRest() throws {
  let plan = try samplePlan()
  let sized = SizedPlan(plan)
  var some = speed(plan, step: 1)
  let cell = try #require(plan.cells.first { $0.architecture.name == "mtan" })
  some.kinds[MeasuredKind(cell).key] = nil
  let costs = try CostModel(sized, records: [], speed: some)
  let counts = try plan.suite.dataset.item.frameCounts()
  let row = try #require(sized.rows.first { $0.row.cells.contains(cell) })
  let macs = CellWork(cell, NetworkSizes.unweighted.item, counts).macs(
    perFrame: Double(row.macs(of: cell)))
  #expect(costs.seconds(cell.id) >= macs * 1 / 1e6)
  let none = MeasuredSpeed(kinds: [:], process: 0, took: 0)
  #expect(none.seconds(cell, CellWork(cell, nil, counts), macs: 1) == nil)
}

@Test func everyKindOfAPlanIsMeasuredOnce() throws {
  let plan = try samplePlan([7: "weightings: [equal, dwa, famo, pcgrad, graddrop, modo, moml]"])
  let counts = try plan.suite.dataset.item.frameCounts()
  let examples = MeasuredKind.examples(SizedPlan(plan), counts)
  let keys = examples.map { MeasuredKind($0).key }
  #expect(Set(keys).count == keys.count)
  #expect(Set(keys) == Set(plan.cells.map { MeasuredKind($0).key }))
  // Three tasks alone; on both architectures losses, a second look, gradients, features, three batches, two halves.
  #expect(keys.count == 3 + 2 * 6)
  #expect(examples[0].architecture.name == "mtan")
}

/// Records decide as soon as there are any, and one that says nonsense spoils nothing.
@Test func recordsDecideBeforeMeasurements() throws {
  let plan = try samplePlan()
  let sized = SizedPlan(plan)
  func record(_ seconds: Double) -> Record {
    let size = NetworkSize(
      parameters: 1, shared: 1, perTask: [:], weighting: 0,
      macs: sized.rows[0].macs(of: plan.cells[0]),
      singleTaskParameters: 1, singleTaskMACs: 1)
    return Record(
      cell: plan.cells[0],
      outcome: .finished(
        Finished(test: [], validation: [], selectedEpoch: 1, epochs: [], size: size, pictures: [])),
      cost: Cost(cpuSeconds: seconds, wallSeconds: 1, peakMemory: 1, secondsPerStep: 1),
      provenance: Provenance(
        version: "", source: "", compiler: "", system: "", processor: "", kernels: "",
        numericClass: ""))
  }
  let costs = try CostModel(sized, records: [record(7)], speed: speed(plan, step: 2))
  #expect(costs.seconds(plan.ids[0]) == 7)
  #expect(costs.basis == "measured on 1 earlier record")
  for nonsense in [Double.infinity, .nan, -1, 0] {
    let spoiled = try CostModel(sized, records: [record(nonsense), record(7)])
    #expect(spoiled.seconds(plan.ids[0]) == 7)
  }
}

/// Plans of any size are printed; numbers that are larger than anything saturate.
@Test func estimatesOfExtremePlansDoNotTrap() throws {
  var suite = try readSuite(sampleText())
  (suite.epochs, suite.batch) = (Int.max, Int.max)
  suite.seeds = [Int.max, Int.min, 9_007_199_254_740_991, 0]
  suite.diagnosticsEvery = 1
  let sized = SizedPlan(Plan(suite, dataDigest: "d", revision: "r"))
  let folder = TemporaryFolder()
  let store = try RecordStore(folder: folder.url)
  for speed in [nil, speed(sized.plan, step: 1e308)] {
    let costs = try CostModel(sized, records: [], speed: speed)
    let table = PlanTable(sized, store: store, costs: costs, jobs: 1)
    #expect(table.text.contains("1000 years or more"))
    #expect(!table.json.pretty.isEmpty)
  }
  #expect(RecordSize.least(sized.plan.cells[0], suite) == Int.max)
}

/// Ids are kept where they are asked for often; they are the cells' own.
@Test func plansKeepTheIDsOfTheirCells() throws {
  let plan = try samplePlan(adding: [
    "combinations: [[depth, normals], [segmentation, depth]]", "tune: {rates: [1e-3, 2e-3]}",
  ])
  #expect(plan.ids == plan.cells.map(\.id))
  #expect(Set(plan.ids).count == plan.ids.count)
  for row in plan.rows { #expect(row.ids == row.cells.map(\.id)) }
}

/// Networks that are counted once for several rows have the sizes that each has alone.
@Test func sharedCountsAreTheNetworksOwn() throws {
  let plan = try samplePlan([7: "weightings: [equal, uncertainty, dwa]"])
  for row in SizedPlan(plan).rows where !row.row.arm.trainsOneTask {
    let sizes = NetworkSizes(
      parts: row.row.arm.network.parts(
        Problem(size: plan.suite.dataset.item.size, tasks: row.row.tasks.map(\.item))))
    let own = sizes.network(row.row.arm.architecture.item, row.row.arm.weighting.item)
    #expect(row.networks == [own])
    #expect(row.singleTask == sizes.singleTask)
  }
}
