import Foundation

/// A child with pipes on its standard streams. It is this same program, started again.
final class ChildProcess {
  struct StartError: Error, CustomStringConvertible {
    let description: String
  }

  /// How a child ended.
  struct Ending {
    enum How: Equatable {
      case exited(Int32)
      case killed(Int32)
    }
    var how: How
    var cpuSeconds: Double
    /// Largest resident set, in bytes.
    var peakMemory: Int
  }

  let pid: pid_t
  /// Read ends of the child's output and errors; −1 once closed.
  private(set) var output: Int32
  private(set) var errors: Int32
  private var input: Int32
  private var pending: [UInt8] = []
  private var errorTail: [UInt8] = []
  let started = ContinuousClock.now

  /// - Parameters:
  ///   - inherited: a descriptor that the child keeps open as its number 3, until it ends.
  ///   - request: written to its standard input, which stays open.
  init(executable: String, arguments: [String], inherited: Int32?, request: String) throws {
    var pipes: [(read: Int32, write: Int32)] = []
    for _ in 0..<3 {
      guard let pipe = makePipe() else {
        let code = errno
        for pipe in pipes { closeAll([pipe.read, pipe.write]) }
        throw StartError(description: "cannot make a pipe: \(String(cString: strerror(code)))")
      }
      pipes.append(pipe)
    }
    (input, output, errors) = (pipes[0].write, pipes[1].read, pipes[2].read)
    let streams = [pipes[0].read, pipes[1].write, pipes[2].write]
    defer { closeAll(streams) }
    do {
      pid = try Self.spawn(executable, arguments, streams: streams, inherited: inherited)
    } catch {
      closeAll([input, output, errors])
      throw error
    }
    for end in [output, errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    var bytes = Array((request + "\n").utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { break }
    }
  }

  private static func spawn(
    _ executable: String, _ arguments: [String], streams: [Int32], inherited: Int32?
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    if let inherited { posix_spawn_file_actions_adddup2(&actions, inherited, 3) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var standard = sigset_t()
    sigemptyset(&standard)
    for number in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&standard, number) }
    posix_spawnattr_setsigdefault(&attributes, &standard)
    // Ctrl-C and the end of a terminal reach all of its processes at once. This one is told, and ends the others: one that
    // died before it knew of the signal would be taken for a crash.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    for number in [SIGINT, SIGHUP] { sigaddset(&blocked, number) }
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var environment = ProcessInfo.processInfo.environment
    // Of a crash the run tells the signal and the program's own last words. Swift's runtime would take seconds to add registers
    // and addresses.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, executable, &actions, &attributes, words, variables)
    guard code == 0 else {
      throw StartError(
        description: "cannot start \(executable): \(String(cString: strerror(code)))")
    }
    return pid
  }

  /// Whole lines that have arrived since the last call. Closes what has ended.
  func readLines() -> [String] {
    pending += Self.drain(&output)
    errorTail = Array((errorTail + Self.drain(&errors)).suffix(16_384))
    var lines: [String] = []
    while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(String(decoding: pending[..<end], as: UTF8.self))
      pending.removeSubrange(...end)
    }
    return lines
  }

  var hasClosed: Bool { output < 0 && errors < 0 }

  /// The end of what it wrote to its standard error.
  var errorText: String { String(decoding: errorTail, as: UTF8.self) }

  func kill(_ number: Int32 = SIGKILL) { _ = Foundation.kill(pid, number) }

  /// Waits for its end, and closes everything.
  func wait() -> Ending {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
    closeAll([input, output, errors].filter { $0 >= 0 })
    (input, output, errors) = (-1, -1, -1)
    let signal = status & 0x7f
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return Ending(
      how: signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal),
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMemory: Int(usage.ru_maxrss) * 1024)
  }

  private static func drain(_ descriptor: inout Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while descriptor >= 0 {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count < 0, errno == EAGAIN || errno == EINTR {
        break
      } else {
        close(descriptor)
        descriptor = -1
      }
    }
    return bytes
  }
}

private func closeAll(_ descriptors: [Int32]) {
  for descriptor in descriptors { close(descriptor) }
}
