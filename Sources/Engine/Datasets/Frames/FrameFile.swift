import Foundation
import Synchronization

/// All frames of a data set, decoded, in one safetensors file that every process reads frame by frame: what a process keeps
/// is a batch, whatever the size of the data. For each split and quantity (`image`, `label.depth`) it has the tensors
/// `test.image` [N, H, W, 3] or `test.label.depth` [N, most numbers of a label], in the types of `FrameValues`;
/// `checksum.test.label.depth` [N], by which a damaged frame is noticed when it is first read; and for labels
/// `count.test.label.depth` [N], the numbers that each has, −1 where a frame has no label. A damaged frame comes from the
/// data set, and the file is removed.
public enum FrameFile {
  private static let format = "frames 4"

  /// Decodes every frame and writes the file, whole or not at all. Its name is that of its frames, and is noted in it.
  /// - Throws: `DataError` of a frame that cannot be decoded; `WholeFile.Failure`, where the file cannot be written.
  public static func write(_ dataset: OpenedDataset, to file: URL) throws {
    let plan = try Plan(dataset, name: file.lastPathComponent)
    try WholeFile.write(to: file, size: plan.byteCount) { put in
      try plan.header.withUnsafeBytes { try put($0, 0) }
      for split in SplitName.allCases {
        for index in dataset.ids(split).indices {
          try plan.write(try dataset.frame(index, of: split), index, of: split, put)
        }
      }
    }
  }

  /// Bytes that the file will take. Throws as the data set does.
  public static func size(_ dataset: OpenedDataset, name: String) throws -> Int {
    try Plan(dataset, name: name).byteCount
  }

  /// The splits in a file that `write` made under this name; nil where there is none, or another's. Frames are read when
  /// they are asked for.
  public static func read(_ file: URL, _ dataset: @escaping @Sendable () throws -> OpenedDataset)
    -> Splits?
  {
    // What is no file, a pipe say, must not hold the run.
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    let opened = OpenedFile(descriptor, file, dataset)
    guard let (tensors, start) = SafeTensors.read(descriptor), tensors.metadata["format"] == format,
      tensors.metadata["name"] == file.lastPathComponent, tensors.isSealed
    else { return nil }
    let all = SplitName.allCases.map { FileFrames($0, tensors, start, opened)?.samples }
    guard let train = all[0], let validation = all[1], let test = all[2] else { return nil }
    return Splits(train: train, validation: validation, test: test)
  }

  /// What is where.
  private struct Plan {
    let header: Data
    private let tensors: SafeTensors
    private let dataset: OpenedDataset
    /// Where each quantity of each split begins.
    private var places: [SplitName: [Quantity: Place]] = [:]

    private struct Place {
      /// Of the first frame's numbers, checksum and count.
      var values = 0
      var checksums = 0
      var counts = 0
      /// Bytes that a frame takes.
      var stride = 0
    }

    /// Of the whole file.
    var byteCount: Int { header.count + tensors.byteCount }

