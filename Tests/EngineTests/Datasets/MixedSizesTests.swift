import Foundation
import Testing

@testable import Engine

/// NYUv2's frames of several sizes under each rule.
@Suite struct MixedSizesTests {
  /// Eight frames of 32×64, of which the last training frame is twice as high and half as wide: its left column of pixels is
  /// class 1, at a metre, facing up; the right one class 2, at two metres, facing the viewer; above both are 16 rows of class 3, at three
  /// metres, facing right.
  private static func folder() throws -> TemporaryFolder {
    let folder = try nyuv2Folders()
    let (height, width) = (64, 32)
    func parts(_ top: [UInt16], _ left: [UInt16], _ right: [UInt16]) -> [UInt16] {
      (0..<height * width).flatMap {
        $0 < 16 * width ? top : $0 % width < width / 2 ? left : right
      }
    }
    func write(
      _ name: String, _ top: [UInt16], _ left: [UInt16], _ right: [UInt16], bits: Int
    ) throws {
      try folder.write(
        name,
        png(
          parts(top, left, right), height: height, width: width, channels: left.count, bits: bits))
    }
    try FileManager.default.removeItem(atPath: folder.path + "/rgb/0006.jpg")
    try write("rgb/0006.png", [100, 100, 100], [50, 50, 50], [200, 200, 200], bits: 8)
    try write("seg13/0006.png", [3], [1], [2], bits: 8)
    try write("depth/0006.png", [3000], [1000], [2000], bits: 16)
    try write("normal/0006.png", [255, 128, 128], [128, 255, 128], [128, 128, 255], bits: 8)
    return folder
  }

  private struct Pixel: Equatable {
    let colour: Int
    let label: Float
    let depth: Float
    let normal: [Int]
  }

  /// Pixels of the odd frame, read as training reads them.
  private static func pixels(
    _ folder: TemporaryFolder, _ options: [String: OptionValue], at places: [(Int, Int)]
  ) throws
    -> [Pixel]
  {
    let data = try nyuv2(folder.path, options)
    let splits = try data.load()
    let split = splits.train.ids.contains("0006") ? splits.train : splits.validation
    let frame = try #require(split.ids.firstIndex(of: "0006"))
    return places.map { row, column in
      let pixel = row * data.size.width + column
      func value(_ task: String, _ index: Int) -> Float { split.targets[task]!.value(frame, index) }
      return Pixel(
        colour: Int((split.images.value(frame, 3 * pixel) * 255).rounded()),
        label: value("segmentation", pixel), depth: value("depth", pixel),
        normal: (0..<3).map { Int(value("normals", 3 * pixel + $0).rounded()) })
    }
  }

  private static let top = Pixel(colour: 100, label: 2, depth: 3, normal: [1, 0, 0])
  private static let left = Pixel(colour: 50, label: 0, depth: 1, normal: [0, 1, 0])
  private static let right = Pixel(colour: 200, label: 1, depth: 2, normal: [0, 0, 1])
  private static let nothing = Pixel(colour: 0, label: -1, depth: 0, normal: [0, 0, 0])

  /// Its parts are as large parts of the frame.
  @Test func resizeStretches() throws {
    let found = try Self.pixels(
      try Self.folder(), [:], at: [(0, 0), (6, 63), (9, 0), (31, 30), (9, 33), (31, 63)])
    let (top, left, right) = (Self.top, Self.left, Self.right)
    #expect(found == [top, top, left, left, right, right])
  }

  /// The middle rows of it, at twice its size: distances stay.
  @Test func cropCuts() throws {
    let found = try Self.pixels(
      try Self.folder(), ["fit": .text("crop")], at: [(0, 0), (31, 30), (0, 33), (31, 63)])
    #expect(found == [Self.left, Self.left, Self.right, Self.right])
  }

  /// All of it at half its size, 16 columns in the middle of 64, with nothing beside them.
  @Test func padFills() throws {
    let found = try Self.pixels(
      try Self.folder(), ["fit": .text("pad")],
      at: [
        (0, 0), (16, 23), (0, 24), (6, 39), (9, 24), (31, 30), (9, 33), (31, 39), (16, 40),
        (31, 63),
      ])
    let (top, left, right, nothing) = (Self.top, Self.left, Self.right, Self.nothing)
    #expect(found == [nothing, nothing, top, top, left, left, right, right, nothing, nothing])
  }

  /// Frames of all kinds go through the file of frames, whether the first has the size of all, none or another.
  @Test(arguments: ["resize", "crop", "pad"], [[0, 0], [48, 0], [64, 32]])
  func areKeptAlike(_ fit: String, _ size: [Int]) throws {
    let folder = try Self.folder()
    defer { withExtendedLifetime(folder) {} }
    let options: [String: OptionValue] = [
      "fit": .text(fit), "height": .integer(size[0]), "width": .integer(size[1]),
    ]
    let data = try nyuv2(folder.path, options)
    let memory = try data.load()
    let place = URL(fileURLWithPath: folder.path + "/frames")
    try FrameFile.write(try data.open(), to: place)
    let found = FrameFile.read(place) { [root = folder.path] in try nyuv2(root, options).open() }
    let splits = try #require(found)
    for split in SplitName.allCases {
      #expect(splits[split].images.values == memory[split].images.values)
      for task in ["segmentation", "depth", "normals"] {
        #expect(splits[split].targets[task]!.values == memory[split].targets[task]!.values)
      }
    }
  }

  /// Arrays too: of bytes and of floats, in one data set.
  @Test func arraysOfSeveralSizesAndTypes() throws {
    let folder = try nyuv2Arrays()
    let n = 16 * 16
    try folder.write(
      "val/image/1.npy", npy("|u1", "(16, 16, 3)", Data(repeating: 51, count: n * 3)))
    try folder.write(
      "val/label/1.npy", npy("<i8", "(16, 16)", bytes([Int64](repeating: 4, count: n))))
    try folder.write(
      "val/depth/1.npy", npy("<f4", "(16, 16)", bytes([Float](repeating: 3, count: n))))
    try folder.write(
      "val/normal/1.npy", npy("<f4", "(16, 16, 3)", bytes([Float](repeating: 0.577, count: n * 3))))
    let test = try nyuv2(folder.path, ["fit": .text("pad")]).load().test
    #expect(abs(test.images.value(1, 3 * (64 * 16 + 32)) - 0.2) < 1e-6)
    let labels = (0..<64).map { test.targets["segmentation"]!.value(1, 64 * 16 + $0) }
    #expect(labels == (0..<64).map { 16..<48 ~= $0 ? 4 : -1 })
    // A map that does not belong to its image is told, whatever the rule.
    try folder.write(
      "val/depth/1.npy", npy("<f4", "(16, 17)", bytes([Float](repeating: 3, count: 16 * 17))))
    let error = #expect(throws: DataError.self) {
      _ = try nyuv2(folder.path, ["fit": .text("pad")]).load()
    }
    #expect(
      error?.description.hasPrefix(
        "\(folder.path)/val/depth/1.npy: found the shape [16, 17], expected [16, 16, 1]") == true)
  }

  /// What a cell spells of the data set where nothing is said is what it spelled before there were rules.
  @Test func theStandardIsNotSpelled() throws {
    #expect(try datasets.make("nyuv2").options["fit"] == nil)
    #expect(try datasets.make("nyuv2", ["fit": .text("pad")]).options["fit"] == .text("pad"))
  }
}
