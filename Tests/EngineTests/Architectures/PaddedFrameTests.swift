import KernelTable
import TestSupport
import Testing

@testable import Engine

/// Frames whose height or width is no multiple of what the backbone takes.
@Suite struct PaddedFrameTests {
  private static let odd = ImageSize(height: 40, width: 50)
  private static let padded = ImageSize(height: 64, width: 64)

  private static func parts(_ size: ImageSize, _ names: [String] = ["segmentation", "depth"])
    throws -> NetworkParts
  {
    NetworkParts(
      backbone: SegNet(width: 0.125), decoder: SegNetDecoder(),
      problem: Problem(size: size, tasks: try names.map { try tasks.make($0).item }))
  }

  private static func network(_ size: ImageSize, _ architecture: String) throws -> BuiltNetwork {
    BuiltNetwork(
      try parts(size), architecture: try architectures.make(architecture).item,
      weighting: try weightings.make("equal").item)
  }

  /// Frames of noise with a class and a distance at every pixel, on canvases of a larger size: beyond the frame there is no
  /// colour and no label.
  private static func fill(_ recording: Recording, _ canvas: ImageSize) {
    var random = RandomStream(seed: 3, "padded")
    let tape = recording.tape
    for value in [recording.image, recording.targets[1][0]] {
      tape.data(value).update(repeating: 0, count: value.extent.count)
    }
    tape.data(recording.targets[0][0]).update(
      repeating: -1, count: recording.targets[0][0].extent.count)
    for frame in 0..<recording.batch {
      for row in 0..<odd.height {
        for column in 0..<odd.width {
          let pixel = (frame * canvas.height + row) * canvas.width + column
          for c in 0..<3 { tape.data(recording.image)[3 * pixel + c] = Float(random.uniform()) }
          tape.data(recording.targets[0][0])[pixel] = Float(random.index(below: 13))
          tape.data(recording.targets[1][0])[pixel] = Float(random.uniform(1, 5))
        }
      }
    }
  }

  /// As if somebody had padded the frames by hand and kept labels from the margin.
  @Test(arguments: ["split", "mtan", "cross-stitch", "dense"])
  func areFramesPaddedByHand(_ architecture: String) throws {
    let sizes = [Self.odd, Self.padded]
    var losses: [[Double]] = []
    var gradients: [[Float]] = []
    var answers: [[Float]] = []
    for size in sizes {
      let network = try Self.network(size, architecture)
      let parameters = Parameters(network.layout, random: RandomStream(seed: 1, "padded"))
      let recording = network.record(batch: 2)
      recording.tape.prepare(.weightedSum, parameters)
      Self.fill(recording, size)
      recording.tape.forward()
      losses.append([recording.tape.loss(0), recording.tape.loss(1)])
      let depth = recording.tape.data(recording.answers[1][0])
      answers.append(
        (0..<2 * Self.odd.height).flatMap { line -> [Float] in
          let (frame, row) = line.quotientAndRemainder(dividingBy: Self.odd.height)
          return (0..<Self.odd.width).map { depth[(frame * size.height + row) * size.width + $0] }
        })
      recording.tape.backward(weights: [1, 1])
      gradients.append(
        Array(
          UnsafeBufferPointer(start: parameters.gradient.data, count: parameters.gradient.count)))
    }
    #expect(answers[0] == answers[1])
    #expect(deviation(losses[0], losses[1]) < 1e-6)
    #expect(deviation(gradients[0].map(Double.init), gradients[1].map(Double.init)) < 1e-5)
  }

  /// One node more for the images, and one for every map; the same parameters, and the multiply–accumulates of what is computed.
  @Test(arguments: ["split", "mtan", "ltb"]) func costWhatIsComputed(_ architecture: String) throws
  {
    let (odd, even) = (
      try Self.network(Self.odd, architecture), try Self.network(Self.padded, architecture)
    )
    #expect(odd.layout.parameters.map(\.name) == even.layout.parameters.map(\.name))
    #expect(odd.layout.parameters.map(\.shape) == even.layout.parameters.map(\.shape))
    let (one, other) = (odd.record(batch: 1).tape, even.record(batch: 1).tape)
    #expect(one.nodes.count == other.nodes.count + 3)
    #expect(one.macs == other.macs)
  }

  /// Tasks of whole images among maps, with predictions that are as large as the frames, trained, selected and tested.
  @Test func aWholeRun() throws {
    let rooms = try datasets.make(
      "rooms",
      [
        "height": .integer(40), "width": .integer(48), "train": .integer(6),
        "validation": .integer(2), "test": .integer(2),
      ]
    ).item
    var experiment = try TrainerTests.experiment("mtan")
    experiment.problem = Problem(
      size: rooms.size, tasks: experiment.problem.tasks)
    experiment.pictures = 1
    let result = try Trainer(experiment, data: try rooms.load()).run()
    #expect(result.test.allSatisfy { !$0.values.isEmpty })
    let pictures = try #require(result.pictures.first)
    #expect(pictures.prediction.values.allSatisfy { $0.size == rooms.size })
    #expect(pictures.input.size == rooms.size)
  }

  @Test func theNextMultipleIsTaken() {
    let segnet = SegNet(width: 0.125)
    func padded(_ height: Int, _ width: Int) -> ImageSize {
      segnet.padded(ImageSize(height: height, width: width))
    }
    #expect(padded(32, 64) == ImageSize(height: 32, width: 64))
    #expect(padded(1, 65) == ImageSize(height: 32, width: 96))
  }
}
