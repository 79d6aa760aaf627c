import Foundation

/// What tells whether a file has changed.
struct FileState: Equatable {
  var inode: UInt64
  var size: Int64

  /// Nil where there is no such file. Throws where there is something that is no regular file: opening a pipe would wait for
  /// whoever is at its other end.
  static func of(_ url: URL) throws -> FileState? {
    var status = stat()
    guard stat(url.path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw StoreError.cannot("read", url.path, errno)
    }
    return try FileState(status, url)
  }

  /// Of an open file.
  static func of(_ descriptor: Int32, _ url: URL) throws -> FileState {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw StoreError.cannot("read", url.path, errno) }
    return try FileState(status, url)
  }

  private init(_ status: stat, _ url: URL) throws {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError.notRegular(url.path, Self.kind(status.st_mode))
    }
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
  }

  private static func kind(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFIFO: "a named pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "something else"
    }
  }
}

/// Symbolic links in the place of a file.
enum FileLink {
  static func isLink(_ url: URL) -> Bool {
    var status = stat()
    return lstat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// The file that is meant: what the link points to, and what that one does; the file itself where it is no link. It need not
  /// exist.
  static func target(of url: URL) throws -> URL {
    var place = url
    // As many as the system follows.
    for _ in 0..<40 {
      guard isLink(place) else { return place }
      let next = try FileManager.default.destinationOfSymbolicLink(atPath: place.path)
      place = URL(fileURLWithPath: next, relativeTo: place.deletingLastPathComponent()).absoluteURL
    }
    throw StoreError.cannot("follow the link", url.path, ELOOP)
  }
}
