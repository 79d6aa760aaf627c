import Foundation

/// A run between two epochs, on disk: the length of a JSON header, the header, the vectors, and the SHA-256 of all before.
/// Written beside its place and moved there, so that it is whole or absent. A run goes on from a checkpoint of its own
/// alone, and from one in which not a bit has changed.
public struct Checkpoint: Sendable {
  public let file: URL
  /// Whose it is: everything that determines the run's bytes.
  public let identity: String

  public init(file: URL, identity: String) {
    self.file = file
    self.identity = identity
  }

  /// Why a run goes on without what a checkpoint would give. None of these changes its outcome.
  public enum Trouble: Error, Sendable {
    /// There is a file that cannot be gone on from: training starts afresh.
    case unusable(file: URL, reason: String)
    /// It could not be written, with the error number and the bytes that it needs: an interruption would cost all epochs
    /// so far.
    case lost(file: URL, code: Int32, needed: Int)
  }

  private struct Header: Codable {
    var revision: String
    var identity: String
    var vectors: [Int]
    var state: TrainingState
  }

  /// What the digest is stored as: hexadecimal digits.
  private static let digestBytes = 64

  /// Where this fails there is no checkpoint any more: an earlier one takes room that a record may need.
  func write(_ state: TrainingState, _ vectors: TrainingVectors) throws(Trouble) {
    let header = Header(
      revision: Engine.numericRevision, identity: identity, vectors: vectors.all.map(\.count),
      state: state)
    let encoder = JSONEncoder()
    // A scheme keeps no number for a task that it has not met yet.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let json = try? encoder.encode(header) else {
      preconditionFailure("a checkpoint's header holds texts and numbers only")
    }
    do {
      try WholeFile.write(to: file) { write in
        let digest = SHA256()
        func put(_ bytes: UnsafeRawBufferPointer) {
          digest.update(bytes)
          write(bytes)
        }
        withUnsafeBytes(of: UInt64(json.count).littleEndian, put)
        json.withUnsafeBytes(put)
        for vector in vectors.all {
          put(UnsafeRawBufferPointer(start: vector.data, count: 4 * vector.count))
        }
        Array(digest.finish().utf8).withUnsafeBytes(write)
      }
    } catch {
      remove()
      let needed = 8 + json.count + 4 * header.vectors.reduce(0, +) + Self.digestBytes
      throw .lost(file: file, code: error.code, needed: needed)
    }
  }

  /// The state, with the vectors filled; nil where there is no checkpoint. Throws `Trouble.unusable`, and leaves the vectors
  /// as they are, where there is one that is damaged or another run's.
  func read(into vectors: TrainingVectors) throws(Trouble) -> TrainingState? {
    var status = stat()
    guard stat(file.path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw unusable("it is a folder or another thing that is no file")
    }
    let data: Data
    do { data = try Data(contentsOf: file, options: .mappedIfSafe) } catch {
      throw unusable("it cannot be read: \(error.localizedDescription)")
    }
    let (header, start) = try checkedHeader(data)
    let revision = Engine.numericRevision
    guard header.revision == revision else {
      throw unusable("it is of numeric revision \(header.revision), this program's is \(revision)")
    }
    guard header.identity == identity else { throw unusable("it is another run's") }
    guard header.vectors == vectors.all.map(\.count),
      data.count == start + 4 * header.vectors.reduce(0, +) + Self.digestBytes
    else { throw unusable("its network has other sizes") }
    var offset = start
    for vector in vectors.all {
      let bytes = UnsafeMutableRawBufferPointer(start: vector.data, count: 4 * vector.count)
      data.copyBytes(to: bytes, from: offset..<offset + bytes.count)
      offset += bytes.count
    }
    return header.state
  }

  /// The header of a file whose digest is right, and where the vectors begin.
  private func checkedHeader(_ data: Data) throws(Trouble) -> (Header, start: Int) {
    guard data.count > 8 + Self.digestBytes else { throw unusable("it is cut short") }
    let digest = SHA256()
    let body = data.dropLast(Self.digestBytes)
    body.withUnsafeBytes(digest.update)
    guard data.suffix(Self.digestBytes).elementsEqual(digest.finish().utf8) else {
      throw unusable("its bytes are not those that were written")
    }
    let length = body.prefix(8).enumerated().reduce(UInt64(0)) {
      $0 | UInt64($1.element) << (8 * UInt64($1.offset))
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard length <= UInt64(body.count - 8),
      let header = try? decoder.decode(Header.self, from: body[8..<8 + Int(length)])
    else { throw unusable("its header is of another version of this program") }
    return (header, 8 + Int(length))
  }

  private func unusable(_ reason: String) -> Trouble { .unusable(file: file, reason: reason) }

  /// Nothing where there is none; a folder in its place stays.
  func remove() { unlink(file.path) }
}
