import Foundation
import Testing

@testable import Engine

func nyuv2(_ root: String, _ given: [String: OptionValue] = [:]) throws -> NYUv2 {
  var options = Options(given.merging(["root": .text(root)]) { $1 })
  return try NYUv2(&options)
}

/// Six training and two test frames of 32×64 pixels; frame k is grey k, has label k, depth k metres and normals
/// to the right.
func nyuv2Folders() throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
  let pixels = 32 * 64
  for frame in 1...8 {
    let name = "000\(frame)"
    func plane(_ value: Int, bits: Int = 8) -> Data {
      png(
        [UInt16](repeating: UInt16(value), count: pixels), height: 32, width: 64, channels: 1,
        bits: bits)
    }
    let grey = [UInt8](repeating: UInt8(frame * 10), count: pixels * 3)
    try folder.write("rgb/\(name).jpg", jpeg(grey, height: 32, width: 64))
    try folder.write("depth/\(name).png", plane(frame * 1000, bits: 16))
    try folder.write("seg13/\(name).png", plane(frame))
    try folder.write("seg40/\(name).png", plane(frame == 1 ? 40 : frame + 20))
    var normals = [UInt16](repeating: 128, count: pixels * 3)
    for pixel in 1..<pixels { normals[pixel * 3] = 255 }
    try folder.write(
      "normal/\(name).png", png(normals, height: 32, width: 64, channels: 3, bits: 8))
  }
  try folder.write("train.txt", Data("0001\n0004\n0003\n0002\n0006\n0005\n".utf8))
  try folder.write("test.txt", Data("0008\n0007\n".utf8))
  return folder
}

func nyuv2Arrays(height: Int = 32, width: Int = 64) throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
  let n = height * width
  for (split, count) in [("train", 12), ("val", 2)] {
    for frame in 0..<count {
      let file = "\(frame).npy"
      try folder.write(
        "\(split)/image/\(file)",
        npy(
          "<f8", "(\(height), \(width), 3)",
          bytes([Double](repeating: Double(frame) / 20, count: n * 3))))
      try folder.write(
        "\(split)/label/\(file)",
        npy("<i8", "(\(height), \(width))", bytes([Int64](repeating: Int64(frame - 1), count: n))))
      try folder.write(
        "\(split)/depth/\(file)",
        npy("<f4", "(\(height), \(width), 1)", bytes([Float](repeating: Float(frame), count: n))))
      let normals = (0..<n * 3).map { Float($0 % 3 == 1 && frame > 0 ? 0.98 : 0) }
      try folder.write(
        "\(split)/normal/\(file)", npy("<f4", "(\(height), \(width), 3)", bytes(normals)))
    }
  }
  return folder
}

private func message(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "no error"
}

@Test func foldersAreReadInTheirUnits() throws {
  let folder = try nyuv2Folders()
  let data = try nyuv2(folder.path)
  #expect(data.size == ImageSize(height: 32, width: 64))
  let splits = try data.load()
  #expect(splits.test.ids == ["0007", "0008"])
  #expect(splits.train.count == 5 && splits.validation.count == 1)
  #expect(
    (splits.train.ids + splits.validation.ids).sorted() == (1...6).map { "000\($0)" })
  let test = splits.test
  #expect(abs(test.images.values[0] - 70 / 255) < 0.01)
  #expect(test.targets["segmentation"]!.values.allSatisfy { $0 == 6 || $0 == 7 })
  #expect(test.targets["depth"]!.values[0] == 7)
  let normals = test.targets["normals"]!.values
  #expect(Array(normals[0..<3]) == [0, 0, 0])
  #expect(abs(normals[3] - 1) < 1e-4 && abs(normals[4]) < 0.01)
  let of40 = try nyuv2(folder.path, ["classes": .integer(40)]).load()
  let first = of40.train.ids.first == "0001" ? of40.train : of40.validation
  #expect(first.targets["segmentation"]!.values[0] == -1)
  #expect(of40.test.targets["segmentation"]!.values[0] == 26)
}

@Test func arraysAreReadInNumericOrder() throws {
  let folder = try nyuv2Arrays()
  let splits = try nyuv2(folder.path).load()
  #expect(splits.test.ids == ["val/0", "val/1"])
  let train = splits.train
  #expect(train.count == 11)
  #expect(train.ids == train.ids.sorted { Int($0.dropFirst(6))! < Int($1.dropFirst(6))! })
  let number = Int(train.ids.last!.dropFirst(6))!
  #expect(train.images.value(10, 5) == Float(number) / 20)
  #expect(train.targets["segmentation"]!.value(10, 0) == Float(number - 1))
  #expect(train.targets["depth"]!.value(10, 0) == Float(number))
  #expect(Array(train.targets["normals"]!.values.suffix(3)) == [0, 1, 0])
  #expect(Array(splits.test.targets["normals"]!.values.prefix(3)) == [0, 0, 0])
}

@Test func theValidationFramesDoNotDependOnTheOrderOfTheList() throws {
  let folder = try nyuv2Folders()
  let first = try nyuv2(folder.path, ["validation": .number(0.4)])
  let digest = try first.digest()
  let chosen = try first.load()
  try folder.write("train.txt", Data("0006\n0005\n0004\n0003\n0002\n0001\n".utf8))
  let second = try nyuv2(folder.path, ["validation": .number(0.4)])
  #expect(try second.load().validation.ids == chosen.validation.ids)
  #expect(chosen.validation.count == 2 && chosen.train.count == 4)
  #expect(try second.digest() == digest)
}