    init(_ dataset: OpenedDataset, name: String) throws {
      guard let split = SplitName.allCases.first(where: { !dataset.ids($0).isEmpty }) else {
        throw DataError("found a data set without a frame, expected some")
      }
      let image = try dataset.frame(0, of: split).image
      let size = dataset.size
      var tensors = SafeTensors()
      tensors.metadata["format"] = FrameFile.format
      tensors.metadata["name"] = name
      for split in SplitName.allCases {
        let ids = dataset.ids(split)
        guard let json = try? JSONEncoder().encode(ids) else {
          preconditionFailure("names are JSON")
        }
        tensors.metadata["\(split.key).ids"] = String(decoding: json, as: UTF8.self)
        tensors.add(
          Quantity.image.name(in: split), type: image.kind.rawValue,
          shape: [ids.count, size.height, size.width, imageChannels])
        tensors.add(Quantity.image.checksum(in: split), type: "U64", shape: [ids.count])
        for (task, layout) in dataset.labels.sorted(by: { $0.key < $1.key }) {
          let label = Quantity.label(task)
          tensors.add(
            label.name(in: split), type: layout.kind.rawValue, shape: [ids.count, layout.count])
          tensors.metadata[label.name(in: split)] = layout.isRagged ? "ragged" : "fixed"
          tensors.add(label.checksum(in: split), type: "U64", shape: [ids.count])
          tensors.add(label.count(in: split), type: "I64", shape: [ids.count])
        }
      }
      tensors.seal()
      self.tensors = tensors
      self.dataset = dataset
      header = tensors.header
      let start = header.count
      func place(_ name: String) -> Int { start + tensors[name]!.range.lowerBound }
      for split in SplitName.allCases {
        places[split] = [
          .image: Place(
            values: place(Quantity.image.name(in: split)),
            checksums: place(Quantity.image.checksum(in: split)),
            stride: image.count * image.kind.bytes)
        ]
        for (task, layout) in dataset.labels {
          let label = Quantity.label(task)
          places[split]![label] = Place(
            values: place(label.name(in: split)), checksums: place(label.checksum(in: split)),
            counts: place(label.count(in: split)), stride: layout.count * layout.kind.bytes)
        }
      }
    }

    func write(
      _ frame: Frame, _ index: Int, of split: SplitName,
      _ put: (UnsafeRawBufferPointer, Int) throws -> Void
    ) throws {
      func write(_ values: FrameValues, at place: Place) throws {
        try values.withBytes { bytes in
          try put(bytes, place.values + index * place.stride)
          try withUnsafeBytes(of: checksum(bytes).littleEndian) {
            try put($0, place.checksums + 8 * index)
          }
        }
      }
      let own = places[split]!
      try write(frame.image, at: own[.image]!)
      for task in dataset.labels.keys {
        let place = own[.label(task)]!
        let values = frame.labels[task]
        if let values {
          try write(values, at: place)
        } else {
          try withUnsafeBytes(of: missingLabel.littleEndian) {
            try put($0, place.checksums + 8 * index)
          }
        }
        try withUnsafeBytes(of: Int64(values?.count ?? -1).littleEndian) {
          try put($0, place.counts + 8 * index)
        }
      }
    }
  }
}

/// What a frame has: its image, or the label of a task.
private enum Quantity: Hashable {
  case image
  case label(String)

  /// `test.label.depth`
  func name(in split: SplitName) -> String {
    switch self {
    case .image: "\(split.key).image"
    case .label(let task): "\(split.key).label.\(task)"
    }
  }

  func checksum(in split: SplitName) -> String { "checksum." + name(in: split) }
  func count(in split: SplitName) -> String { "count." + name(in: split) }
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
  private final class Stored: Sendable {
    let kind: FrameValueKind
    /// Of the first frame.
    let offset: Int
    /// Numbers of a frame, or the most that one has.
    let most: Int
    let checksums: [UInt64]
    /// Numbers of each frame, −1 where it has none; nil where all have as many as any.
    let counts: [Int64]?
    /// What has been read once was as it was written.
    let known: Mutex<[Bool]>

    init(
      kind: FrameValueKind, offset: Int, most: Int, checksums: [UInt64], counts: [Int64]?
    ) {
      self.kind = kind
      self.offset = offset
      self.most = most
      self.checksums = checksums
      self.counts = counts
      known = Mutex(Array(repeating: false, count: checksums.count))
    }
  }

  private let split: SplitName
  private let ids: [String]
  private let size: ImageSize
  private let file: OpenedFile
  private let image: Stored
  private let labels: [String: Stored]
  private let layouts: [String: LabelLayout]

