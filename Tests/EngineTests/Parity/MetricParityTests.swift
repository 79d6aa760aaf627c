import Foundation
import TestSupport
import Testing

@testable import Engine

/// Losses and metrics against the values that lorenmt/mtan's own functions give on a portable input: pooled over two
/// frames, and as the mean over batches of one frame.
@Suite struct MetricParityTests {
  // The names of the reference file.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  struct Reference: Decodable {
    let labels: [Float]
    let seg_loss: Double
    let depth_loss: Double
    let normal_loss: Double
    let mIoU_pixacc: [Double]
    let iou_per_class: [Double]
    let depth_abs_rel_batch: [Double]
    let depth_mean_of_single_image_batches: [Double]
    let normal_batch: [Double]
    let normal_mean_of_single_image_batches: [Double]
    let rmse: Double
  }

  private static let reference = FixtureLibrary.json("metric_reference.json", Reference.self)
  private static let size = ImageSize(height: 3, width: 5)
  private static let classes = 4

  @Test func segmentation() throws {
    let reference = Self.reference
    #expect(Self.labels == reference.labels)
    let task = try tasks.make("segmentation", ["classes": .integer(Self.classes)]).item
    let names = ["mIoU", "pixel accuracy"] + (0..<4).map { "IoU of class \($0)" }
    // One confusion matrix over the set, however it is cut into batches.
    for batch in [1, 2] {
      expectScores(
        task, batch, Self.logits, Self.labels, names,
        reference.mIoU_pixacc + reference.iou_per_class)
    }
    #expect(
      relativeError(loss(task, Self.logits, Self.labels), reference.seg_loss) < 1e-6)
  }

  @Test(arguments: Pooling.allCases) func depth(_ pooling: Pooling) throws {
    let reference = Self.reference
    let task = try tasks.make("depth", ["pooling": .text(pooling.rawValue)]).item
    let names = ["absolute error", "relative error"]
    let (prediction, truth) = (Self.depthPrediction, Self.depthTruth)
    expectScores(task, 2, prediction, truth, names, reference.depth_abs_rel_batch)
    expectScores(
      task, 1, prediction, truth, names,
      pooling == .pixels
        ? reference.depth_abs_rel_batch : reference.depth_mean_of_single_image_batches)
    expectScores(task, 2, prediction, truth, ["RMSE"], [reference.rmse])
    #expect(relativeError(loss(task, prediction, truth), reference.depth_loss) < 1e-6)
  }

  @Test(arguments: Pooling.allCases) func normals(_ pooling: Pooling) throws {
    let reference = Self.reference
    let task = try tasks.make("normals", ["pooling": .text(pooling.rawValue)]).item
    let names = ["mean angle", "median angle", "within 11.25°", "within 22.5°", "within 30°"]
    let (prediction, truth) = (Self.normalPrediction, Self.normalTruth)
    expectScores(task, 2, prediction, truth, names, reference.normal_batch)
    expectScores(
      task, 1, prediction, truth, names,
      pooling == .pixels ? reference.normal_batch : reference.normal_mean_of_single_image_batches)
    #expect(relativeError(loss(task, prediction, truth), reference.normal_loss) < 1e-6)
  }

  private func expectScores(
    _ task: any LearningTask, _ batch: Int, _ prediction: [Float], _ truth: [Float],
    _ names: [String], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let scorer = task.scorer()
    let pixels = Self.size.height * Self.size.width
    for start in stride(from: 0, to: 2, by: batch) {
      prediction.withUnsafeBufferPointer { prediction in
        truth.withUnsafeBufferPointer { truth in
          scorer.add(
            AnsweredFrames(
              frames: batch, size: Self.size,
              answer: [prediction.baseAddress! + start * pixels * task.outputs[0]],
              targets: [truth.baseAddress! + start * task.slotCounts(on: Self.size)[0]]))
        }
      }
    }
    let found = Dictionary(uniqueKeysWithValues: scorer.values.map { ($0.metric, $0.value) })
    for (name, value) in zip(names, expected) {
      let error = found[name].map { relativeError($0, value) } ?? .infinity
      #expect(
        error < 2e-6, "\(name) in batches of \(batch): \(found[name] ?? .nan), expected \(value)",
        sourceLocation: sourceLocation)
    }
  }

  private func loss(_ task: any LearningTask, _ prediction: [Float], _ truth: [Float]) -> Double {
    let tape = Tape()
    let layout = ParameterLayout()
    let output = tape.input(.init(2, 3, 5, task.outputs[0]))
    let target = tape.input(task.slots(on: Self.size)[0].with(batch: 2))
    tape.finish(losses: [task.loss([output], [target])], outputs: [], parameters: layout)
    tape.prepare(.inference, Parameters(layout, random: RandomStream(seed: 0, "parity")))
    for (index, value) in prediction.enumerated() { tape.data(output)[index] = value }
    for (index, value) in truth.enumerated() { tape.data(target)[index] = value }
    tape.forward()
    return tape.loss(0)
  }

  // The reference's input: arrays [2, C, 3, 5] filled row by row from `PortableSequence`, then moved to [2, 3, 5, C].

  private static var logits: [Float] {
    channelsLast(PortableSequence.floats(seed: 1, count: 120, scale: 6, offset: 0), 4)
  }

  private static var labels: [Float] {
    var sequence = PortableSequence(seed: 2)
    return sequence.take(30).map { Float(($0 * 5).rounded(.down) - 1) }
  }

  private static var depthPrediction: [Float] {
    PortableSequence.floats(seed: 3, count: 30, scale: 4, offset: 2)
  }

  private static var depthTruth: [Float] {
    PortableSequence.floats(seed: 4, count: 30, scale: 4, offset: 2).map { $0 < 0.8 ? 0 : $0 }
  }

  private static var normalPrediction: [Float] {
    channelsLast(PortableSequence.floats(seed: 5, count: 90, scale: 2, offset: 0), 3)
  }

  private static var normalTruth: [Float] {
    var truth = channelsLast(PortableSequence.floats(seed: 6, count: 90, scale: 2, offset: 0), 3)
    for pixel in 0..<30 {
      let vector = truth[3 * pixel..<3 * pixel + 3]
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // Missing: the first pixel of the first frame, row 2 and column 4 of the second.
      let missing = pixel == 0 || pixel == 15 + 14
      for c in 0..<3 { truth[3 * pixel + c] = missing ? 0 : vector[3 * pixel + c] / norm }
    }
    return truth
  }

  private static func channelsLast(_ values: [Float], _ channels: Int) -> [Float] {
    (0..<2 * 15 * channels).map { index in
      let (pixel, channel) = (index / channels, index % channels)
      return values[(pixel / 15 * channels + channel) * 15 + pixel % 15]
    }
  }
}
