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
    { $0.revision = "2" },
  ] {
    var cell = sampleCell()
    change(&cell)
    variants.append(cell)
  }
  #expect(Set(variants.map(\.id)).count == variants.count)
}

@Test func wholeNumbersHaveOneSpelling() {
  var cell = sampleCell()
  cell.optimizer.options["rate"] = .number(1.0)
  #expect(cell.canonical.contains(#""rate":1}"#))
}

@Test func sha256OfKnownMessages() {
  #expect(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  #expect(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
}
