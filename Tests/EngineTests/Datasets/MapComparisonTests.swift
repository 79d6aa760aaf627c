import Foundation
import Testing

@testable import Engine

/// Maps of somebody's files against the truth, in numbers that can be worked out by hand.
@Suite struct MapComparisonTests {
  private let folder = try! TemporaryFolder()
  private var truth: String { folder.path + "/t" }
  private var found: String { folder.path + "/p" }

  private func write(_ name: String, _ samples: [UInt16], bits: Int = 8, width: Int = 2) throws {
    let height = samples.count / width
    try folder.write(
      name, png(samples, height: height, width: width, channels: 1, bits: bits))
  }

  private func write(_ name: String, floats: [Float], _ shape: [Int]) throws {
    try folder.write(name, NumPyFile.data(shape: shape, values: floats))
  }

  private func value(_ values: [MetricValue], _ name: String) -> Double? {
    values.first { $0.metric == name }?.value
  }

  /// Class 0 has 2 of 5 pixels in common, class 1 has 1 of 3; a void pixel counts for nothing, and one that was given no class misses.
  @Test func overlapsOfClassesByHand() throws {
    try write("t/a.png", [0, 0, 1, 255])
    try write("p/a.png", [0, 1, 1, 3])
    try write("t/b.npy", floats: [0, 0, 1, -1], [1, 2, 2])
    try write("p/b.png", [0, 255, 0, 1])
    try write("p/c.png", [0, 0])
    let result = try SegmentationComparison(truth: truth, predictions: found)
    #expect(result.images == 2 && result.leftOut == ["c"])
    #expect(value(result.values, "pixel accuracy") == 3 / 6.0)
    #expect(value(result.values, "IoU of class 0") == 2 / 5.0)
    #expect(value(result.values, "IoU of class 1") == 1 / 3.0)
    #expect(value(result.values, "mIoU") == (2 / 5.0 + 1 / 3.0) / 2)
    #expect(result.values.count == 4)
    let single = try SegmentationComparison(truth: truth + "/a.png", predictions: found + "/a.png")
    #expect(value(single.values, "pixel accuracy") == 2 / 3.0)
  }

  @Test func indicesBeyondTheClassesAreRefused() throws {
    try write("t/a.png", [0, 0, 1, 2])
    try write("p/a.png", [0, 0, 1, 1])
    #expect(try SegmentationComparison(truth: truth, predictions: found, classes: 3).images == 1)
    expect("a.png: found 2.0 at row 1, column 1, expected the index of a class below 2") {
      _ = try SegmentationComparison(truth: truth, predictions: found, classes: 2)
    }
  }

  /// Truths of 1 and 2 m, predictions of 1.5 and 1 m; the others have no truth.
  @Test func errorsOfDepthByHand() throws {
    try write("t/a.png", [1000, 2000, 0, 0], bits: 16)
    try write("p/a.npy", floats: [1.5, 1, 3, .nan], [2, 2])
    let result = try DepthComparison(truth: truth, predictions: found)
    let logarithms = (log(1.5) * log(1.5) + log(2) * log(2)) / 2
    for (name, expected) in [
      ("absolute error", 0.75), ("relative error", 0.5), ("RMSE", (1.25 / 2).squareRoot()),
      ("RMSE log", logarithms.squareRoot()), ("δ < 1.25", 0), ("δ < 1.25²", 0.5),
      ("δ < 1.25³", 0.5),
    ] {
      let number = try #require(value(result.values, name), "\(name)")
      #expect(abs(number - expected) < 1e-12, "\(name)")
    }
    let clipped = try DepthComparison(truth: truth, predictions: found, clippedTo: 1...1.25)
    #expect(abs((value(clipped.values, "absolute error") ?? 0) - 0.625) < 1e-12)
  }

  @Test func depthsOfZeroHaveNoLogarithm() throws {
    try write("t/a.npy", floats: [1, 2], [1, 2])
    try write("p/a.npy", floats: [0, 2], [1, 2])
    let result = try DepthComparison(truth: truth, predictions: found)
    #expect(result.withoutLogarithm == 1 && value(result.values, "RMSE log") == nil)
    #expect(value(result.values, "δ < 1.25") == 0.5)
  }

  @Test func filesThatDoNotBelongTogetherAreToldOf() throws {
    expect("/t: not found, expected a folder of files, or a file") {
      _ = try SegmentationComparison(truth: truth, predictions: found)
    }
    try write("t/a.png", [0, 1])
    try write("t/b.png", [0, 1])
    try folder.write("p/notes.txt", Data())
    expect("/p: found no file that ends in .png or .npy") {
      _ = try SegmentationComparison(truth: truth, predictions: found)
    }
    try write("p/a.png", [0, 1, 0, 1])
    expect("/p: found no file for 1 of 2 truths (b), expected one for each") {
      _ = try SegmentationComparison(truth: truth, predictions: found)
    }
    try write("p/b.png", [0, 1])
    expect("/p/a.png: found 2×2 pixels (height × width), expected 1×2") {
      _ = try SegmentationComparison(truth: truth, predictions: found)
    }
    expect("/t/a.png: found a file, expected a folder as") {
      _ = try SegmentationComparison(truth: truth + "/a.png", predictions: found)
    }
    try write("p/a.npy", floats: [0, 1], [1, 2])
    expect("expected one file of a name") {
      _ = try SegmentationComparison(truth: truth, predictions: found)
    }
  }

  @Test(
    arguments: [
      ([Float.nan, 1], [1, 2], "found nan at row 0, column 0, expected a depth"),
      (
        [1, 1, 1, 1, 1, 1, 1, 1], [2, 2, 2], "found the shape [2, 2, 2], expected height and width"
      ),
      ([1], [1, 1], "found 1×1 pixels"),
    ] as [([Float], [Int], String)])
  func depthsThatCannotBeAreRefused(values: [Float], shape: [Int], message: String) throws {
    try write("t/a.npy", floats: [1, 2], [1, 2])
    try write("p/a.npy", floats: values, shape)
    expect(message) { _ = try DepthComparison(truth: truth, predictions: found) }
  }

  @Test func picturesThatAreNoMapsAreRefused() throws {
    try write("t/a.png", [1, 2])
    try write("p/a.png", [1, 2])
    expect("found a PNG of 8 bits, expected 16") {
      _ = try DepthComparison(truth: truth, predictions: found)
    }
    try folder.write("t/a.png", png([1, 2, 3, 4, 5, 6], height: 1, width: 2, channels: 3, bits: 8))
    expect("found a PNG of 3 channels, expected one") {
      _ = try SegmentationComparison(truth: truth, predictions: found)
    }
    try write("t/a.png", [255, 255])
    expect("found no pixel with a class") {
      _ = try SegmentationComparison(truth: truth, predictions: found)
    }
  }

  private func expect(_ message: String, _ body: () throws -> Void) {
    let error = #expect(throws: DataError.self) { try body() }
    #expect("\(error!)".contains(message), "\(error!)")
  }
}
