import Digests
import Engine
import Foundation
import Records

/// Measures for about a second what this machine takes for the networks of a plan, and keeps it for the next time.
struct SpeedMeasuring {
  /// Processes that measure at the same time: as many as will train, for they share caches and memory.
  let jobs: Int
  let cache: SpeedCache
  /// The program to start: this one.
  var executable = "/proc/self/exe"

  /// Seconds for measuring, and until a process is stopped that does not come to an end.
  private static let limits = (measuring: 1.0, stopping: 3.0)

  /// Nil where nothing could be measured. Throws `DataError` where the data cannot be counted.
  func measure(_ sized: SizedPlan) throws -> MeasuredSpeed? {
    let counts = try sized.plan.suite.dataset.item.frameCounts()
    let cells = MeasuredKind.examples(sized, counts)
    let key = sha256(
      cells.map { MeasuredKind($0).key }.sorted().joined(separator: "\n")
        + "\n\(sized.plan.suite.dataset.item.size)\n\(jobs)")
    if let known = cache.read(key) { return known }
    guard let found = measure(cells) else { return nil }
    cache.write(found, key)
    return found
  }

  private func measure(_ cells: [Cell]) -> MeasuredSpeed? {
    // A process that ends before it has read its request must not take this one with it.
    signal(SIGPIPE, SIG_IGN)
    guard
      let request = try? JSONValue.canonical(
        MeasureStepsCommand.Request(cells: cells, seconds: Self.limits.measuring)),
      let idle = try? ChildProcess(
        executable: executable, arguments: ["--version"], inherited: nil, request: "")
    else { return nil }
    let process = Self.finish(idle, until: .now + .seconds(Self.limits.stopping)).cpuSeconds
    let started = ContinuousClock.now
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let children = (0..<max(1, min(jobs, cores))).compactMap { _ in
      try? ChildProcess(
        executable: executable, arguments: ["measure-steps"], inherited: nil, request: request)
    }
    let answers = children.flatMap {
      Self.finish($0, until: started + .seconds(Self.limits.stopping)).lines
    }.compactMap {
      try? JSONDecoder().decode(MeasureStepsCommand.Answer.self, from: Data($0.utf8))
    }
    guard !answers.isEmpty else { return nil }
    return MeasuredSpeed(
      kinds: Dictionary(grouping: answers, by: \.key).mapValues { Self.mean($0.map(\.steps)) },
      process: process, took: (ContinuousClock.now - started).seconds)
  }

  /// Reads what a process says until it ends, and ends it where that takes too long.
  private static func finish(_ child: ChildProcess, until deadline: ContinuousClock.Instant) -> (
    lines: [String], cpuSeconds: Double
  ) {
    var lines: [String] = []
    while !child.hasClosed {
      if .now > deadline { child.kill() }
      var watched = [child.output, child.errors].filter { $0 >= 0 }.map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      _ = poll(&watched, nfds_t(watched.count), 100)
      lines += child.readLines()
    }
    return (lines, child.wait().cpuSeconds)
  }

  private static func mean(_ all: [MeasuredSpeed.Steps]) -> MeasuredSpeed.Steps {
    var mean = all[0]
    func of(_ value: KeyPath<MeasuredSpeed.Steps, Double>) -> Double {
      all.map { $0[keyPath: value] }.reduce(0, +) / Double(all.count)
    }
    (mean.step, mean.evaluation, mean.start) = (of(\.step), of(\.evaluation), of(\.start))
    return mean
  }
}

/// What was measured, kept in the user's cache folder (`$XDG_CACHE_HOME/bench` or `~/.cache/bench`) for this machine and this
/// program. It is a convenience: where it cannot be read or written, the next command measures again.
struct SpeedCache {
  private let file: URL?
  private let machine: String

  private struct Contents: Codable {
    /// Processor, kernels and sources: of another combination nothing is kept.
    var machine: String
    var measured: [String: MeasuredSpeed]
  }

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let here = Provenance.current()
    machine = sha256(
      [here.processor, here.kernels, here.source, here.version, Engine.numericRevision]
        .joined(separator: "\n"))
    let folder =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].map { $0 + "/.cache" }
    file = folder.map { URL(fileURLWithPath: $0).appendingPathComponent("bench/speed.json") }
  }

  func read(_ key: String) -> MeasuredSpeed? { contents?.measured[key] }

  func write(_ speed: MeasuredSpeed, _ key: String) {
    guard let file else { return }
    var contents = self.contents ?? Contents(machine: machine, measured: [:])
    contents.measured[key] = speed
    guard let text = try? JSONValue.canonical(contents) else { return }
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(text.utf8).write(to: file, options: .atomic)
  }

  private var contents: Contents? {
    guard let file, let data = try? InputFile.read(file, upTo: 1 << 26),
      let contents = try? JSONDecoder().decode(Contents.self, from: data),
      contents.machine == machine
    else { return nil }
    return contents
  }
}