  /// Nil where the file has not what it should have.
  init?(_ split: SplitName, _ tensors: SafeTensors, _ start: Int, _ file: OpenedFile) {
    self.split = split
    self.file = file
    guard
      let ids = tensors.metadata["\(split.key).ids"].flatMap({
        try? JSONDecoder().decode([String].self, from: Data($0.utf8))
      }), let pixels = tensors[Quantity.image.name(in: split)], pixels.shape.count == 4,
      let image = Self.stored(.image, split, ids.count, tensors, start, file)
    else { return nil }
    self.ids = ids
    self.image = image
    size = ImageSize(height: pixels.shape[1], width: pixels.shape[2])
    let prefix = Quantity.label("").name(in: split)
    var labels: [String: Stored] = [:]
    var layouts: [String: LabelLayout] = [:]
    for entry in tensors.entries where entry.name.hasPrefix(prefix) {
      let task = String(entry.name.dropFirst(prefix.count))
      guard let label = Self.stored(.label(task), split, ids.count, tensors, start, file),
        label.counts != nil
      else { return nil }
      labels[task] = label
      layouts[task] = LabelLayout(
        label.kind, count: label.most, isRagged: tensors.metadata[entry.name] == "ragged")
    }
    self.labels = labels
    self.layouts = layouts
  }

  private static func stored(
    _ quantity: Quantity, _ split: SplitName, _ frames: Int, _ tensors: SafeTensors, _ start: Int,
    _ file: OpenedFile
  ) -> Stored? {
    func words(_ name: String, _ type: String) -> [UInt64]? {
      guard let entry = tensors[name], entry.shape == [frames], entry.type == type,
        let bytes = SafeTensors.bytes(
          of: file.descriptor, start + entry.range.lowerBound..<start + entry.range.upperBound)
      else { return nil }
      return bytes.withUnsafeBytes { raw in
        (0..<frames).map {
          UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
        }
      }
    }
    guard let entry = tensors[quantity.name(in: split)],
      let kind = FrameValueKind(rawValue: entry.type), entry.shape.first == frames,
      let checksums = words(quantity.checksum(in: split), "U64")
    else { return nil }
    let counts = words(quantity.count(in: split), "I64")
    return Stored(
      kind: kind, offset: start + entry.range.lowerBound,
      most: entry.shape.dropFirst().reduce(1, *), checksums: checksums,
      counts: counts?.map { Int64(bitPattern: $0) })
  }

  var samples: Samples { Samples(ids: ids, size: size, labels: layouts, source: self) }

  func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    guard case .some = read(image, frame, to: target) else {
      return try file.again(frame, of: split).image.copy(to: target)
    }
  }

  func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>) throws
    -> Int?
  {
    guard let count = read(labels[task]!, frame, to: target) else {
      return try file.again(frame, of: split).copyLabel(of: task, to: target)
    }
    return count
  }

  /// The count of its numbers, which may be none where the frame has no label; nil where it is damaged.
  private func read(_ stored: Stored, _ frame: Int, to target: UnsafeMutablePointer<Float>)
    -> Int??
  {
    let count = stored.counts.map { $0[frame] } ?? Int64(stored.most)
    if count == -1 {
      guard stored.checksums[frame] == missingLabel else { return nil }
      return .some(nil)
    }
    guard 0...Int64(stored.most) ~= count else { return nil }
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Int(count) * stored.kind.bytes, alignment: 16)
    defer { room.deallocate() }
    let place = stored.offset + frame * stored.most * stored.kind.bytes
    let bytes = UnsafeRawBufferPointer(room)
    guard SafeTensors.read(file.descriptor, at: place, into: room) else { return nil }
    if !stored.known.withLock({ $0[frame] }) {
      guard checksum(bytes) == stored.checksums[frame] else { return nil }
      stored.known.withLock { $0[frame] = true }
    }
    stored.kind.copy(bytes, to: target)
    return Int(count)
  }
}

/// In place of the checksum of a label that is not there.
private let missingLabel: UInt64 = 0x6d69_7373_696e_6721

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
