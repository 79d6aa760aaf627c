import KernelTable
import Testing

@testable import Engine

/// Tasks whose heads read every level of the encoder, beside others in one network.
@Suite struct LevelFeaturesTests {
  /// One number for an image, from the means of all levels.
  private struct Reader: LearningTask {
    static let name = "reader"
    static let summary = "A number from all levels"
    init(_ options: inout Options) throws {}
    init() {}

    var reads: FeatureRequest { .levels }
    var outputs: [Int] { [1] }
    var lossKind: LossKind { .regression }

    func check(_ levels: [LevelShape], frame: ImageSize) throws {
      if levels.count > 4 { throw OptionError(key: "levels", message: "found \(levels.count)") }
    }

    func head(_ site: HeadSite, in scope: ParameterScope) -> any Head {
      Means(
        sizes: site.levels,
        layer: Linear(site.levels.map(\.channels).reduce(0, +), 1, in: scope["linear"]))
    }

    func slots(on frame: ImageSize) -> [Extent] { [Extent(1, 1, 1, 1)] }
    func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>]) -> Int {
      slots[0][0] = label?[0] ?? 0
      return label == nil ? 0 : 1
    }
    func loss(_ answer: [Value], _ targets: [Value]) -> Value {
      answer[0].masked(AbsoluteError(), targets[0])
    }
    func scorer() -> any Scorer { preconditionFailure("nothing is scored") }
    func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] { [1] }
  }

  private struct Means: Head {
    let sizes: [LevelShape]
    let layer: Linear
    func callAsFunction(_ features: [Value]) -> [Value] {
      precondition(
        features.map(\.extent).map {
          LevelShape(
            channels: $0.channels, size: ImageSize(height: $0.height, width: $0.width))
        } == sizes)
      return [layer(concatenate(features.map { $0.globalAverage() }))]
    }
  }

  private static func depth() throws -> any LearningTask { try tasks.make("depth").item }

  private static let size = ImageSize(height: 64, width: 64)

  private func parts(_ backbone: String, _ tasks: [any LearningTask]) throws -> NetworkParts {
    NetworkParts(
      backbone: try backbones.make(backbone, ["width": .number(0.125)]).item,
      decoder: try decoders.make("unet").item, problem: Problem(size: Self.size, tasks: tasks))
  }

  private static let sharers =
    WholeImageTests.Sharer.all + [
      .init(name: "split", options: ["shares": .text("encoder-only")])
    ]

  /// Gradients of the task come to every stage of the encoder, and to no decoder.
  @Test(arguments: sharers) func everyLevelIsRead(_ sharer: WholeImageTests.Sharer) throws {
    let architecture = try sharer.made()
    let tasks: [any LearningTask] =
      architecture.trainsOneTask ? [Reader()] : [Reader(), try Self.depth()]
    let parts = try parts("resnet", tasks)
    try parts.check(architecture)
    let network = BuiltNetwork(
      parts, architecture: architecture, weighting: try weightings.make("equal").item)
    let recording = network.record(batch: 2)
    let tape = recording.tape
    func isReached(_ part: String) -> Bool {
      network.layout.parameters.contains {
        $0.name.contains(part) && tape.parameterTasks[$0.index] & 1 != 0
      }
    }
    for stage in 1...4 { #expect(isReached("encoder.stage\(stage)."), "stage \(stage)") }
    #expect(!isReached("decoder."))
    let parameters = Parameters(network.layout, random: RandomStream(seed: 1, "initial"))
    tape.prepare(.weightedSum, parameters)
    recording.inputs.fill(RunProgress(epoch: 0, epochs: 1), RandomStream(seed: 1, "inputs"))
    tape.forward()
    tape.backward(weights: tasks.map { _ in 1 })
    #expect(parameters.gradient.values.allSatisfy { $0.isFinite })
  }

  /// What the task cannot be built on is told before anything is built.
  @Test func theTaskIsAsked() throws {
    let error = #expect(throws: OptionError.self) {
      try parts("segnet", [Reader()]).check(try architectures.make("single").item)
    }
    #expect(error?.key == "levels" && error?.message == "found 5")
  }
}
