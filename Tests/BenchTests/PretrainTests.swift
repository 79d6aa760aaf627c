import Foundation
import Testing

@testable import Bench

/// `bench pretrain`: weights, what they cost, and a suite that begins with them.
@Suite(.serialized) struct PretrainTests {
  private let folder = TemporaryFolder()

  private func bench(_ words: [String]) throws -> Program.Result {
    try Program.start(words, in: folder.url).wait()
  }

  private func pretrain(_ more: String...) throws -> Program.Result {
    try bench(
      ["pretrain", "resnet:depth=18,width=0.125"]
        + [
          "--dataset", "drawings:height=32,width=32,train=12,validation=4,test=4", "--epochs", "1",
          "--batch", "4",
        ] + more)
  }

  private func bytes(_ name: String) -> Data? {
    try? Data(contentsOf: folder.url.appendingPathComponent(name))
  }

  @Test func weightsAreMadeAndBegunWith() throws {
    let made = try pretrain()
    #expect(made.code == 0, "\(made.err)")
    #expect(made.out.hasPrefix("resnet.safetensors: ") && made.out.contains("without looking"))
    let weights = try #require(bytes("resnet.safetensors"))
    #expect(bytes("resnet.safetensors.record.jsonl") != nil)
    #expect(bytes("resnet.safetensors.training/records.jsonl") == nil)

    // Once more: nothing to do; elsewhere: the same bytes; another training is not put in its place.
    #expect(try pretrain().out.contains("there already"))
    #expect(try pretrain("--to", "again.safetensors").code == 0)
    #expect(bytes("again.safetensors") == weights)
    let other = try pretrain("--seed", "2")
    #expect(other.code == 64 && other.err.contains("is not of this training"))
    #expect(bytes("resnet.safetensors") == weights)

    try TinySuite.write(
      [
        "backbone": "{resnet: {width: 0.125}}", "decoder": "unet", "weightings": "equal",
        "epochs": "1",
        "arms": "[{architectures: split, start: {weights: {file: ../resnet.safetensors}}}]",
      ], to: folder.url.appendingPathComponent("tiny").path)
    let run = try bench(["run", "tiny", "--out", "reports"])
    #expect(run.code == 0, "\(run.err)")
    let report = try #require(
      bytes("reports/tiny/README.md").map { String(decoding: $0, as: UTF8.self) })
    #expect(report.contains("Trained before") && report.contains("CPU time before"))
  }

  @Test func mistakesAreToldBeforeAnythingIsTrained() throws {
    let unknown = try bench(["pretrain", "resnt"])
    #expect(unknown.code == 64 && unknown.err.contains("did you mean resnet?"))
    let maps = try bench(["pretrain", "resnet", "--dataset", "rooms"])
    #expect(maps.code == 64 && maps.err.contains("offers no task of classes"))
    let table = try bench(["pretrain", "resnet", "--dataset", "table"])
    #expect(
      table.code == 64 && table.err.contains("name them with --dataset folders"), "\(table.err)")
    let task = try bench(["pretrain", "resnet", "--task", "motiv"])
    #expect(task.code == 64 && task.err.contains("did you mean motif?"))
    #expect(try bench(["pretrain", "resnet", "--epochs", "0"]).code == 64)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
