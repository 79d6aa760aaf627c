import ArgumentParser
import Engine
import Foundation
import Records
import Report

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this machine: libraries, cores, disk, suites, data.",
    discussion: """
      Every line is "ok" with what was found, or "!!" with what to do. Exit code 3 where something is \
      missing without which no suite runs.
      """)

  @OptionGroup var out: OutOption
  @OptionGroup var data: DataOptions

  private struct Check {
    var isFine: Bool
    /// Whether nothing can be run without it.
    var isEssential = true
    var what: String
    var found: String
  }

  func run() throws {
    try reportingErrors {
      let checks = try machine() + [writing()] + fonts() + suites()
      for check in checks {
        Terminal.out("\(check.isFine ? "ok" : "!!")  \(check.what): \(check.found)")
      }
      if checks.contains(where: { !$0.isFine && $0.isEssential }) {
        throw CommandEnding.incomplete
      }
    }
  }

  private func machine() throws -> [Check] {
    let here = Provenance.current()
    let info = ProcessInfo.processInfo
    let memory = Int(info.physicalMemory)
    return [
      Check(
        isFine: true, what: "program",
        found: "bench \(here.version), \(here.compiler), sources \(here.source.prefix(10))"),
      Check(isFine: true, what: "system", found: "\(here.system), \(here.processor)"),
      Check(
        isFine: true, what: "kernels",
        found: "\(here.kernels) (this machine can run "
          + Engine.tables.map(\.name).joined(separator: ", ") + ")"),
      Check(
        isFine: true, what: "OpenBLAS",
        found: "\(OpenBLAS.version), kernels for \(OpenBLAS.core) (with products: openblas)"),
      Check(isFine: true, what: "cores", found: "\(info.activeProcessorCount)"),
      Check(
        isFine: memory >= 1 << 30, isEssential: false, what: "memory",
        found: NumberFormat.bytes(memory)
          + (memory >= 1 << 30 ? "" : ": train one cell at a time, with --jobs 1")),
    ]
  }

  private func writing() -> Check {
    let files = FileManager.default
    let isNew = !files.fileExists(atPath: out.folder.path)
    do {
      // Nothing of what a run keeps there is touched.
      try files.createDirectory(at: out.folder, withIntermediateDirectories: true)
      defer { if isNew { rmdir(out.folder.path) } }
      let probe = out.folder.appendingPathComponent(".doctor-\(getpid())")
      try Data("bench doctor".utf8).write(to: probe)
      try files.removeItem(at: probe)
      let free = try out.folder.resourceValues(forKeys: [.volumeAvailableCapacityKey])
        .volumeAvailableCapacity
      let room = free.map { "\(NumberFormat.bytes($0)) free" } ?? "free space unknown"
      let enough = free.map { $0 > 100 << 20 } ?? true
      return Check(
        isFine: enough, what: "reports",
        found: "\(out.out) can be written, \(room)" + (enough ? "" : ": free some space"))
    } catch { return Check(isFine: false, what: "reports", found: "\(error)") }
  }

  /// Charts name their font; without it the system's next best is drawn, and widths differ.
  private func fonts() -> [Check] {
    let file = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    let found = FileManager.default.fileExists(atPath: file)
    return [
      Check(
        isFine: found, isEssential: false, what: "font",
        found: found ? "DejaVu Sans" : "DejaVu Sans is missing: scripts/setup installs it")
    ]
  }

  private func suites() throws -> [Check] {
    let files = SuiteFile.all()
    if files.isEmpty {
      return [
        Check(
          isFine: false, what: "suites",
          found: "no folder experiments above the current one: run bench in the package's folder")
      ]
    }
    let roots = try data.roots()
    return files.map { file in
      do {
        let suite = try SuiteReader(dataRoots: roots, opensWeights: true).read(
          file.file, calledBy: file.calledBy, profile: .standard)
        try DataCheck.check(suite)
        _ = try suite.dataset.item.digest()
        return Check(
          isFine: true, what: "suite \(file.shownName)", found: "its data are there")
      } catch {
        let isMissingData = error is DataError
        return Check(
          isFine: false, isEssential: !isMissingData, what: "suite \(file.shownName)",
          found: "\(error)")
      }
    }
  }
}
