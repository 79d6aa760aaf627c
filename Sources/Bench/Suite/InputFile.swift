import Foundation

/// A file that anybody may have put there. Only a regular one is read, links followed: a pipe would be waited for, and a device
/// may have no end.
enum InputFile {
  enum Obstacle: Error, Equatable {
    /// What stands in the place of a file.
    case found(String)
    /// Why there are no bytes of it.
    case unreadable(String)
  }

  /// - Parameter limit: how many bytes are read at most.
  static func read(_ file: URL, upTo limit: Int) throws(Obstacle) -> Data {
    var status = stat()
    guard stat(file.path, &status) == 0 else { throw unreadable(errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .found("a folder")
    default: throw .found("a pipe or a device")
    }
    // A pipe that took the file's place meanwhile is not waited for either.
    let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(errno) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do { return try handle.read(upToCount: limit) ?? Data() } catch {
      throw .unreadable(error.systemReason)
    }
  }

  private static func unreadable(_ code: Int32) -> Obstacle {
    .unreadable(String(cString: strerror(code)))
  }
}
