import Foundation

/// Records that cannot be read or kept: which file, why, what to do.
public struct StoreError: Error, CustomStringConvertible {
  /// Where records, or what is kept with them, may be put instead: the command's own option.
  public var elsewhere = "another folder with --out"
  private let words: @Sendable (_ elsewhere: String) -> String

  public var description: String { words(elsewhere) }

  private init(_ words: @escaping @Sendable (_ elsewhere: String) -> String) { self.words = words }

  /// - Parameters:
  ///   - code: `errno` of the call that failed.
  ///   - needed: bytes that were to be written.
  static func cannot(_ verb: String, _ path: String, _ code: Int32, needed: Int? = nil)
    -> StoreError
  {
    @Sendable func advice(_ elsewhere: String) -> String {
      switch code {
      case ENOSPC, EDQUOT, EFBIG:
        "Everything stored so far is safe. Free some space, or choose \(elsewhere), "
          + "and run the same command again: it goes on from here."
      case EROFS, EACCES, EPERM:
        "What is there is untouched. Make the folder writable, or choose \(elsewhere)."
      case ENOTDIR, EEXIST:
        "A file is in the way of a folder. Move it, or choose \(elsewhere)."
      default: "What is there is untouched. Look after the cause and run the same command again."
      }
    }
    var room = ""
    if [ENOSPC, EDQUOT, EFBIG].contains(code) {
      room = (needed.map { "\($0) bytes are needed, " } ?? "") + FileSystem(of: path).words + ". "
    }
    let found = "cannot \(verb) \(path): \(String(cString: strerror(code))). \(room)"
    return StoreError { found + advice($0) }
  }

  /// Before anything is trained: a file that has no room.
  public static func noRoom(for file: String, needed: Int) -> StoreError {
    cannot("write", file, ENOSPC, needed: needed)
  }

  static func danglingLink(_ path: String, _ target: String) -> StoreError {
    StoreError { _ in
      "cannot write \(path): it is a symbolic link to \(target), where no file can be "
        + "made. Create the folder that it leads to, or remove the link."
    }
  }

  static func notRegular(_ path: String, _ kind: String) -> StoreError {
    StoreError {
      "\(path) is \(kind), expected a regular file. What is there is untouched. Move "
        + "it away, or choose \($0)."
    }
  }

  static func inUse(_ folder: String) -> StoreError {
    StoreError {
      "another run is using \(folder), and --fresh would take its records away. "
        + "Nothing was moved. Wait until that run has ended, or stop it, and give the same command "
        + "again; or choose \($0)."
    }
  }
}

/// Durable changes of files. Every function throws `StoreError`.
enum StoreFile {
  /// What the file holds from an offset on; nothing where there is no file.
  static func read(_ url: URL, from offset: Int = 0) throws -> Data {
    guard try FileState.of(url) != nil else { return Data() }
    // A pipe that took the file's place meanwhile must not be waited for.
    let descriptor = open(url.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError.cannot("read", url.path, errno) }
    defer { close(descriptor) }
    _ = try FileState.of(descriptor, url)
    guard lseek(descriptor, off_t(offset), SEEK_SET) == offset else {
      throw StoreError.cannot("read", url.path, errno)
    }
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

  /// Whether the file can be appended to; throws where it cannot. Leaves no file where there was none.
  static func tryAppending(to url: URL) throws {
    let isNew = try FileState.of(url) == nil
    let descriptor = try openForAppending(url)
    close(descriptor)
    if isNew { unlink(try FileLink.target(of: url).path) }
  }

  private static func openForAppending(_ url: URL) throws -> Int32 {
    let flags = O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC
    let descriptor = open(url.path, flags, 0o644)
    guard descriptor >= 0 else {
      let code = errno
      guard code == ENOENT, FileLink.isLink(url) else {
        throw StoreError.cannot("write", url.path, code)
      }
      throw StoreError.danglingLink(url.path, try FileLink.target(of: url).path)
    }
    do { _ = try FileState.of(descriptor, url) } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// One `write` of all bytes at the file's end. The end is first brought back to a line's start where an interrupted
  /// write left it elsewhere; where this write stops short, it is undone.
  static func append(_ bytes: [UInt8], to url: URL, write: RecordStore.WriteCall) throws {
    let isNew = try FileState.of(url) == nil
    let descriptor = try openForAppending(url)
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
    if isNew { try synchronizeFolder(try FileLink.target(of: url).deletingLastPathComponent()) }
  }

  /// Puts a whole new file in the place of an old one, or leaves the old one. Where that place is a symbolic link, the file
  /// that it leads to is replaced.
  static func replace(_ link: URL, with bytes: [UInt8], write: RecordStore.WriteCall) throws {
    let url = try FileLink.target(of: link)
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
