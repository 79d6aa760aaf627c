import Foundation

/// What a run has taken so far, of processor and of clock. No part of an outcome: it is not the same again.
public struct RunTime: Codable, Sendable, Hashable {
  public var cpuSeconds: Double
  public var wallSeconds: Double

  public init(cpuSeconds: Double = 0, wallSeconds: Double = 0) {
    self.cpuSeconds = cpuSeconds
    self.wallSeconds = wallSeconds
  }

  /// Of this process, since a moment of its own.
  static func ofProcess(since begin: ContinuousClock.Instant) -> RunTime {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    let (whole, atto) = (ContinuousClock.now - begin).components
    return RunTime(
      cpuSeconds: Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9,
      wallSeconds: Double(whole) + Double(atto) * 1e-18)
  }

  static func + (one: RunTime, other: RunTime) -> RunTime {
    RunTime(
      cpuSeconds: one.cpuSeconds + other.cpuSeconds,
      wallSeconds: one.wallSeconds + other.wallSeconds)
  }
}
