import KernelTable
import Testing

@testable import Engine

/// A kind of target that no task of the catalog has, with an answer of two values and lists of objects for labels, goes
/// through data set, file of frames, batches, training and scores without anybody's knowing it.
@Suite struct PluralAnswerTests {
  /// Points in an image: a map of where they are, and for each the sign of its side. A label is x, y and side, −1 or 1, of
  /// every point.
  struct Points: LearningTask {
    static let name = "points"
    static let summary = "Points, each with a side"
    init(_ options: inout Options) throws {}
    init() {}

    var reads: FeatureRequest { .map }
    var outputs: [Int] { [1, 1] }
    var lossKind: LossKind { .regression }

    func slots(on frame: ImageSize) -> [Extent] {
      [Extent(1, frame.height, frame.width, 1), Extent(1, frame.height, frame.width, 2)]
    }

    func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>]) -> Int {
      let pixels = view.size.height * view.size.width
      slots[0].update(repeating: label == nil ? -1 : 0, count: pixels)
      slots[1].update(repeating: 0, count: 2 * pixels)
      guard let label else { return 0 }
      for point in 0..<label.count / 3 {
        let pixel = Int(label[3 * point + 1]) * view.size.width + Int(label[3 * point])
        slots[0][pixel] = 1
        slots[1][2 * pixel] = 1
        slots[1][2 * pixel + 1] = label[3 * point + 2]
      }
      return 1
    }

    func loss(_ answer: [Value], _ targets: [Value]) -> Value {
      answer[0].masked(Squared(), targets[0]) + answer[1].masked(SideError(), targets[1])
    }

    func scorer() -> any Scorer { PointsScorer() }
    func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] { [0, 0, 1] }
  }

  private struct Squared: PixelLoss {
    func isValid(_ target: UnsafePointer<Float>) -> Bool { target[0] >= 0 }
    func value(
      _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
      gradient: UnsafeMutablePointer<Float>
    ) -> Float {
      let difference = output[0] - target[0]
      gradient[0] = 2 * difference
      return difference * difference
    }
  }

  private struct SideError: PixelLoss {
    func isValid(_ target: UnsafePointer<Float>) -> Bool { target[0] > 0 }
    func value(
      _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
      gradient: UnsafeMutablePointer<Float>
    ) -> Float {
      let difference = output[0] - target[1]
      gradient[0] = 2 * difference
      return difference * difference
    }
  }

  /// Whether the sides of the labelled points are told rightly.
  private final class PointsScorer: Scorer {
    private var right = Mean()

    func add(_ batch: AnsweredFrames) {
      for pixel in 0..<batch.pixels where batch.targets[1][2 * pixel] > 0 {
        right.add(batch.answer[1][pixel] * batch.targets[1][2 * pixel + 1] > 0 ? 1 : 0)
      }
    }

    var values: [MetricValue] {
      right.value.map {
        [MetricValue(metric: "sides", value: $0, better: .higher, unit: "%", counts: true)]
      } ?? []
    }
  }

  private static let size = ImageSize(height: 32, width: 32)

  /// Bright points are right, dark ones left; every third frame has no label, every fourth no point.
  private static func dataset() -> OpenedDataset {
    let names = (0..<12).map { "\($0)" }
    return OpenedDataset(
      train: names, validation: names, test: names, size: size,
      labels: [
        "points": LabelLayout(.floats, count: 12, isRagged: true),
        "depth": LabelLayout(.floats, count: 1024),
      ]
    ) { split, _, index in
      var random = RandomStream(seed: index, split.rawValue)
      var image = [UInt8](repeating: 128, count: 3 * 1024)
      let points = (0..<(index % 4 == 3 ? 0 : 1 + index % 4)).flatMap { _ -> [Float] in
        let (x, y, right) = (
          random.index(below: 32), random.index(below: 32), random.index(below: 2) == 1
        )
        for c in 0..<3 { image[3 * (32 * y + x) + c] = right ? 255 : 0 }
        return [Float(x), Float(y), right ? 1 : -1]
      }
      return Frame(
        image: .pixels(image),
        labels: (index % 3 == 2 ? [:] : ["points": .floats(points)])
          .merging(["depth": .floats(Array(repeating: 2, count: 1024))]) { $1 })
    }
  }

  private static func problem(_ names: [String]) throws -> Problem {
    Problem(
      size: size,
      tasks: try names.map { $0 == "points" ? Points() : try tasks.make($0).item })
  }

  @Test(arguments: ["equal", "pcgrad", "mgda"], [1, 5]) func trains(
    _ weighting: String, _ batch: Int
  )
    throws
  {
    let experiment = Experiment(
      problem: try Self.problem(["points", "depth"]),
      backbone: try backbones.make("resnet", ["width": .number(0.125)]).item,
      decoder: try decoders.make("unet").item,
      architecture: try architectures.make("mtan").item,
      weighting: try weightings.make(weighting).item,
      optimizer: try optimizers.make("adam", ["rate": .number(1e-3)]).item,
      schedule: try schedules.make("constant").item,
      augmentation: try augmentations.make("none").item, epochs: 2, batch: batch, seed: 1,
      pictures: 2)
    let result = try Trainer(experiment, data: Self.dataset().splits()).run()
    let losses = result.epochs.map { $0.trainLoss[0]! }
    #expect(losses.allSatisfy(\.isFinite) && losses[1] < losses[0])
    #expect(result.test[0].values.map(\.metric) == ["sides"])
    // Pictures are of those tasks that have some.
    #expect(result.pictures.allSatisfy { $0.truth.keys.sorted() == ["depth"] })
  }

  /// Frames of half of which the label is missing: losses and scores are those of the labelled half.
  @Test(arguments: [1, 3, 12]) func missingLabelsCountForNothing(_ batch: Int) throws {
    let network = BuiltNetwork(
      try Self.problem(["points", "depth"]), backbone: SegNet(width: 0.125),
      architecture: try architectures.make("split").item,
      weighting: try weightings.make("equal").item)
    let parameters = Parameters(network.layout, random: RandomStream(seed: 1, "points"))
    func evaluate(_ dataset: OpenedDataset, batch: Int) throws -> Evaluator.Outcome {
      try Evaluator(network, parameters, batch: batch).evaluate(dataset.splitsOnDemand().train)
    }
    let all = Self.dataset()
    let labelled = (0..<12).filter { $0 % 3 != 2 }
    let half = OpenedDataset(
      train: labelled.map { "\($0)" }, validation: [], test: [], size: Self.size,
      labels: all.labels
    ) { _, _, index in try all.frame(labelled[index], of: .train) }
    // Frame by frame, for a batch's mean weighs pixels.
    let (found, expected) = (try evaluate(all, batch: 1), try evaluate(half, batch: 1))
    #expect(found.losses[0] == expected.losses[0] && found.scores[0] == expected.scores[0])
    #expect(try evaluate(all, batch: batch).scores[0] == expected.scores[0])
  }
}
