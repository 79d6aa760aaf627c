import Foundation

/// A lock (`flock`) on a file that exists for it. It ends with the last process that has the descriptor open.
package struct FileLock {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Waits until nobody else has it.
  package init(_ url: URL) throws { descriptor = try Self.take(url, LOCK_EX)! }

  /// One of any number of holders; waits while somebody has it alone.
  static func shared(_ url: URL) throws -> FileLock {
    FileLock(descriptor: try take(url, LOCK_SH)!)
  }

  /// Nil while somebody else has it.
  static func ifFree(_ url: URL) throws -> FileLock? {
    try take(url, LOCK_EX | LOCK_NB).map(FileLock.init(descriptor:))
  }

  /// Nil only where it was not to be waited for.
  private static func take(_ url: URL, _ operation: Int32) throws -> Int32? {
    let descriptor = open(url.path, O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StoreError.cannot("write", url.path, errno) }
    while flock(descriptor, operation) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK, operation & LOCK_NB != 0 { return nil }
      throw StoreError.cannot("lock", url.path, code)
    }
    return descriptor
  }

  package func release() { close(descriptor) }
}

/// A cell that this process has taken. While it is held no other process trains the cell.
///
/// The lock belongs to the open file, so a child that inherits the descriptor holds the claim too: a cell whose
/// parent was killed stays claimed until its own process has gone.
public final class CellClaim {
  public let descriptor: Int32
  private let path: String
  private var isHeld = true

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  static func take(_ url: URL) throws -> CellClaim? {
    while true {
      let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw StoreError.cannot("write", url.path, errno) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        close(descriptor)
        if code == EWOULDBLOCK { return nil }
        if code == EINTR { continue }
        throw StoreError.cannot("lock", url.path, code)
      }
      // The holder before us may have removed the file between our two calls; then the lock guards nothing.
      var opened = stat()
      var named = stat()
      if fstat(descriptor, &opened) == 0, stat(url.path, &named) == 0, opened.st_ino == named.st_ino
      {
        return CellClaim(descriptor: descriptor, path: url.path)
      }
      close(descriptor)
    }
  }

  public func release() {
    guard isHeld else { return }
    isHeld = false
    unlink(path)
    close(descriptor)
  }

  deinit { release() }
}
