import KernelTable
import Testing

@testable import Engine

/// Every architecture on every trunk with tasks of the image as a whole alone: no map is read, and no decoder built.
@Suite struct WholeImageTests {
  struct Sharer: Sendable, CustomTestStringConvertible {
    let name: String
    var options: [String: OptionValue] = [:]
    var testDescription: String { "\(name) \(options)" }

    func made() throws -> any Architecture { try architectures.make(name, options).item }

    /// Those of the catalog, and the other definition of one name.
    static let all =
      architectures.names.map { Sharer(name: $0) } + [
        Sharer(name: "cross-stitch", options: ["definition": .text("cvpr16")])
      ]
  }

  private static let tasks = ["regression", "binary", "classes"]

  private func network(_ experiment: Experiment) -> BuiltNetwork {
    BuiltNetwork(
      experiment.parts, architecture: experiment.architecture, weighting: experiment.weighting)
  }

  /// One backward pass for the sum, and one with a lane for each task.
  @Test(arguments: Sharer.all, TrunkTests.small)
  func takesAStep(_ sharer: Sharer, _ trunk: TrunkTests.Small) throws {
    let architecture = try sharer.made()
    let groups = architecture.trainsOneTask ? Self.tasks.map { [$0] } : [Self.tasks]
    for names in groups {
      for weighting in names.count == 1 ? ["equal"] : ["equal", "pcgrad"] {
        let experiment = try TrunkTests.experiment(
          trunk.name, trunk.options, architecture: architecture, weighting: weighting, tasks: names)
        try experiment.parts.check(architecture)
        let stepper = Stepper(experiment, network(experiment), TrunkTests.data.train)
        let before = stepper.parameters.values.values
        let outcome = try stepper.step(
          Stepper.Moment(frames: [0, 1, 2, 3, 4, 5], epoch: 0, step: 0, rate: 1e-3, history: []))
        #expect(outcome.losses.count == names.count)
        #expect(outcome.losses.allSatisfy { $0.isFinite && $0 > 0 })
        let after = stepper.parameters.values.values
        #expect(after.allSatisfy { $0.isFinite })
        let layout = stepper.parameters.layout
        #expect(!layout.parameters.contains { $0.name.contains("decoder") })
        let moved = layout.parameters.filter { parameter in
          let range = parameter.offset..<parameter.offset + parameter.count
          return before[range] != after[range]
        }
        for name in names {
          #expect(moved.contains { $0.name == "heads.\(name).linear1.weight" }, "\(weighting)")
        }
        #expect(moved.contains { $0.name.contains("encoder.stem") || trunk.name == "segnet" })
      }
    }
  }

  /// Hard sharing goes through the trunk once: further tasks cost their heads.
  @Test(arguments: TrunkTests.small) func splitRunsItsTrunkOnce(_ trunk: TrunkTests.Small) throws {
    func built(_ architecture: String, _ tasks: [String]) throws -> (convolutions: Int, macs: Int) {
      let experiment = try TrunkTests.experiment(
        trunk.name, trunk.options, architecture: architectures.make(architecture).item,
        weighting: "equal", tasks: tasks)
      let tape = network(experiment).record(batch: 1).tape
      return (tape.nodes.count { $0.primitive.kind == .convolution }, tape.macs)
    }
    let one = try built("single", ["regression"])
    let all = try built("split", Self.tasks)
    let d = try backbones.make(trunk.name, trunk.options).item.features
    #expect(all.convolutions == one.convolutions)
    #expect(all.macs == one.macs + (d * d + d) + (d * d + 5 * d))
  }

  /// Along every part of a task's gradient the loss rises as fast as that is long. `ltb` is left out, whose choices are hard
  /// on the way forward and soft on the way back.
  @Test(arguments: Sharer.all.filter { $0.name != "ltb" })
  func gradientsAgreeWithFiniteDifferences(_ sharer: Sharer) throws {
    let architecture = try sharer.made()
    var experiment = try TrunkTests.experiment(
      "efficientnet", ["width": .number(0.1), "stem": .text("small")], architecture: architecture,
      weighting: "equal", tasks: architecture.trainsOneTask ? ["binary"] : Self.tasks)
    experiment.augmentation = try augmentations.make("none").item
    let network = network(experiment)
    let parameters = Parameters(network.layout, random: RandomStream(seed: 5, "differences"))
    let recording = network.record(batch: 6)
    let tape = recording.tape
    tape.prepare(.jacobian, parameters)
    let batcher = Batcher(
      TrunkTests.data.train, tasks: experiment.problem.tasks, augmentation: experiment.augmentation)
    _ = try recording.fill(batcher, 0..<6, stream: RandomStream(seed: 1, "none"))
    let task = experiment.problem.tasks.firstIndex { $0.name == "binary" }!
    let gradient = gradient(tape, parameters, task)
    for (part, direction) in parts(of: gradient, parameters) {
      let length = norm(direction)
      // A factor before a batch norm has no effect, so that its gradient is rounding alone.
      if length < 1e-4 * norm(gradient) { continue }
      let start = parameters.values.values
      func loss(_ step: Double) -> Double {
        for i in start.indices {
          parameters.values.data[i] = start[i] + Float(step * direction[i] / length)
        }
        tape.forward()
        return tape.loss(task)
      }
      // Longer ones cross kinks of the heads' ReLUs.
      let step = 3e-4 / length
      let quotient = (loss(step) - loss(-step)) / (2 * step)
      parameters.values.data.update(from: start, count: start.count)
      #expect(abs(quotient - length) < 0.02 * length, "\(part): \(quotient), not \(length)")
    }
  }

  private func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Of the parameters' flat vector.
  private func gradient(_ tape: Tape, _ parameters: Parameters, _ task: Int) -> [Double] {
    tape.forward()
    let jacobian = tape.jacobian()
    var found = Array(repeating: 0.0, count: parameters.layout.extent)
    let columns = Dictionary(
      uniqueKeysWithValues: jacobian.columns.map { ($0.parameter.index, $0.offset) })
    for parameter in parameters.layout.parameters
    where tape.parameterTasks[parameter.index] & (1 << UInt64(task)) != 0 {
      let source =
        columns[parameter.index].map { jacobian.matrix.row(task) + $0 }
        ?? parameters.gradient.data + parameter.offset
      for i in 0..<parameter.count { found[parameter.offset + i] = Double(source[i]) }
    }
    return found
  }

  /// The gradient cut by the first two components of parameters' names; those parts alone that are not zero.
  private func parts(of gradient: [Double], _ parameters: Parameters) -> [String: [Double]] {
    var parts: [String: [Double]] = [:]
    for parameter in parameters.layout.parameters {
      let name = parameter.name.split(separator: ".").prefix(2).joined(separator: ".")
      let range = parameter.offset..<parameter.offset + parameter.count
      guard gradient[range].contains(where: { $0 != 0 }) else { continue }
      var part = parts[name] ?? Array(repeating: 0, count: gradient.count)
      part[range] = gradient[range]
      parts[name] = part
    }
    return parts
  }
}
