import Foundation
import Report

/// Text on the two standard streams. A reader that has gone away is no reason to fail; a standard output that cannot be written
/// for another reason (a full disk) is remembered, for then the command has not done what it was asked for.
enum Terminal {
  /// `errno` of the first write of the standard output that failed, other than by a reader that has gone away.
  nonisolated(unsafe) private(set) static var lostOutput: Int32?

  static func out(_ text: String) {
    let code = write(visibleText(text) + "\n", to: STDOUT_FILENO)
    if let code, code != EPIPE, lostOutput == nil { lostOutput = code }
  }

  static func err(_ text: String) { _ = write(visibleText(text) + "\n", to: STDERR_FILENO) }

  /// Ends the process with 3 where the standard output could not be written.
  static func exitIfOutputIsLost() {
    guard let code = lostOutput else { return }
    err(
      "error: cannot write the standard output: \(String(cString: strerror(code))). What it should "
        + "say is lost; write it to another place and run the same command again.")
    exit(CommandEnding.incomplete.rawValue)
  }

  /// All bytes; else `errno`.
  static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var text = text
    return text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
        if count >= 0 {
          sent += count
        } else if errno == EAGAIN {
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&ready, 1, 1000)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }
}
