import Digests
import Foundation
import Records
import Testing

@Test func identityIsTheDigestOfTheCanonicalCell() {
  #expect(sampleCell().id == sha256(sampleCell().canonical))
  #expect(sampleCell().id.count == 64)
  #expect(sampleCell().canonical.hasPrefix(#"{"architecture":{"name":"split","options":"#))
}

@Test func identityFollowsEveryChoice() {
  var variants = [sampleCell(), sampleCell(seed: 2), sampleCell(weighting: "dwa")]
  for change: (inout Cell) -> Void in [
    { $0.dataset.options["height"] = .number(32) }, { $0.dataDigest = "d2" },
    { $0.tasks.reverse() }, { $0.tasks[1].options["classes"] = .number(7) },
    { $0.backbone.name = "resnet" }, { $0.architecture.options = [:] },
    { $0.optimizer.name = "sgd" }, { $0.schedule.name = "cosine" },
    { $0.augmentation.name = "flip" }, { $0.epochs = 3 }, { $0.batch = 4 }, { $0.pictures = 1 },
    { $0.revision = "2" }, { $0.lossScales = ["depth": 10] }, { $0.lossScales = ["depth": 0.1] },
    { $0.diagnosticsEvery = 8 }, { $0.labelFractions = ["depth": 0.5] },
    { $0.labelFractions = ["depth": 0.25] }, { $0.rateFactors = ["depth": 0.1] },
    { $0.trainFrames = ["depth": 100] }, { $0.pretrainingTasks = [Choice("depth")] },
    { $0.pretrainingTasks = [Choice("depth"), Choice("normals")] },
    { $0.teacherEpochs = ["depth": 12] }, { $0.teacherEpochs = ["depth": 13] },
  ] {
    var cell = sampleCell()
    change(&cell)
    variants.append(cell)
  }
  #expect(Set(variants.map(\.id)).count == variants.count)
}

/// Ids of cells that were recorded before there were loss scales and diagnostics stay.
@Test func whatACellDoesNotHaveIsNotSpelled() throws {
  let cell = sampleCell()
  #expect(!cell.canonical.contains("lossScales") && !cell.canonical.contains("diagnostics"))
  #expect(cell.id == "9367ae633d566f2ad619a325c31ac9cf8e04ff4947e33ea75bb8faa1b1e1b3c0")
  var scaled = cell
  scaled.lossScales = ["depth": 10]
  scaled.diagnosticsEvery = 8
  scaled.labelFractions = ["depth": 0.25]
  scaled.trainFrames = ["depth": 100]
  scaled.rateFactors = ["depth": 0.5]
  scaled.pretrainingTasks = [Choice("depth"), Choice("normals", ["scale": .number(2)])]
  scaled.teacherEpochs = ["depth": 12]
  #expect(scaled.canonical.contains(#","teacherEpochs":{"depth":12},"trainFrames""#))
  #expect(scaled.canonical.contains(#""diagnosticsEvery":8"#))
  #expect(scaled.canonical.contains(#""lossScales":{"depth":10}"#))
  #expect(scaled.canonical.contains(#""labelFractions":{"depth":0.25},"lossScales""#))
  #expect(scaled.canonical.contains(#","rateFactors":{"depth":0.5},"revision""#))
  #expect(scaled.canonical.contains(#","trainFrames":{"depth":100},"weighting""#))
  #expect(
    scaled.canonical.contains(
      #","pretrainingTasks":[{"name":"depth","options":{}},{"name":"normals","options":{"scale":2}}],"rate"#
    ))
  #expect(scaled.lossScaleLabel == "depth × 10" && cell.lossScaleLabel.isEmpty)
  for original in [cell, scaled] {
    let data = Data(original.canonical.utf8)
    #expect(try JSONDecoder().decode(Cell.self, from: data) == original)
  }
}

@Test func wholeNumbersHaveOneSpelling() {
  var cell = sampleCell()
  cell.optimizer.options["rate"] = .number(1.0)
  #expect(cell.canonical.contains(#""rate":1}"#))
}
