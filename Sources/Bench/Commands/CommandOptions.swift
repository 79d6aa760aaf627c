import ArgumentParser
import Engine
import Foundation

extension Profile: ExpressibleByArgument {}

struct OutOption: ParsableArguments {
  static let standard = "reports"

  @Option(
    help: ArgumentHelp(
      "Folder of the reports; what is measured is kept in <dir>/<suite>/records.jsonl.",
      valueName: "dir"))
  var out = Self.standard

  func validate() throws {
    if out.isEmpty {
      throw ValidationError("--out: found an empty path, expected a folder for the reports.")
    }
  }

  var folder: URL { URL(fileURLWithPath: out) }
}

struct ProfileOption: ParsableArguments {
  @Option(
    help: "How much of a suite: smoke (a minute), standard (some 20 minutes), or full (hours).")
  var profile: Profile = .standard
}

/// Where several suites are run of which some may have been trained in full.
struct RecordedProfileOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much of each suite: smoke (a minute), standard (some 20 minutes), or full (hours). If left out, full where all of it is "
        + "recorded, standard elsewhere."))
  var profile: Profile?
}

struct JobsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Cells to train at once; as many as there are cores for their threads if left out.",
      valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs: found \(jobs), expected a whole number from 1 to 1024.")
    }
  }

  /// How many, with so many threads each.
  func count(threads: Int = 1) -> Int {
    jobs ?? max(1, ProcessInfo.processInfo.activeProcessorCount / threads)
  }
}

struct ThreadsOption: ParsableArguments {
  @Option(
    name: .customLong("threads-per-cell"),
    help: ArgumentHelp(
      "Threads of one training; results are the same bytes for any number. Several cells at once use cores better.",
      valueName: "n"))
  var count = 1

  func validate() throws {
    guard (1...64).contains(count) else {
      throw ValidationError(
        "--threads-per-cell: found \(count), expected a whole number from 1 to 64.")
    }
  }
}

struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data-root"),
    help: ArgumentHelp(
      "Folder of a data set, by its name (or BENCH_<NAME>); may be repeated.",
      valueName: "name=dir"))
  var dataRoots: [String] = []

  @Option(
    name: .customLong("weights"),
    help: ArgumentHelp(
      "File of weights that cells begin with, known by its digest; may be repeated.",
      valueName: "file"))
  var weights: [String] = []

  func validate() throws { _ = try roots() }

  /// By their digests.
  private func weightsFiles() throws -> [String: String] {
    var found: [String: String] = [:]
    for path in weights {
      let place = URL(fileURLWithPath: path).path
      do { found[try WeightsFile.digest(of: place)] = place } catch let error as DataError {
        throw ValidationError("--weights: \(error)")
      }
    }
    return found
  }

  func roots() throws -> DataRoots {
    var given: [String: String] = [:]
    for word in dataRoots {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--data-root: found \(word), expected name=dir.")
      }
      guard !parts[1].isEmpty else {
        throw ValidationError(
          "--data-root: found \(word), an empty path, expected name=dir with a folder.")
      }
      guard datasets.names.contains(parts[0]) else {
        throw ValidationError(
          "--data-root: unknown dataset \(parts[0]), expected one of "
            + datasets.names.joined(separator: ", ")
            + suggestion(for: parts[0], among: datasets.names))
      }
      guard DataRoots.readDatasets.contains(parts[0]) else {
        throw ValidationError(
          "--data-root: found \(word), but \(parts[0]) is drawn and has no folder, expected one of "
            + DataRoots.readDatasets.joined(separator: ", ") + "; leave it out")
      }
      given[parts[0]] = parts[1]
    }
    let environment = ProcessInfo.processInfo.environment
    if let variable = DataRoots.emptyVariable(environment) {
      throw ValidationError(
        "\(variable): found an empty path in the environment, expected a folder; unset it if there "
          + "is none.")
    }
    return DataRoots(
      given: given, environment: environment, weights: try weightsFiles())
  }
}

struct JSONFlag: ParsableArguments {
  @Flag(help: "Print JSON, for programs.")
  var json = false
}

struct FreshFlag: ParsableArguments {
  @Flag(help: "Train the cells anew; their records move to the end of records.previous.jsonl.")
  var fresh = false
}
