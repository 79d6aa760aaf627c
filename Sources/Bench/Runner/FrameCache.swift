import Engine
import Foundation
import Records

/// Drawn frames, kept on disk so that a sweep draws them once: a file for each data set, named by everything that
/// determines its frames. Written beside its place and moved there, so that it is whole or absent; whoever cannot read or
/// write it draws.
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

  /// The data set's frames, from the cache where they are drawn.
  func load(_ dataset: any Dataset, choice: Choice, digest: String) throws -> Splits {
    guard dataset.isDrawn else { return try dataset.load() }
    let file = folder.appendingPathComponent(sha256("\(digest) \(choice.label)"))
    if let splits = read(file) { return splits }
    let splits = try dataset.load()
    write(splits, to: file)
    return splits
  }

  private func write(_ splits: Splits, to file: URL) {
    let all = [splits.train, splits.validation, splits.test]
    let header = Header(
      splits: all.map {
        Header.Split(ids: $0.ids, images: $0.images.shape, targets: $0.targets.mapValues(\.shape))
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let json = try? encoder.encode(header) else { return }
    var data = Data()
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(json)
    for tensor in all.flatMap(Self.tensors) {
      data.append(
        contentsOf: UnsafeRawBufferPointer(start: tensor.data, count: 4 * tensor.count))
    }
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? data.write(to: file, options: .atomic)
  }

  /// Nil where there is no such file, or one that is not whole.
  private func read(_ file: URL) -> Splits? {
    guard let data = try? Data(contentsOf: file, options: .mappedIfSafe), data.count > 8 else {
      return nil
    }
    let length = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    guard length > 0, length <= data.count - 8,
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

  /// In the order of the file.
  private static func tensors(_ samples: Samples) -> [Tensor] {
    [samples.images] + samples.targets.keys.sorted().map { samples.targets[$0]! }
  }
}
