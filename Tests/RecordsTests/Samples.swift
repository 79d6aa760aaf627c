import Foundation
import Records

func sampleCell(seed: Int = 1, weighting: String = "equal") -> Cell {
  Cell(
    dataset: Choice("rooms", ["height": .number(64)]), dataDigest: "d1",
    tasks: [Choice("depth"), Choice("segmentation", ["classes": .number(13)])],
    backbone: Choice("segnet", ["width": .number(0.125)]),
    architecture: Choice("split", ["variant": .text("wide")]), weighting: Choice(weighting),
    optimizer: Choice("adam", ["rate": .number(0.002)]), schedule: Choice("constant"),
    augmentation: Choice("none"), epochs: 2, batch: 8, pictures: 0, seed: seed, revision: "1")
}

func sampleRecord(seed: Int = 1, value: Double = 0.5) -> Record {
  let score = Score(
    task: "depth", metric: "absolute error", value: value, better: .lower, unit: "m", counts: true)
  let size = NetworkSize(
    parameters: 10, shared: 6, perTask: ["depth": 2, "segmentation": 2], weighting: 0, macs: 100,
    singleTaskParameters: 16, singleTaskMACs: 180)
  return Record(
    cell: sampleCell(seed: seed),
    outcome: .finished(
      Finished(
        test: [score], validation: [score], selectedEpoch: 1, epochs: [], size: size, pictures: [])),
    cost: Cost(cpuSeconds: 1, wallSeconds: 2, peakMemory: 3, secondsPerStep: 0.5),
    provenance: Provenance(
      version: "1", source: "s", compiler: "c", system: "s", processor: "p", kernels: "k",
      blas: "b", numericClass: "n"))
}

func sampleFailure(seed: Int = 1, _ reason: Failure.Reason = .crashed) -> Record {
  var record = sampleRecord(seed: seed)
  record.outcome = .failed(Failure(reason: reason, message: "signal 9"))
  return record
}

/// A folder that the test may fill; removed when the last reference goes.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "records-\(UUID().uuidString)")
  deinit { try? FileManager.default.removeItem(at: url) }
}
