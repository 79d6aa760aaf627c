import Engine
import Foundation
import Records

/// Drawn frames, kept on disk so that a sweep draws them once: a file for each data set, named by everything that
/// determines its frames, which ends with a checksum of all before. Written beside its place and moved there, so that it is
/// whole or absent; whoever cannot read or write it, or finds it damaged, draws.
struct FrameCache {
  let folder: URL

  private struct Header: Codable {
    struct Split: Codable {
      var ids: [String]
      var images: [Int]
      var targets: [String: [Int]]
    }
    var splits: [Split]
  }

  /// The frames of a cell's data set, from the cache where they are drawn.
  /// - Parameter onLost: told where they could not be kept: they are drawn again for the next cell.
  func load(
    _ dataset: any Dataset, for cell: Cell, onLost: (CellMessage.Warning) -> Void = { _ in }
  ) throws -> Splits {
    guard dataset.isDrawn else { return try dataset.load() }
    let file = folder.appendingPathComponent(Self.name(cell))
    if let splits = read(file) { return splits }
    let splits = try dataset.load()
    if let warning = write(splits, to: file) { onLost(warning) }
    return splits
  }

  /// Removes what is not of these cells: frames of other data sets, and what an interrupted write left. A process that has one
  /// of those files open goes on reading it, one that writes it gives up: neither is harmed.
  func remove(allBut cells: [Cell]) {
    let files = FileManager.default
    let kept = Set(cells.map(Self.name))
    for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
    where !kept.contains(name) {
      try? files.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  private static func name(_ cell: Cell) -> String {
    sha256("\(cell.dataDigest) \(cell.dataset.label)")
  }

  /// Returns why they could not be kept.
  private func write(_ splits: Splits, to file: URL) -> CellMessage.Warning? {
    let all = [splits.train, splits.validation, splits.test]
    let header = Header(
      splits: all.map {
        Header.Split(ids: $0.ids, images: $0.images.shape, targets: $0.targets.mapValues(\.shape))
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let json = try? encoder.encode(header) else { return nil }
    var data = Data()
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(json)
    for tensor in all.flatMap(Self.tensors) {
      data.append(
        contentsOf: UnsafeRawBufferPointer(start: tensor.data, count: 4 * tensor.count))
    }
    withUnsafeBytes(of: Self.checksum(data).littleEndian) { data.append(contentsOf: $0) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try WholeFile.write(to: file) { data.withUnsafeBytes($0) }
      return nil
    } catch {
      return CellMessage.Warning(frames: file, needed: data.count, error)
    }
  }

  /// Nil where there is no such file, or one whose bytes are not those that were written.
  private func read(_ file: URL) -> Splits? {
    guard let bytes = try? Data(contentsOf: file, options: .mappedIfSafe) else { return nil }
    let data = bytes.dropLast(8)
    guard data.count > 8, Self.number(bytes.suffix(8)) == Self.checksum(data),
      let length = Int(exactly: Self.number(data.prefix(8))), length <= data.count - 8,
      let header = try? JSONDecoder().decode(Header.self, from: data[8..<8 + length]),
      header.splits.count == 3
    else { return nil }
    let all = header.splits.map { split in
      Samples(
        ids: split.ids, images: Tensor(split.images),
        targets: split.targets.mapValues { Tensor($0) })
    }
    let tensors = all.flatMap(Self.tensors)
    guard data.count == 8 + length + 4 * tensors.reduce(0, { $0 + $1.count }) else { return nil }
    var offset = 8 + length
    for tensor in tensors {
      let bytes = UnsafeMutableRawBufferPointer(start: tensor.data, count: 4 * tensor.count)
      data.copyBytes(to: bytes, from: offset..<offset + bytes.count)
      offset += bytes.count
    }
    return Splits(train: all[0], validation: all[1], test: all[2])
  }

  /// Against damage, not against intent: SHA-256 would take a twentieth of the time of drawing where the processor has no
  /// instructions for it. Every step can be undone, so that two files which differ in one word never agree.
  private static func checksum(_ data: Data) -> UInt64 {
    data.withUnsafeBytes { bytes in
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
  }

  /// Little-endian.
  private static func number(_ bytes: Data) -> UInt64 {
    bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) }
  }

  /// In the order of the file.
  private static func tensors(_ samples: Samples) -> [Tensor] {
    [samples.images] + samples.targets.keys.sorted().map { samples.targets[$0]! }
  }
}

extension RecordStore {
  /// Drawn frames lie beside the claims and the checkpoints.
  var frames: FrameCache { FrameCache(folder: workFolder.appendingPathComponent("frames")) }
}
