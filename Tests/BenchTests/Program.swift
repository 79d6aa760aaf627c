import Foundation
import Records
import Testing

/// The built program, beside the test bundle, run as a user would.
struct Program {
  struct Result {
    var code: Int32
    var out: String
    var err: String
  }

  static let url = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("bench")

  /// Beside the program on Linux, unless the tests run in a helper of the toolchain.
  private static var executable: URL {
    if FileManager.default.isExecutableFile(atPath: url.path) { return url }
    return Bundle.allBundles.map {
      $0.bundleURL.deletingLastPathComponent().appendingPathComponent("bench")
    }.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? url
  }

  /// - Parameters:
  ///   - output: a device for its standard output, in the place of a file.
  ///   - closesOutput: whether its standard output is a pipe that nobody reads.
  ///   - largestFile: bytes, in multiples of 512, that no file of it may exceed: a disk that is full for some of them.
  static func start(
    _ arguments: [String], environment: [String: String] = [:], output: String? = nil,
    closesOutput: Bool = false, largestFile: Int? = nil, in folder: URL? = nil
  ) throws -> Running {
    var (program, words) = (executable, arguments)
    if let largestFile {
      let limit = #"ulimit -f \#(largestFile / 512); exec "$0" "$@""#
      (program, words) = (URL(fileURLWithPath: "/bin/sh"), ["-c", limit, program.path] + words)
    }
    return try Running(
      program, words, environment, folder, output: output, closesOutput: closesOutput)
  }

  /// What programs measure of this machine, kept for all of them, and away from the user's own.
  fileprivate static let cache: URL = {
    atexit { try? FileManager.default.removeItem(at: Program.cache) }
    return FileManager.default.temporaryDirectory.appendingPathComponent("bench-tests-\(getpid())")
  }()

  @discardableResult
  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    try start(arguments, environment: environment).wait()
  }

  /// A program under way; its streams go to files, which never fill up.
  final class Running {
    let process = Process()
    private let folder = TemporaryFolder()

    init(
      _ executable: URL, _ arguments: [String], _ environment: [String: String],
      _ current: URL?, output: String?, closesOutput: Bool
    ) throws {
      process.executableURL = executable
      if let current { process.currentDirectoryURL = current }
      process.arguments = arguments
      var all = ProcessInfo.processInfo.environment
      all["XDG_CACHE_HOME"] = Program.cache.path
      all.merge(environment) { _, given in given }
      process.environment = all
      for name in ["out", "err"] {
        _ = FileManager.default.createFile(atPath: file(name).path, contents: nil)
      }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput =
        try output.map { FileHandle(forWritingAtPath: $0)! }
        ?? FileHandle(forWritingTo: file("out"))
      if closesOutput {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        process.standardOutput = pipe
      }
      process.standardError = try FileHandle(forWritingTo: file("err"))
      try process.run()
    }

    private func file(_ name: String) -> URL { folder.url.appendingPathComponent(name) }

    var err: String { (try? String(contentsOf: file("err"), encoding: .utf8)) ?? "" }

    func wait() throws -> Result {
      process.waitUntilExit()
      let out = try String(contentsOf: file("out"), encoding: .utf8)
      let code =
        process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus
      return Result(code: code, out: out, err: err)
    }

    /// Waits until the condition holds, or the program has ended.
    func waitUntil(_ condition: () -> Bool) {
      while process.isRunning, !condition() { usleep(2000) }
    }
  }
}

/// A suite of cells that take a moment each, in a folder of its own, and a folder for its reports.
final class TinySuite {
  private let folder = TemporaryFolder()
  var suite: String { folder.url.appendingPathComponent("tiny").path }
  let out: String

  init(_ changes: [String: String] = [:]) throws {
    out = folder.url.appendingPathComponent("reports").path
    try Self.write(changes, to: suite)
  }

  /// Writes the suite into a folder, which is made.
  static func write(_ changes: [String: String] = [:], to suite: String) throws {
    var keys = [
      "title": "Tiny", "question": "Does it work?",
      "dataset": "{rooms: {height: 32, width: 32, train: 6, validation: 2, test: 2}}",
      "tasks": "[segmentation, depth]", "backbone": "{segnet: {width: 0.01}}",
      "architectures": "[split]", "weightings": "[equal, pcgrad]", "epochs": "3", "batch": "2",
      "seeds": "1", "pictures": "1",
    ]
    keys.merge(changes) { _, change in change }
    try FileManager.default.createDirectory(
      atPath: suite, withIntermediateDirectories: true)
    let text = keys.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: suite + "/suite.yaml"))
  }

  var records: URL { URL(fileURLWithPath: out).appendingPathComponent("tiny/records.jsonl") }

  var contents: StoreContents {
    get throws { try RecordStore(folder: records.deletingLastPathComponent()).contents }
  }

  /// Cells and outcomes, which are to be the same however they came about.
  var outcomes: [String] {
    get throws {
      try contents.records.map {
        try JSONValue.canonical($0.cell) + " " + JSONValue.canonical($0.outcome)
      }.sorted()
    }
  }

  func run(_ more: String...) throws -> Program.Result {
    try start(more).wait()
  }

  func start(_ more: [String] = []) throws -> Program.Running {
    try Program.start(["run", suite, "--out", out] + more)
  }
}
