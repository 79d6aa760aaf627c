import Digests
import Foundation

/// A file that is open for reading. Parts are read where they are asked for, so that one that is cut while it is read is an error
/// and not a crash, as it would be for a mapped one.
final class ReadableFile: Sendable {
  let size: Int
  private let descriptor: Int32

  /// Throws `DataError`.
  init(_ path: String) throws {
    // A named pipe is refused below; without the flag `open` would wait for its writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw DataError("cannot be opened: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DataError("found a folder or another thing that is no file, expected a file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Throws `DataError` where they are not there.
  func bytes(_ range: Range<Int>) throws -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw DataError("ends at \(size) bytes, expected \(range.upperBound); copy it again")
    }
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      isRead = SafeTensors.read(
        descriptor, at: range.lowerBound,
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: range.count))
      count = isRead ? range.count : 0
    }
    guard isRead else { throw DataError("cannot be read at byte \(range.lowerBound)") }
    return bytes
  }

  /// Calls with all bytes of a range, a piece at a time. Throws `DataError`.
  func forEachPiece(of range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void) throws {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + 1 << 20, range.upperBound)
      try bytes(start..<end).withUnsafeBytes(body)
      start = end
    }
  }

  /// SHA-256 of all bytes. Throws `DataError`.
  func digest() throws -> String {
    let digest = SHA256()
    try forEachPiece(of: 0..<size, digest.update)
    return digest.finish()
  }
}
