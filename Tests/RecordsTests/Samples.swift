import Foundation
import Records

func sampleCell(seed: Int = 1, weighting: String = "equal") -> Cell {
  Cell(
    choices: [
      .dataset: Choice("rooms", ["height": .number(64)]),
      .backbone: Choice("segnet", ["width": .number(0.125)]),
      .architecture: Choice("split", ["variant": .text("wide")]), .weighting: Choice(weighting),
      .optimizer: Choice("adam", ["rate": .number(0.002)]), .schedule: Choice("constant"),
      .augmentation: Choice("none"),
    ], dataDigest: "d1",
    tasks: [Choice("depth"), Choice("segmentation", ["classes": .number(13)])], epochs: 2, batch: 8,
    pictures: 0, seed: seed, revision: "1")
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
        test: [score], validation: [score], selectedEpoch: 1,
        epochs: [1, 2].map { sampleEpoch($0, score) }, size: size, pictures: [])),
    cost: Cost(cpuSeconds: 1, wallSeconds: 2, peakMemory: 3, secondsPerStep: 0.5),
    provenance: Provenance(
      version: "1", source: "s", compiler: "c", system: "s", processor: "p", kernels: "k",
      blas: "b", numericClass: "n"))
}

private func sampleEpoch(_ epoch: Int, _ score: Score) -> EpochPoint {
  EpochPoint(
    epoch: epoch, learningRate: 0.002, trainLoss: [1.5, 2], validationLoss: [1.75, 2.5],
    validation: [score], weights: [1, 1], cosines: [])
}

/// With everything that a record can hold.
func sampleWithEverything() -> Record {
  var record = sampleRecord()
  record.cell.lossScales = ["depth": 10]
  record.cell.diagnosticsEvery = 4
  record.cell.labelFractions = ["depth": 0.25]
  record.cell.trainFrames = ["depth": 100]
  record.cell.teacherEpochs = ["depth": 12]
  record.cell.weighting = Choice("static", ["weights": .array([.number(0.5), .number(1.5)])])
  guard case .finished(var finished) = record.outcome else { preconditionFailure() }
  for index in finished.epochs.indices {
    finished.epochs[index].cosines = [-0.25]
    finished.epochs[index].gradientNorms = [0.5, 3]
    finished.epochs[index].updateNorm = 2
  }
  func picture(_ kind: Picture.Kind, _ bytes: [UInt8]) -> Picture {
    Picture(
      kind: kind, width: 2, height: 1, range: [0, 10],
      base64: Data(bytes).base64EncodedString())
  }
  let depth = picture(.scalar, [1, 255])
  finished.pictures = [
    PictureSet(
      frame: "frame 1", input: picture(.colour, [0, 1, 2, 3, 4, 5]), truth: ["depth": depth],
      prediction: ["depth": depth])
  ]
  finished.confusions = ["segmentation": [[3, 1], [0, 2]]]
  record.outcome = .finished(finished)
  return record
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
