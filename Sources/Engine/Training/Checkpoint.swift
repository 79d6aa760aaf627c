import Digests
import Foundation

/// A run between two epochs, on disk: a safetensors file with the network as selected so far, by name; the vectors that
/// training goes on from; whose they are, and the state, in its metadata; and last a tensor with the SHA-256 of all bytes
/// before. Written beside its place and moved there, so that it is whole or absent. A run goes on from a checkpoint of its own
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

  private static let format = "checkpoint 1"

  /// The last tensor: hexadecimal digits, as `head -c -64 FILE | sha256sum` prints them.
  private static let digest = "sha256"
  private static let digestBytes = 64

  /// Where this fails there is no checkpoint any more: an earlier one takes room that a record may need.
  func write(_ state: TrainingState, _ vectors: TrainingVectors) throws(Trouble) {
    let named = vectors.named
    var tensors = Self.layout(named)
    tensors.metadata = [
      "format": Self.format, "identity": identity, "revision": Engine.numericRevision,
      "state": Self.text(state),
    ]
    let header = tensors.header
    do {
      try WholeFile.write(to: file) { write in
        let digest = SHA256()
        func put(_ bytes: UnsafeRawBufferPointer) {
          digest.update(bytes)
          write(bytes)
        }
        header.withUnsafeBytes(put)
        for tensor in named {
          put(UnsafeRawBufferPointer(start: tensor.data, count: 4 * tensor.count))
        }
        Array(digest.finish().utf8).withUnsafeBytes(write)
      }
    } catch {
      remove()
      throw .lost(file: file, code: error.code, needed: header.count + tensors.byteCount)
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
    guard access(file.path, R_OK) == 0 else {
      throw unusable("it cannot be read: \(String(cString: strerror(errno)))")
    }
    do { data = try Data(contentsOf: file, options: .mappedIfSafe) } catch {
      throw unusable("it cannot be read")
    }
    try checkDigest(data)
    let otherVersion = unusable("it is of another version of this program")
    guard let (tensors, start) = SafeTensors.read(data), tensors.metadata["format"] == Self.format
    else { throw otherVersion }
    let (found, revision) = (tensors.metadata["revision"] ?? "unknown", Engine.numericRevision)
    guard found == revision else {
      throw unusable("it is of numeric revision \(found), this program's is \(revision)")
    }
    guard tensors.metadata["identity"] == identity else { throw unusable("it is another run's") }
    guard let state = tensors.metadata["state"].flatMap(Self.state) else { throw otherVersion }
    let named = vectors.named
    let layout = Self.layout(named)
    guard tensors.hasSameTensors(as: layout) else { throw unusable("its network has other sizes") }
    for (tensor, entry) in zip(named, layout.entries) {
      let place = start + entry.range.lowerBound..<start + entry.range.upperBound
      data.copyBytes(
        to: UnsafeMutableRawBufferPointer(start: tensor.data, count: place.count), from: place)
    }
    return state
  }

  /// What is where.
  private static func layout(_ named: [TrainingVectors.Named]) -> SafeTensors {
    var tensors = SafeTensors()
    for tensor in named { tensors.add(tensor.name, type: "F32", shape: tensor.shape) }
    tensors.add(digest, type: "U8", shape: [digestBytes])
    return tensors
  }

  private func checkDigest(_ data: Data) throws(Trouble) {
    guard data.count > Self.digestBytes else { throw unusable("it is cut short") }
    let digest = SHA256()
    data.dropLast(Self.digestBytes).withUnsafeBytes(digest.update)
    guard data.suffix(Self.digestBytes).elementsEqual(digest.finish().utf8) else {
      throw unusable("its bytes are not those that were written")
    }
  }

  private static func text(_ state: TrainingState) -> String {
    let encoder = JSONEncoder()
    // A scheme keeps no number for a task that it has not met yet.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let json = try? encoder.encode(state) else {
      preconditionFailure("a training state holds texts and numbers only")
    }
    return String(decoding: json, as: UTF8.self)
  }

  private static func state(_ text: String) -> TrainingState? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(TrainingState.self, from: Data(text.utf8))
  }

  private func unusable(_ reason: String) -> Trouble { .unusable(file: file, reason: reason) }

  /// Nothing where there is none; a folder in its place stays.
  func remove() { unlink(file.path) }
}
