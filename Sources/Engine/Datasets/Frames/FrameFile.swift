import Foundation
import Synchronization

/// All frames of a data set, decoded, in one safetensors file that every process reads frame by frame: what a process keeps
/// is a batch, whatever the size of the data. For each split it has the tensors `test.image` [N, H, W, 3], `test.depth`
/// [N, …] and so on, in the types of `FrameValues`; and for each of these `test.depth.checksum` [N], by which a damaged
/// frame is noticed when it is first read. Such a frame comes from the data set, and the file is removed.
public enum FrameFile {
  private static let format = "frames 1"

  /// Decodes every frame and writes the file, whole or not at all.
  /// - Throws: `DataError` of a frame that cannot be decoded; `WholeFile.Failure`, where the file cannot be written.
  public static func write(_ dataset: OpenedDataset, to file: URL) throws {
    let plan = try Plan(dataset)
    try WholeFile.write(to: file, size: plan.header.count + plan.tensors.byteCount) { put in
      try plan.header.withUnsafeBytes { try put($0, 0) }
      for split in SplitName.allCases {
        for index in dataset.ids(split).indices {
          try plan.write(try dataset.frame(index, of: split), index, of: split, put)
        }
      }
    }
  }

  /// Bytes that the file will take. Throws as the data set does.
  public static func size(_ dataset: OpenedDataset) throws -> Int {
    let plan = try Plan(dataset)
    return plan.header.count + plan.tensors.byteCount
  }

  /// The splits in a file that `write` made of this data set; nil where there is none, or another. Frames are read when they
  /// are asked for.
  public static func read(_ file: URL, _ dataset: @escaping @Sendable () throws -> OpenedDataset)
    -> Splits?
  {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let opened = OpenedFile(descriptor, file, dataset)
    guard let (tensors, start) = SafeTensors.read(descriptor), tensors.metadata["format"] == format,
      tensors.isSealed
    else { return nil }
    let all = SplitName.allCases.map { FileFrames($0, tensors, start, opened)?.samples }
    guard let train = all[0], let validation = all[1], let test = all[2] else { return nil }
    return Splits(train: train, validation: validation, test: test)
  }

  /// What is where.
  private struct Plan {
    let tensors: SafeTensors
    let header: Data
    private let first: Frame

    init(_ dataset: OpenedDataset) throws {
      guard let split = SplitName.allCases.first(where: { !dataset.ids($0).isEmpty }) else {
        throw DataError("found a data set without a frame, expected some")
      }
      first = try dataset.frame(0, of: split)
      var tensors = SafeTensors()
      tensors.metadata["format"] = FrameFile.format
      for split in SplitName.allCases {
        let ids = dataset.ids(split)
        guard let json = try? JSONEncoder().encode(ids) else {
          preconditionFailure("names are JSON")
        }
        tensors.metadata["\(split.key).ids"] = String(decoding: json, as: UTF8.self)
        for (name, values) in first.quantities {
          tensors.add(
            "\(split.key).\(name)", type: values.kind.rawValue,
            shape: [ids.count]
              + (name == Frame.image
                ? [dataset.size.height, dataset.size.width, imageChannels] : [values.count]))
        }
        for (name, _) in first.quantities {
          tensors.add("\(split.key).\(name).checksum", type: "U64", shape: [ids.count])
        }
      }
      tensors.seal()
      self.tensors = tensors
      header = tensors.header
    }

    func write(
      _ frame: Frame, _ index: Int, of split: SplitName,
      _ put: (UnsafeRawBufferPointer, Int) throws -> Void
    ) throws {
      precondition(
        frame.quantities.map(\.name) == first.quantities.map(\.name), "labels of other tasks")
      for (known, (name, values)) in zip(first.quantities, frame.quantities) {
        precondition(
          values.kind == known.values.kind && values.count == known.values.count,
          "frames of one data set have one size and type: \(name)")
        let place = header.count + tensors["\(split.key).\(name)"]!.range.lowerBound
        let sums = header.count + tensors["\(split.key).\(name).checksum"]!.range.lowerBound
        try values.withBytes { bytes in
          try put(bytes, place + index * bytes.count)
          try withUnsafeBytes(of: checksum(bytes).littleEndian) { try put($0, sums + 8 * index) }
        }
      }
    }
  }
}

extension SafeTensors {
  private static let sealKey = "checksum"

  /// Notes a checksum of the header itself, names and all.
  fileprivate mutating func seal() { metadata[Self.sealKey] = ownChecksum }

  fileprivate var isSealed: Bool { metadata[Self.sealKey] == ownChecksum }

  private var ownChecksum: String {
    var bare = self
    bare.metadata[Self.sealKey] = nil
    return bare.header.withUnsafeBytes { String(checksum($0), radix: 16) }
  }
}

extension Frame {
  fileprivate static let image = "image"

  /// Image and labels, in the order of the file.
  fileprivate var quantities: [(name: String, values: FrameValues)] {
    [(Self.image, image)] + labels.keys.sorted().map { ("label.\($0)", labels[$0]!) }
  }
}

