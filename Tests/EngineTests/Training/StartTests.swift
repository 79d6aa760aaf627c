import Foundation
import Testing

@testable import Engine

/// Networks whose trunk was trained before.
@Suite struct StartTests {
  private func before(_ names: [String], _ architecture: String = "split") throws -> Experiment {
    var experiment = try TrainerTests.experiment(architecture, tasks: names)
    experiment.epochs = 2
    return experiment
  }

  private func tuned(
    _ architecture: String, of names: [String], before: [String], rate: Double = 1
  ) throws -> Experiment {
    var experiment = try TrainerTests.experiment(architecture, tasks: names)
    experiment.start = .trunk(of: try self.before(before), rateFactor: rate)
    return experiment
  }

  /// The selected network that a run leaves behind, by name, as its last checkpoint has it.
  private func network(_ experiment: Experiment) throws -> [String: [Float]] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("start-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // The checkpoint of the last epoch but one: an epoch more than is asked for.
    let place = Checkpoint(file: folder.appendingPathComponent("run"), identity: "run")
    _ = try Trainer(experiment, data: TrainerTests.data).run(checkpoint: place)
    let data = try Data(contentsOf: place.file)
    let (tensors, start) = try #require(SafeTensors.read(data))
    var found: [String: [Float]] = [:]
    for entry in tensors.entries where !entry.name.hasPrefix("training.") && entry.name != "sha256"
    {
      let bytes = data[start + entry.range.lowerBound..<start + entry.range.upperBound]
      found[entry.name] = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
    return found
  }

  private func isTrunk(_ name: String) -> Bool {
    name.hasPrefix("encoder.") || name.hasPrefix("decoder.")
  }

  /// At a rate of 0 the trunk stays what the training before has left: that of the same tasks' ordinary run.
  @Test func aTrunkThatIsKeptIsTheOneTrainedBefore() throws {
    // A third epoch makes it write the checkpoint of the second, which is the whole of the training before; the schedule does
    // not see the difference.
    var ordinary = try before(["segmentation", "depth"])
    ordinary.schedule = ConstantSchedule()
    var kept = try tuned("split", of: ["normals"], before: ["segmentation", "depth"], rate: 0)
    var first = ordinary
    first.epochs = 2
    kept.start = .trunk(of: first, rateFactor: 0)
    ordinary.epochs = 3
    let (trunk, found) = (try network(ordinary), try network(kept))
    let names = kept.network().layout.parameters.map(\.name).filter(isTrunk)
    #expect(names.count > 20)
    for name in names { #expect(found[name] == trunk[name], "\(name)") }
    // Running statistics go on.
    let buffers = kept.network().layout.buffers.map(\.name).filter(isTrunk)
    #expect(buffers.contains { found[$0] != trunk[$0] })
  }

  /// Copies of a trunk all begin with it, statistics too; what is no trunk is drawn.
  @Test(arguments: ["split", "mtan", "cross-stitch", "dense", "ltb"])
  func everyArchitectureTakesIt(_ architecture: String) throws {
    let names = ["segmentation", "depth"]
    let experiment = try TrainerTests.experiment(architecture, tasks: names)
    let own = Parameters(experiment.network().layout, random: RandomStream(seed: 1, "own"))
    let drawn = Parameters(experiment.network().layout, random: RandomStream(seed: 1, "own"))
    let source = Parameters(
      try before(["normals"]).network().layout, random: RandomStream(seed: 2, "source"))
    for index in 0..<source.buffers.count { source.buffers.data[index] = Float(index) }
    own.takeTrunk(source)
    let trunk = CommonTrunk(own.layout, source.layout)
    let taken = Set(trunk.parameters.map(\.own))
    // Every parameter of the one trunk is in each copy.
    let copies = architecture == "cross-stitch" || architecture == "ltb" ? 2 : 1
    #expect(Set(trunk.parameters.map(\.other)).count * copies == trunk.parameters.count)
    // Dense's decoder is wider than that of one trunk.
    let whole = source.layout.parameters.filter { parameter in
      architecture == "dense" ? parameter.name.hasPrefix("encoder.") : isTrunk(parameter.name)
    }
    #expect(Set(trunk.parameters.map(\.other)).isSuperset(of: whole.map(\.index)))
    for parameter in own.layout.parameters {
      let values = Array(UnsafeBufferPointer(start: own.pointer(parameter), count: parameter.count))
      if taken.contains(parameter.index) {
        let other = trunk.parameters.first { $0.own == parameter.index }!.other
        let place = source.layout.parameters[other]
        #expect(
          values
            == Array(UnsafeBufferPointer(start: source.pointer(place), count: place.count)))
      } else {
        #expect(!parameter.name.hasPrefix("encoder."), "\(parameter.name)")
        #expect(
          values
            == Array(UnsafeBufferPointer(start: drawn.pointer(parameter), count: parameter.count)))
      }
    }
    for (buffer, other) in trunk.buffers {
      let place = source.layout.buffers[other].offset
      #expect(own.buffers.data[own.layout.buffers[buffer].offset] == Float(place))
    }
    #expect(!trunk.buffers.isEmpty)
  }

