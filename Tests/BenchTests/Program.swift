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

  static func start(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil
  ) throws -> Running {
    try Running(executable, arguments, environment, folder)
  }

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
      _ current: URL? = nil
    ) throws {
      process.executableURL = executable
      if let current { process.currentDirectoryURL = current }
      process.arguments = arguments
      var all = ProcessInfo.processInfo.environment
      all.merge(environment) { _, given in given }
      process.environment = all
      for name in ["out", "err"] {
        _ = FileManager.default.createFile(atPath: file(name).path, contents: nil)
      }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: file("out"))
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
