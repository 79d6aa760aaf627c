import Digests
import Foundation
import Testing

@testable import Engine

/// A run ends in the bytes of the uninterrupted one, whatever lies where its checkpoint should.
@Suite struct CheckpointTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("checkpoints-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// A run, whole, with the checkpoint that it left after an epoch.
  private struct Whole {
    let experiment: Experiment
    let outcome: TrainingResult
    let checkpoint: Data
  }

  private func run(
    _ experiment: Experiment, _ checkpoint: Checkpoint
  ) throws -> (outcome: TrainingResult, steps: Int, troubles: [Checkpoint.Trouble]) {
    var steps = 0
    var troubles: [Checkpoint.Trouble] = []
    let result = try Trainer(experiment, data: TrainerTests.data).run(
      checkpoint: checkpoint, progress: { _ in steps += 1 }, trouble: { troubles.append($0) })
    return (TrainerTests.outcome(result), steps, troubles)
  }

  private func place(_ name: String = "checkpoint", identity: String = "run") -> Checkpoint {
    Checkpoint(file: folder.appendingPathComponent(name), identity: identity)
  }

  /// - Parameter epoch: the checkpoint is that of the epoch before this one, counted from 1.
  private func whole(
    _ weighting: String = "equal", _ architecture: String = "split", seed: Int = 5, epoch: Int = 2
  ) throws -> Whole {
    var experiment = try TrainerTests.experiment(architecture, weighting)
    experiment.seed = seed
    let place = place("whole")
    defer { try? FileManager.default.removeItem(at: place.file) }
    var kept: Data?
    let result = try Trainer(experiment, data: TrainerTests.data).run(checkpoint: place) {
      if $0.epoch == epoch, kept == nil { kept = try! Data(contentsOf: place.file) }
    }
    return Whole(
      experiment: experiment, outcome: TrainerTests.outcome(result), checkpoint: kept!)
  }

  private func isUnusable(_ troubles: [Checkpoint.Trouble], _ words: String) -> Bool {
    guard troubles.count == 1, case .unusable(_, let reason) = troubles[0] else { return false }
    return reason.contains(words)
  }

  /// A run that goes on from the checkpoint of any epoch ends in the same bytes.
  @Test(arguments: weightings.names, [2, 3])
  func resumesExactly(_ weighting: String, _ epoch: Int) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole(weighting, "mtan", epoch: epoch)
    try whole.checkpoint.write(to: place().file)
    let resumed = try run(whole.experiment, place())
    #expect(resumed.outcome == whole.outcome && resumed.troubles.isEmpty)
    let frames = 4 * whole.experiment.weighting.batchesPerStep
    #expect(resumed.steps == (10 + frames - 1) / frames * (4 - epoch))
  }

  /// What earlier processes took is told, and goes on into later checkpoints; no outcome depends on it.
  @Test func timeIsCountedOverProcesses() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole(epoch: 2)
    func leg(_ checkpoint: Data) throws -> (told: [RunTime], later: Data) {
      try checkpoint.write(to: place().file)
      var (told, later): ([RunTime], Data?) = ([], nil)
      let result = try Trainer(whole.experiment, data: TrainerTests.data).run(
        checkpoint: place(),
        progress: {
          if $0.epoch == 3, later == nil { later = try! Data(contentsOf: place().file) }
        },
        resumed: { told.append($0) })
      #expect(TrainerTests.outcome(result) == whole.outcome)
      return (told, try #require(later))
    }
    let first = try leg(whole.checkpoint)
    let second = try leg(first.later)
    #expect(first.told.count == 1 && second.told.count == 1)
    #expect(first.told[0].cpuSeconds > 0 && first.told[0].wallSeconds > 0)
    #expect(second.told[0].cpuSeconds > first.told[0].cpuSeconds)
    #expect(second.told[0].wallSeconds > first.told[0].wallSeconds)
  }

  /// What it holds by parameters' names is the network as selected, as any reader of safetensors sees it.
  @Test func holdsTheSelectedNetworkByName() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let experiment = try TrainerTests.experiment("split")
    let network = BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting)
    let parameters = Parameters(network.layout, random: RandomStream(seed: 1, "checkpoint"))
    let vectors = TrainingVectors(parameters, [Tensor([network.layout.extent])], Tensor([0, 0]))
    vectors.keepSelected()
    parameters.values.data.update(repeating: 7, count: parameters.values.count)
    try place().write(TrainingState(), vectors)
    let data = try Data(contentsOf: place().file)
    let (tensors, start) = try #require(SafeTensors.read(data))
    let names = Set(network.layout.parameters.map(\.name) + network.layout.buffers.map(\.name))
    let training = ["values", "buffers", "moments.0", "memory"].map { "training.\($0)" }
    #expect(Set(tensors.entries.map(\.name)) == names.union(training).union(["sha256"]))
    for parameter in network.layout.parameters {
      let entry = try #require(tensors[parameter.name])
      #expect(entry.shape == parameter.shape && entry.type == "F32")
      let bytes = data[(start + entry.range.lowerBound)..<(start + entry.range.upperBound)]
      let floats = UnsafeBufferPointer(
        start: vectors.selectedValues.data + parameter.offset, count: parameter.count)
      #expect(bytes == Data(buffer: floats), "\(parameter.name)")
    }
    #expect(try place().read(into: vectors) != nil)
  }

  /// What this program wrote before checkpoints were safetensors files: the length of a JSON object, the object, floats, and
  /// the digest of all that.
  @Test func anOlderCheckpointIsTold() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole()
    let revision = Engine.numericRevision
    let json = Data(#"{"identity":"run","revision":"\#(revision)","vectors":[4]}"#.utf8)
    var old = Data([UInt8(json.count), 0, 0, 0, 0, 0, 0, 0]) + json + Data(count: 16)
    old += Data(sha256(old).utf8)
    try old.write(to: place().file)
    let found = try run(whole.experiment, place())
    #expect(found.outcome == whole.outcome)
    #expect(isUnusable(found.troubles, "another version of this program"))
  }

  /// A safetensors file of other origin, as weights to begin with would be.
  @Test func aForeignFileIsNotUsed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole()
    var tensors = SafeTensors()
    tensors.add("encoder.stage1.conv1.weight", type: "F32", shape: [64])
    try (tensors.header + Data(count: 256)).write(to: place().file)
    let found = try run(whole.experiment, place())
    #expect(found.outcome == whole.outcome)
    #expect(isUnusable(found.troubles, "not those that were written"))
  }

  /// Any one bit: in the length, in the header, in parameters, moments and buffers, in the digest.
  @Test func aFlippedBitIsFound() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole()
    let count = whole.checkpoint.count
    let offsets =
      [0, 7, 8, 60] + (1..<12).map { $0 * count / 12 } + [count - 65, count - 64, count - 1]
    for (index, offset) in offsets.enumerated() {
      var damaged = whole.checkpoint
      damaged[offset] ^= 1 << UInt8(index % 8)
      try damaged.write(to: place().file)
      let found = try run(whole.experiment, place())
      #expect(found.outcome == whole.outcome, "bit of byte \(offset) of \(count)")
      #expect(isUnusable(found.troubles, "not those that were written"))
      #expect(found.steps == 9)
    }
  }

  @Test func aTornCheckpointIsNotUsed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole()
    let count = whole.checkpoint.count
    for length in [0, 1, 8, 71, 72, 73, count / 2, count - 5, count - 1] {
      try whole.checkpoint.prefix(length).write(to: place().file)
      let found = try run(whole.experiment, place())
      #expect(found.outcome == whole.outcome, "\(length) of \(count) bytes")
      #expect(found.troubles.count == 1)
    }
  }

  /// Another seed's, of a network of the same sizes: it says itself whose it is.
  @Test func anotherRunsCheckpointIsNotUsed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (whole, other) = (try whole(), try whole(seed: 6))
    let own = place(identity: "seed 5")
    try other.checkpoint.write(to: own.file)
    let found = try run(whole.experiment, own)
    #expect(found.outcome == whole.outcome)
    #expect(isUnusable(found.troubles, "another run's"))
  }

  /// A folder can neither be read nor replaced: both are told, the run ends as it should, and what is in the folder stays.
  @Test func aFolderInItsPlaceIsTold() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole()
    try FileManager.default.createDirectory(at: place().file, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: place().file.appendingPathComponent("notes"))
    let found = try run(whole.experiment, place())
    #expect(found.outcome == whole.outcome)
    #expect(found.troubles.count == 2)
    #expect(isUnusable(Array(found.troubles.prefix(1)), "folder"))
    guard case .lost(_, let code, let needed)? = found.troubles.last else {
      Issue.record("\(found.troubles)")
      return
    }
    // The times that it has are written in more or fewer digits; a header is a multiple of 64 bytes.
    #expect(code == EISDIR && abs(needed - whole.checkpoint.count) <= 64)
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        == ["checkpoint", "checkpoint/notes"])
  }

  /// A file where the folder should be: nothing can be written there.
  @Test func aCheckpointThatCannotBeWrittenIsDoneWithout() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try whole()
    let file = folder.appendingPathComponent("file")
    try Data().write(to: file)
    let checkpoint = Checkpoint(file: file.appendingPathComponent("checkpoint"), identity: "run")
    let found = try run(whole.experiment, checkpoint)
    #expect(found.outcome == whole.outcome)
    // Once, not after every epoch.
    #expect(found.troubles.count == 1)
    guard case .lost(_, ENOTDIR, _)? = found.troubles.first else {
      Issue.record("\(found.troubles)")
      return
    }
  }
}
