import Foundation

/// Records that cannot be read or kept: which file, why, what to do.
public struct StoreError: Error, CustomStringConvertible {
  public let description: String

  /// - Parameters:
  ///   - code: `errno` of the call that failed.
  ///   - needed: bytes that were to be written.
  static func cannot(_ verb: String, _ path: String, _ code: Int32, needed: Int? = nil)
    -> StoreError
  {
    let advice =
      switch code {
      case ENOSPC, EDQUOT, EFBIG:
        "Everything stored so far is safe. Free some space, or choose another folder with --out, "
          + "and run the same command again: it goes on from here."
      case EROFS, EACCES, EPERM:
        "What is there is untouched. Make the folder writable, or choose another with --out."
      case ENOTDIR, EEXIST:
        "A file is in the way of a folder. Move it, or choose another folder with --out."
      default: "What is there is untouched. Look after the cause and run the same command again."
      }
    var room = ""
    if [ENOSPC, EDQUOT, EFBIG].contains(code) {
      room = (needed.map { "\($0) bytes are needed, " } ?? "") + FileSystem(of: path).words + ". "
    }
    return StoreError(
      description:
        "cannot \(verb) \(path): \(String(cString: strerror(code))). \(room)\(advice)")
  }

  /// Before anything is trained: a file that has no room.
  public static func noRoom(for file: String, needed: Int) -> StoreError {
    cannot("write", file, ENOSPC, needed: needed)
  }
}

/// What tells whether a file has changed.
struct FileState: Equatable {
  var inode: UInt64
  var size: Int64

  /// Nil where there is no such file.
  static func of(_ url: URL) throws -> FileState? {
    var status = stat()
    guard stat(url.path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw StoreError.cannot("read", url.path, errno)
    }
    return FileState(inode: UInt64(status.st_ino), size: Int64(status.st_size))
  }
}

/// Durable changes of files. Every function throws `StoreError`.
enum StoreFile {
  static func read(_ url: URL) throws -> Data {
    guard try FileState.of(url) != nil else { return Data() }
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError.cannot("read", url.path, errno) }
    defer { close(descriptor) }
    var bytes = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw StoreError.cannot("read", url.path, errno)
      }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// One `write` of all bytes at the file's end. The end is first brought back to a line's start where an interrupted
  /// write left it elsewhere; where this write stops short, it is undone.
  static func append(_ bytes: [UInt8], to url: URL, write: RecordStore.WriteCall) throws {
    let isNew = try FileState.of(url) == nil
    let descriptor = open(url.path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StoreError.cannot("write", url.path, errno) }
    defer { close(descriptor) }
    let size = try cutTornTail(descriptor, url)
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress!, $0.count) }
    let code = written < 0 ? errno : ENOSPC
    guard written == bytes.count else {
      ftruncate(descriptor, size)
      throw StoreError.cannot("write", url.path, code, needed: bytes.count)
    }
    guard fsync(descriptor) == 0 else {
      let code = errno
      ftruncate(descriptor, size)
      throw StoreError.cannot("write", url.path, code, needed: bytes.count)
    }
    if isNew { try synchronizeFolder(url.deletingLastPathComponent()) }
  }

  /// Puts a whole new file in the place of an old one, or leaves the old one.
  static func replace(_ url: URL, with bytes: [UInt8], write: RecordStore.WriteCall) throws {
    let temporary = url.appendingPathExtension("new")
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StoreError.cannot("write", temporary.path, errno) }
    let written = bytes.withUnsafeBytes {
      $0.count == 0 ? 0 : write(descriptor, $0.baseAddress!, $0.count)
    }
    var code = written == bytes.count ? 0 : written < 0 ? errno : ENOSPC
    if code == 0, fsync(descriptor) != 0 { code = errno }
    close(descriptor)
    if code == 0, rename(temporary.path, url.path) != 0 { code = errno }
    guard code == 0 else {
      unlink(temporary.path)
      throw StoreError.cannot("write", url.path, code, needed: bytes.count)
    }
    try synchronizeFolder(url.deletingLastPathComponent())
  }

  static func createFolder(_ url: URL) throws {
    var path = ""
    for component in url.standardizedFileURL.pathComponents {
      path += path.isEmpty || path.hasSuffix("/") ? component : "/" + component
      guard mkdir(path, 0o755) != 0, errno != EEXIST else { continue }
      // A folder that exists may refuse `mkdir` for another reason: it lies in a read-only place.
      let code = errno
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
      throw StoreError.cannot("create", path, code)
    }
    var status = stat()
    guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw StoreError.cannot("create", url.path, ENOTDIR)
    }
  }

  /// A new or renamed entry of a folder is durable once the folder is.
  static func synchronizeFolder(_ url: URL) throws {
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError.cannot("open", url.path, errno) }
    defer { close(descriptor) }
    // Some network file systems refuse to synchronise folders; they order entries themselves.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw StoreError.cannot("write", url.path, errno)
    }
  }

  /// Returns the file's size after cutting what follows its last newline.
  private static func cutTornTail(_ descriptor: Int32, _ url: URL) throws -> Int {
    let size = lseek(descriptor, 0, SEEK_END)
    var end = size
    var byte: UInt8 = 0
    while end > 0 {
      guard pread(descriptor, &byte, 1, end - 1) == 1 else {
        throw StoreError.cannot("read", url.path, errno)
      }
      if byte == UInt8(ascii: "\n") { break }
      end -= 1
    }
    if end < size, ftruncate(descriptor, end) != 0 {
      throw StoreError.cannot("write", url.path, errno)
    }
    return end
  }
}
