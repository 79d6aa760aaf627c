import Foundation

/// A run between two epochs, on disk: the length of a JSON header, the header, the vectors. Written beside its
/// place and moved there, so that it is whole or absent.
struct Checkpoint {
  let file: URL

  private struct Header: Codable {
    var revision: String
    var vectors: [Int]
    var state: TrainingState
  }

  func write(_ state: TrainingState, _ vectors: TrainingVectors) throws {
    let header = Header(
      revision: Engine.numericRevision, vectors: vectors.all.map(\.count), state: state)
    let json = try JSONEncoder().encode(header)
    var data = Data()
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(json)
    for vector in vectors.all {
      data.append(contentsOf: UnsafeRawBufferPointer(start: vector.data, count: 4 * vector.count))
    }
    try data.write(to: file, options: .atomic)
  }

  /// The state, with the vectors filled; nil where there is no checkpoint, or none of this run.
  func read(into vectors: TrainingVectors) -> TrainingState? {
    guard let data = try? Data(contentsOf: file), data.count > 8 else { return nil }
    let length = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    guard length > 0, length < data.count - 8,
      let header = try? JSONDecoder().decode(Header.self, from: data[8..<8 + length]),
      header.revision == Engine.numericRevision, header.vectors == vectors.all.map(\.count),
      data.count == 8 + length + 4 * header.vectors.reduce(0, +)
    else { return nil }
    var offset = 8 + length
    for vector in vectors.all {
      let bytes = UnsafeMutableRawBufferPointer(start: vector.data, count: 4 * vector.count)
      data.copyBytes(to: bytes, from: offset..<offset + bytes.count)
      offset += bytes.count
    }
    return header.state
  }

  func remove() { try? FileManager.default.removeItem(at: file) }
}