extension SplitName {
  /// In names of tensors.
  fileprivate var key: String { self == .train ? "train" : rawValue }
}

/// The descriptor of a file of frames, and the data set for what is damaged in it.
private final class OpenedFile: Sendable {
  let descriptor: Int32
  private let file: URL
  private let dataset: @Sendable () throws -> OpenedDataset
  private let reopened = Mutex<OpenedDataset?>(nil)

  init(
    _ descriptor: Int32, _ file: URL, _ dataset: @escaping @Sendable () throws -> OpenedDataset
  ) {
    self.descriptor = descriptor
    self.file = file
    self.dataset = dataset
  }

  deinit { close(descriptor) }

  /// A frame that is damaged in the file. The file is removed: the next process makes it anew.
  func again(_ index: Int, of split: SplitName) throws -> Frame {
    unlink(file.path)
    let opened = try reopened.withLock { known in
      if let known { return known }
      let opened = try dataset()
      known = opened
      return opened
    }
    return try opened.frame(index, of: split)
  }
}

/// One split of a file of frames.
private final class FileFrames: FrameSource {
  private struct Quantity {
    let kind: FrameValueKind
    /// Of the first frame.
    let offset: Int
    /// Values of a frame.
    let count: Int
    let checksums: [UInt64]
  }

  private let split: SplitName
  private let ids: [String]
  private let size: ImageSize
  private let file: OpenedFile
  private let quantities: [String: Quantity]
  /// What has been read once was as it was written.
  private let known: Mutex<[String: [Bool]]>

  /// Nil where the file has not what it should have.
  init?(_ split: SplitName, _ tensors: SafeTensors, _ start: Int, _ file: OpenedFile) {
    self.split = split
    self.file = file
    guard
      let ids = tensors.metadata["\(split.key).ids"].flatMap({
        try? JSONDecoder().decode([String].self, from: Data($0.utf8))
      }), let image = tensors["\(split.key).image"], image.shape.count == 4
    else { return nil }
    self.ids = ids
    size = ImageSize(height: image.shape[1], width: image.shape[2])
    var quantities: [String: Quantity] = [:]
    for entry in tensors.entries
    where entry.name.hasPrefix(split.key + ".") && !entry.name.hasSuffix(".checksum") {
      guard let kind = FrameValueKind(rawValue: entry.type), entry.shape.first == ids.count,
        let sums = tensors[entry.name + ".checksum"], sums.shape == [ids.count],
        sums.type == "U64",
        let bytes = SafeTensors.bytes(
          of: file.descriptor, start + sums.range.lowerBound..<start + sums.range.upperBound)
      else { return nil }
      let name = String(entry.name.dropFirst(split.key.count + 1))
      quantities[name] = Quantity(
        kind: kind, offset: start + entry.range.lowerBound,
        count: entry.shape.dropFirst().reduce(1, *),
        checksums: bytes.withUnsafeBytes { raw in
          (0..<ids.count).map {
            UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
          }
        })
    }
    self.quantities = quantities
    known = Mutex(quantities.mapValues { _ in Array(repeating: false, count: ids.count) })
  }

  var samples: Samples {
    let labels = quantities.filter { $0.key.hasPrefix("label.") }
    return Samples(
      ids: ids, size: size,
      labelCounts: Dictionary(
        uniqueKeysWithValues: labels.map { (String($0.key.dropFirst(6)), $0.value.count) }),
      source: self)
  }

  func copy(_ task: String?, of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    let name = task.map { "label.\($0)" } ?? Frame.image
    let quantity = quantities[name]!
    let length = quantity.count * quantity.kind.bytes
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
    defer { room.deallocate() }
    if SafeTensors.read(file.descriptor, at: quantity.offset + frame * length, into: room),
      isWhole(UnsafeRawBufferPointer(room), name, quantity, frame)
    {
      return quantity.kind.copy(UnsafeRawBufferPointer(room), to: target)
    }
    let again = try file.again(frame, of: split)
    (task.map { again.labels[$0]! } ?? again.image).copy(to: target)
  }

  private func isWhole(
    _ bytes: UnsafeRawBufferPointer, _ name: String, _ quantity: Quantity, _ frame: Int
  ) -> Bool {
    if known.withLock({ $0[name]![frame] }) { return true }
    guard checksum(bytes) == quantity.checksums[frame] else { return false }
    known.withLock { $0[name]![frame] = true }
    return true
  }
}

/// Against damage, not against intent: SHA-256 would take a twentieth of the time of drawing where the processor has no
/// instructions for it. Every step can be undone, so that two frames which differ in one word never agree.
private func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
  var hash = UInt64(bytes.count)
  func mix(_ word: UInt64) {
    hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 32
  }
  let words = bytes.count / 8
  for index in 0..<words {
    mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
  }
  for byte in bytes[(8 * words)...] { mix(UInt64(byte)) }
  return hash
}
