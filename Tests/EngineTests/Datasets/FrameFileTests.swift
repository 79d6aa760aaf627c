import Foundation
import Testing

@testable import Engine

/// Decoded frames in a file: what is read is what was decoded, whatever became of the file.
@Suite struct FrameFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "frames-\(UUID().uuidString)")
  private var file: URL { folder.appendingPathComponent("frames") }

  /// Small frames with values of every type.
  private static func dataset() -> OpenedDataset {
    func names(_ split: String, _ count: Int) -> [String] {
      (0..<count).map { "\(split) \($0) “ü”" }
    }
    return OpenedDataset(
      train: names("a", 5), validation: names("b", 1), test: names("c", 3),
      size: ImageSize(height: 2, width: 3),
      labels: [
        "segmentation": LabelLayout(.indices, count: 6), "depth": LabelLayout(.floats, count: 6),
        "age": LabelLayout(.floats, count: 1),
        "points": LabelLayout(.indices, count: 5, isRagged: true),
      ]
    ) { split, id, index in
      var random = RandomStream(seed: index, id)
      var labels: [String: FrameValues] = [
        "segmentation": .indices((0..<6).map { _ in Int16(random.index(below: 300)) - 1 }),
        "depth": .floats((0..<6).map { _ in Float(random.normal()) }),
        "points": .indices((0..<index).map { Int16(7 * $0) }),
      ]
      // The second frame of a split has no age, the third no points.
      if index != 1 { labels["age"] = .floats([Float(index)]) }
      if index == 2 { labels["points"] = nil }
      return Frame(
        image: .pixels((0..<18).map { _ in UInt8(random.index(below: 256)) }), labels: labels)
    }
  }

  private func write() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FrameFile.write(Self.dataset(), to: file)
  }

  private func read() -> Splits? { FrameFile.read(file) { Self.dataset() } }

  /// Images, and labels by task and frame; nil where there is none.
  private func values(_ splits: Splits) throws -> [[Float]?] {
    try SplitName.allCases.flatMap { split -> [[Float]?] in
      let samples = splits[split]
      let labels = try samples.labels.keys.sorted().flatMap { task in
        let room = Tensor([samples.labels[task]!.count])
        return try (0..<samples.count).map { frame in
          try samples.withLabel(of: task, frame, room: room.data) { $0.map(Array.init) }
        }
      }
      return [samples.images.values] + labels
    }
  }

  private func expectWhole(_ splits: Splits?) throws {
    let splits = try #require(splits)
    let expected = try Self.dataset().splits()
    for split in SplitName.allCases {
      #expect(
        splits[split].ids == expected[split].ids && splits[split].size == expected[split].size)
      #expect(splits[split].labels == expected[split].labels)
    }
    let found = try values(splits)
    #expect(try found == values(expected))
    #expect(found.contains { $0 == nil } && found.contains { $0?.isEmpty ?? false })
  }

  @Test func framesAreReadAsTheyWereDecoded() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(read() == nil)
    try write()
    try expectWhole(read())
    try expectWhole(Self.dataset().splitsOnDemand())
    let size = try FrameFile.size(Self.dataset(), name: file.lastPathComponent)
    #expect(try Data(contentsOf: file).count == size)
    // Pixels, indices and floats of nine frames, a checksum of each and a count of each label, and the header.
    #expect(size % 64 != 1 && size > 9 * (18 + 12 + 24 + 4 + 10 + 5 * 8 + 4 * 8))
  }

  /// Any other program that knows the format finds the tensors.
  @Test func theFileIsSafetensors() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write()
    let bytes = try Data(contentsOf: file)
    let length = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
    let json = try #require(
      JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: [String: Any]])
    let depth = try #require(json["train.label.depth"])
    #expect(depth["dtype"] as? String == "F32" && depth["shape"] as? [Int] == [5, 6])
    #expect(json["test.image"]?["shape"] as? [Int] == [3, 2, 3, 3])
    #expect((8 + length) % 64 == 0)
  }

  /// A bit that is not as it was written, wherever it is, changes nothing that is read.
  @Test func noDamageIsRead() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write()
    let bytes = try Data(contentsOf: file)
    let unused = try unused(bytes)
    for place in bytes.indices where !unused.contains(place) {
      var damaged = bytes
      damaged[place] ^= UInt8(1 << (place % 8))
      try damaged.write(to: file)
      guard let splits = read() else { continue }
      try expectWhole(splits)
      // The padding behind the header says nothing.
      let isPadding = damaged[place] == UInt8(ascii: " ") ^ UInt8(1 << (place % 8))
      #expect(!FileManager.default.fileExists(atPath: file.path) || isPadding, "byte \(place)")
    }
    for length in [0, 7, 8, 100, bytes.count - 1] {
      try bytes.prefix(length).write(to: file)
      #expect(read() == nil)
    }
  }

  /// Bytes behind the numbers of labels that are shorter than the longest, and in place of labels that are not there.
  private func unused(_ bytes: Data) throws -> Set<Int> {
    let length = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
    let json = try #require(
      JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: [String: Any]])
    var found: Set<Int> = []
    for split in ["train", "validation", "test"] {
      func place(_ task: String) throws -> (start: Int, frames: Int) {
        let tensor = try #require(json["\(split).label.\(task)"])
        let offsets = try #require(tensor["data_offsets"] as? [Int])
        return (8 + length + offsets[0], try #require(tensor["shape"] as? [Int])[0])
      }
      let (points, frames) = try place("points")
      for frame in 0..<frames {
        let count = frame == 2 ? 0 : frame
        found.formUnion(points + 10 * frame + 2 * count..<points + 10 * (frame + 1))
      }
      if frames > 1 { found.formUnion(try place("age").start + 4..<place("age").start + 8) }
    }
    return found
  }

  /// A file in another's place is not taken for it.
  @Test func anotherFilesFramesAreNotRead() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write()
    let other = folder.appendingPathComponent("others")
    try FileManager.default.moveItem(at: file, to: other)
    #expect(FrameFile.read(other) { Self.dataset() } == nil)
    try FileManager.default.moveItem(at: other, to: file)
    try expectWhole(read())
  }

  /// A frame that cannot be decoded leaves no file.
  @Test func aFrameThatCannotBeDecodedIsTold() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let good = Self.dataset()
    let bad = OpenedDataset(
      train: good.ids(.train), validation: good.ids(.validation), test: good.ids(.test),
      size: good.size, labels: good.labels
    ) { split, _, index in
      if split == .test { throw DataError("c.png: found nothing") }
      return try good.frame(index, of: split)
    }
    #expect(throws: DataError.self) { try FrameFile.write(bad, to: file) }
    #expect(throws: DataError.self) { try bad.check() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":{"k":"v"},"b":{"dtype":"U8","shape":[],"data_offsets":[4,5]},"#
      + #""a":{"dtype":"I16","shape":[2,1],"data_offsets":[0,4]}}  "#,
    "{}",
  ])
  func headersOfOthersAreRead(json: String) throws {
    let found = try #require(
      try header(json, tail: json.count < 3 ? 0 : json.contains("U8") ? 5 : 8))
    #expect(found.entries.count == (json.count < 3 ? 0 : json.contains("U8") ? 2 : 1))
    #expect(found.metadata == (json.contains("__metadata__") ? ["k": "v"] : [:]))
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}}"#,
    #"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"#
      + #""b":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}}"#,
    #"{"__metadata__":{"k":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "[]", "",
    #"{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}"#,
  ])
  func headersThatLieAreRefused(json: String) throws {
    #expect(try header(json, tail: 8) == nil)
  }

  private func header(_ json: String, tail: Int) throws -> SafeTensors? {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    var bytes = Data()
    withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += Data(json.utf8) + Data(count: tail)
    try bytes.write(to: file)
    let descriptor = open(file.path, O_RDONLY)
    defer { close(descriptor) }
    return SafeTensors.read(descriptor)?.0
  }
}