@Test func theDigestIsOfTheBytesInUse() throws {
  let folder = try nyuv2Folders()
  let digest = try nyuv2(folder.path).digest()
  #expect(try nyuv2(folder.path, ["classes": .integer(40)]).digest() != digest)
  try folder.write("depth/0003.png", Data("other".utf8))
  #expect(try nyuv2(folder.path).digest() != digest)
}

@Test func framesLimitEachSplit() throws {
  let folder = try nyuv2Folders()
  let few = try nyuv2(folder.path, ["frames": .integer(3)]).load()
  #expect(few.train.count == 2 && few.validation.count == 1 && few.test.count == 2)
  let counts = try nyuv2(folder.path, ["frames": .integer(3)]).frameCounts()
  #expect(counts == SplitCounts(train: 2, validation: 1, test: 2))
  let one = message { _ = try nyuv2(folder.path, ["frames": .integer(1)]).load() }
  #expect(
    one.contains("found 1 training and 1 test frames") && one.contains("raise the option frames"))
}

@Test func framesAreResized() throws {
  let folder = try nyuv2Arrays(height: 72, width: 96)
  #expect(try nyuv2(folder.path).load().train.size == ImageSize(height: 72, width: 96))
  let data = try nyuv2(folder.path, ["height": .integer(64)])
  #expect(data.size == ImageSize(height: 64, width: 96))
  let train = try data.load().train
  #expect(train.images.shape == [11, 64, 96, 3])
  #expect(train.targets["normals"]!.shape == [11, 64, 96, 3])
}

@Test func resizingHasHalfPixelCentres() {
  var wide = [Float](repeating: 0, count: 4)
  let two = ImageSize(height: 1, width: 2)
  let four = ImageSize(height: 1, width: 4)
  Resize.bilinear([0, 4], two, to: four, channels: 1, into: &wide)
  #expect(wide == [0, 1, 3, 4])
  Resize.nearest([0, 4], two, to: four, channels: 1, into: &wide)
  #expect(wide == [0, 0, 4, 4])
  var narrow = [Float](repeating: 0, count: 2)
  Resize.bilinear([0, 1, 2, 3], four, to: two, channels: 1, into: &narrow)
  #expect(narrow == [0.5, 2.5])
}

@Test func aMissingFolderExplainsItself() throws {
  let missing = "/nowhere-\(UUID().uuidString)"
  #expect(
    message { _ = try nyuv2(missing).load() }.contains(
      "\(missing): found no such folder, expected"))
}

@Test(.enabled(if: ProcessInfo.processInfo.environment[NYUv2.variable] == nil))
func noFolderAtAllExplainsItself() throws {
  var options = Options()
  let data = try NYUv2(&options)
  let without = message { _ = try data.load() }
  #expect(without.contains("option root") && without.contains("BENCH_NYUV2"))
  #expect(message { _ = try data.digest() } == without)
}

@Test func damagedFoldersNameTheFile() throws {
  let folder = try nyuv2Folders()
  let data = try nyuv2(folder.path)
  try folder.write("depth/0003.png", png([1], height: 1, width: 1, channels: 1, bits: 16))
  #expect(
    message { _ = try data.load() }.hasPrefix(
      "\(folder.path)/depth/0003.png: found 1×1 pixels, 1 × 16 bits; expected 32×64 as in rgb/0003.jpg"
    ))
  try folder.write(
    "seg13/0002.png",
    png([UInt16](repeating: 14, count: 2048), height: 32, width: 64, channels: 1, bits: 8))
  #expect(
    message { _ = try data.load() }.hasPrefix(
      "\(folder.path)/seg13/0002.png: found the label 14, expected 0…13"))
  try FileManager.default.removeItem(atPath: folder.path + "/normal/0008.png")
  #expect(
    message { _ = try data.load() }.hasPrefix(
      "\(folder.path)/normal/0008.png: not found, expected for frame 0008, which test.txt lists on line 1; "
        + "copy it there (nearest in normal: 0001.png, 0002.png, 0003.png)"))
  try folder.write("test.txt", Data("0001\n".utf8))
  #expect(message { _ = try data.load() }.contains("frame 0001 is in train.txt too"))
}

@Test func damagedArraysNameTheFile() throws {
  let folder = try nyuv2Arrays()
  let data = try nyuv2(folder.path)
  try folder.write(
    "train/label/3.npy", npy("<i8", "(32, 64)", bytes([Int64](repeating: 13, count: 2048))))
  #expect(
    message { _ = try data.load() }.hasPrefix(
      "\(folder.path)/train/label/3.npy: found 13.0, expected classes −1…12"))
  try folder.write(
    "train/depth/2.npy", npy("<f4", "(2, 2)", bytes([Float](repeating: 1, count: 4))))
  #expect(
    message { _ = try data.load() }.hasPrefix(
      "\(folder.path)/train/depth/2.npy: found the shape [2, 2], expected [32, 64, 1]"))
  try FileManager.default.removeItem(atPath: folder.path + "/val/normal/1.npy")
  #expect(
    message { _ = try data.load() }.hasPrefix("\(folder.path)/val/normal/1.npy: not found"))
}
