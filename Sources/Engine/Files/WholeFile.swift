import Foundation

/// Writes files that are whole or absent: beside their place first, and moved there at the end. Where that
/// fails nothing is left behind, and what was in the place stays.
public enum WholeFile {
  /// Why a file could not be written.
  public struct Failure: Error, CustomStringConvertible {
    /// `errno` of the call that failed.
    public let code: Int32
    public var description: String { String(cString: strerror(code)) }
  }

  /// Makes a folder and those above it, where they are not there.
  public static func makeFolder(_ folder: URL) throws(Failure) {
    let folder = folder.absoluteURL
    guard !isFolder(folder) else { return }
    let parent = folder.deletingLastPathComponent()
    if parent.path != folder.path { try makeFolder(parent) }
    guard mkdir(folder.path, 0o777) != 0 else { return }
    let code = errno
    // Others may make it at the same time.
    guard isFolder(folder) else { throw Failure(code: code) }
  }

  private static func isFolder(_ url: URL) -> Bool {
    var status = stat()
    return stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// - Parameter body: gives the file's bytes piece by piece. Pieces after a failure are not written.
  public static func write(
    to file: URL, _ body: (_ put: (UnsafeRawBufferPointer) -> Void) -> Void
  ) throws(Failure) {
    let begun = try BegunFile(file)
    var end = 0
    var failure: Failure?
    body { bytes in
      guard failure == nil else { return }
      do throws(Failure) { try begun.put(bytes, end) } catch { failure = error }
      end += bytes.count
    }
    if let failure {
      begun.abandon()
      throw failure
    }
    try begun.finish()
  }

  /// A file whose pieces are written in any order. Throws `Failure`, or what `body` throws.
  /// - Parameters:
  ///   - size: of the whole, reserved at once, so that a lack of room shows before the work.
  ///   - body: writes the file's bytes, each piece at its place.
  static func write(
    to file: URL, size: Int,
    _ body: (_ put: (_ bytes: UnsafeRawBufferPointer, _ offset: Int) throws -> Void) throws -> Void
  ) throws {
    let begun = try BegunFile(file)
    do {
      try begun.reserve(size)
      try body { bytes, offset in try begun.put(bytes, offset) }
    } catch {
      begun.abandon()
      throw error
    }
    try begun.finish()
  }
}

/// A file that is not yet in its place.
private struct BegunFile {
  private let file: URL
  private let temporary: String
  private let descriptor: Int32

  init(_ file: URL) throws(WholeFile.Failure) {
    self.file = file
    // Several processes may write the same file.
    temporary = file.path + ".\(getpid()).new"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WholeFile.Failure(code: errno) }
  }

  /// File systems that cannot reserve show a lack of room later.
  func reserve(_ size: Int) throws(WholeFile.Failure) {
    let code = posix_fallocate(descriptor, 0, off_t(size))
    if code != 0, code != EOPNOTSUPP, code != EINVAL { throw WholeFile.Failure(code: code) }
  }

  func put(_ bytes: UnsafeRawBufferPointer, _ offset: Int) throws(WholeFile.Failure) {
    var sent = 0
    while sent < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress! + sent, bytes.count - sent, off_t(offset + sent))
      if count > 0 {
        sent += count
      } else if count == 0 || errno != EINTR {
        throw WholeFile.Failure(code: count == 0 ? ENOSPC : errno)
      }
    }
  }

  func finish() throws(WholeFile.Failure) {
    // Some file systems find out that there is no room when a file is closed.
    var code: Int32 = close(descriptor) != 0 ? errno : 0
    if code == 0, rename(temporary, file.path) != 0 { code = errno }
    guard code != 0 else { return }
    unlink(temporary)
    throw WholeFile.Failure(code: code)
  }

  func abandon() {
    close(descriptor)
    unlink(temporary)
  }
}
