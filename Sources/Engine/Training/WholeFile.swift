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

  /// - Parameter body: gives the file's bytes piece by piece. Pieces after a failure are not written.
  public static func write(
    to file: URL, _ body: (_ put: (UnsafeRawBufferPointer) -> Void) -> Void
  ) throws(Failure) {
    // Several processes may write the same file.
    let temporary = file.path + ".\(getpid()).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    var code: Int32 = 0
    body { if code == 0 { code = append($0, to: descriptor) } }
    // Some file systems find out that there is no room when a file is closed.
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, file.path) != 0 { code = errno }
    guard code != 0 else { return }
    unlink(temporary)
    throw Failure(code: code)
  }

  /// 0, or `errno`.
  private static func append(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var sent = 0
    while sent < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
      if count > 0 {
        sent += count
      } else if count == 0 || errno != EINTR {
        return count == 0 ? ENOSPC : errno
      }
    }
    return 0
  }
}
