import Foundation

/// Ctrl-C and SIGTERM, noted and left to the runner. A pipe wakes it from waiting.
enum Interruption {
  nonisolated(unsafe) private static var received: sig_atomic_t = 0
  nonisolated(unsafe) private static var wakeUp: Int32 = -1

  /// Starts listening; returns the descriptor that becomes readable.
  static func listen() -> Int32 {
    guard let pipe = makePipe() else { preconditionFailure("no pipe: errno \(errno)") }
    _ = fcntl(pipe.write, F_SETFL, O_NONBLOCK)
    wakeUp = pipe.write
    var both = sigset_t()
    sigemptyset(&both)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&both, number)
      signal(number) { number in
        Interruption.received = number
        var byte: UInt8 = 0
        _ = write(Interruption.wakeUp, &byte, 1)
      }
    }
    // Whoever started this process may have left them blocked.
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
    return pipe.read
  }

  /// The signal that asked this process to stop.
  static var signalNumber: Int32? { received == 0 ? nil : received }
}