  /// The trunk's rate is for the trunk alone.
  @Test func aTrunkHasARateOfItsOwn() throws {
    let experiment = try tuned("split", of: ["depth", "normals"], before: ["depth"], rate: 0.5)
    let network = experiment.network()
    let tape = network.record(batch: 1).tape
    let groups = RateGroup.all(network, factors: ["depth": 0.1], start: experiment.start) { tape }
    for parameter in network.layout.parameters {
      let group = try #require(groups.first { $0.range.contains(parameter.offset) })
      let expected =
        isTrunk(parameter.name) ? 0.5 : parameter.name.hasPrefix("heads.depth") ? 0.1 : 1
      #expect(group.factor == expected, "\(parameter.name)")
    }
    #expect(groups.first?.range.lowerBound == 0)
    #expect(groups.last?.range.upperBound == network.layout.extent)
  }

  /// Steps are counted over both trainings, and a run that goes on from a checkpoint trains no trunk again.
  @Test func goesOnToTheSameBytes() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("start-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let experiment = try tuned(
      "split", of: ["depth", "normals"], before: ["segmentation", "depth"])
    let place = Checkpoint(file: folder.appendingPathComponent("run"), identity: "run")
    var seen: [TrainingProgress] = []
    let whole = TrainerTests.outcome(
      try Trainer(experiment, data: TrainerTests.data).run(checkpoint: place) { seen.append($0) })
    // Ten frames in batches of four: three steps an epoch, two epochs before and three after.
    #expect(
      seen.map(\.step) == Array(1...15) && seen.allSatisfy { $0.steps == 15 && $0.epochs == 5 })
    #expect(seen.map(\.epoch) == [1, 2, 3, 4, 5].flatMap { [$0, $0, $0] })
    seen = []
    let resumed = TrainerTests.outcome(
      try Trainer(experiment, data: TrainerTests.data).run(checkpoint: place) { seen.append($0) })
    #expect(resumed == whole && seen.map(\.step) == [13, 14, 15])
    var scratch = experiment
    scratch.start = .scratch
    let other = try Trainer(scratch, data: TrainerTests.data).run()
    #expect(other.epochs[0].trainLoss != whole.epochs[0].trainLoss)
  }

  @Test func aTrunkThatDivergesIsAnOutcome() throws {
    var experiment = try tuned("split", of: ["depth"], before: ["depth"])
    var before = try before(["depth"])
    before.optimizer = try optimizers.make("adam", ["rate": .number(1e6)]).item
    experiment.start = .trunk(of: before, rateFactor: 1)
    #expect {
      try Trainer(experiment, data: TrainerTests.data).run()
    } throws: { error in
      (error as? Divergence)?.description.hasPrefix("training the trunk before: ") == true
    }
  }
}
