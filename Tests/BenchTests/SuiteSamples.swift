import Foundation
import Records

@testable import Bench

/// A suite that is right, line by line; tests replace lines.
let sampleLines = [
  "title: Title",  // 1
  "question: Does it?",  // 2
  "dataset: {rooms: {height: 32, width: 64}}",  // 3
  "tasks: [segmentation, depth, normals]",  // 4
  "backbone: {segnet: {width: 0.125}}",  // 5
  "architectures: [split, mtan]",  // 6
  "weightings: [equal, dwa]",  // 7
  "epochs: 2",  // 8
  "batch: 4",  // 9
  "seeds: 2",  // 10
]

func sampleText(_ changes: [Int: String] = [:], adding lines: [String] = []) -> String {
  var all = sampleLines
  for (line, text) in changes { all[line - 1] = text }
  return (all + lines).joined(separator: "\n") + "\n"
}

func readSuite(
  _ text: String, profile: Profile = .standard, dataRoots: DataRoots = DataRoots()
) throws -> Suite {
  try SuiteReader(dataRoots: dataRoots).read(
    text: text, file: URL(fileURLWithPath: "/suites/sample/suite.yaml"),
    calledBy: "sample/suite.yaml", profile: profile)
}

func samplePlan(
  _ changes: [Int: String] = [:], adding lines: [String] = [], profile: Profile = .standard
) throws -> Plan {
  Plan(
    try readSuite(sampleText(changes, adding: lines), profile: profile), dataDigest: "d",
    revision: "r")
}

/// What reading the text complains about, line by line; empty where it does not.
func mistakes(_ text: String, profile: Profile = .standard) -> [String] {
  do {
    _ = try readSuite(text, profile: profile)
    return []
  } catch { return "\(error)".split(separator: "\n").map(String.init) }
}

/// A folder that the test may fill; removed when the last reference goes.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "bench-\(UUID().uuidString)")

  init() { try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }
}
