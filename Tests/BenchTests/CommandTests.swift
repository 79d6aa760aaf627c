import Engine
import Foundation
import Records
import Testing

@testable import Bench

@Test func mistakesInASuiteEndWith64() throws {
  let tiny = try TinySuite(["epochs": "0", "architectures": "[splat]"])
  for command in ["run", "plan", "report"] {
    let result = try Program.run(command, tiny.suite, "--out", tiny.out)
    #expect(result.code == 64)
    let lines = result.err.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains("tiny/suite.yaml:") })
    #expect(result.err.contains("did you mean split?"))
  }
  #expect(!FileManager.default.fileExists(atPath: tiny.out))
}

@Test(arguments: [
  (["run", "denze"], "unknown suite denze"), (["frobnicate"], "unknown command frobnicate"),
  (["verfy", "dense"], "did you mean verify?"),
  (["run", "dense", "--jobs", "0"], "--jobs: found 0"),
  (["verify", "dense", "--sample", "0"], "--sample: found 0"),
  (["run", "dense", "--data-root", "nyu"], "--data-root: found nyu, expected name=dir"),
  (["run", "dense", "--data-root", "roms=x"], "did you mean rooms?"),
  (
    ["plan", "dense", "--data-root", "faces=/tmp"],
    "--data-root: found faces=/tmp, but faces is drawn and has no folder, expected one of nyuv2"
  ),
  (
    ["params", "--architecture", "split:wdie", "--tasks", "depth,normals"],
    "--architecture: variant: found wdie, expected one of standard, wide, deep; did you mean wide?"
  ),
  (["params", "--architecture", "mtan", "--tasks", "depth,depth"], "depth is listed twice"),
  (
    ["params", "--backbone", "resnet", "--architecture", "mtan", "--tasks", "depth,normals"],
    "--decoder: the decoder segnet undoes poolings that the backbone resnet does not have: name another of "
      + decoders.names.filter { $0 != "segnet" }.joined(separator: ", ")
  ),
  (["list", "architecture"], "architecture"),
  (["speed", "b3"], "unknown network b3, expected one of a, b, b2, c, d, e, f, g, h"),
  (["speed", "b", "--steps", "0"], "--steps: found 0"),
  (["speed", "--on-request"], "--on-request takes one network, found 13"),
  (["speed", "b", "--threads-per-cell", "99"], "--threads-per-cell: found 99"),
])
func mistakesOnTheCommandLineEndWith64(arguments: [String], message: String) throws {
  let result = try Program.start(arguments).wait()
  #expect(result.code == 64)
  #expect(result.err.contains(message))
}

/// A reader that goes away is no failure; output that a full device swallows is.
@Test(arguments: [
  ["list"], ["list", "weightings"], ["list", "schema"], ["plan"], ["report"], ["params"],
  ["speed", "b", "--steps", "1"], ["doctor"], ["verify"], ["repro"], ["--help"], ["--version"],
  ["plan", "--help"],
])
func lostOutputEndsWith3(words: [String]) throws {
  let tiny = try TinySuite()
  var arguments = words
  switch words[0] {
  case "plan" where words.count == 1: arguments += [tiny.suite, "--out", tiny.out]
  case "report", "verify", "repro":
    #expect(try tiny.run().code == 0)
    let id = try #require(tiny.contents.records.first).cell.id
    arguments += [words == ["repro"] ? id : tiny.suite, "--out", tiny.out]
  case "params":
    arguments += ["--architecture", "mtan", "--tasks", "depth,normals", "--input", "32x32"]
  case "doctor": arguments += ["--out", tiny.out]
  default: break
  }
  let full = try Program.start(arguments, output: "/dev/full").wait()
  #expect(full.code == 3)
  #expect(
    full.err.contains("cannot write the standard output: No space left on device"), "\(full.err)")
}

@Test func aReaderThatGoesAwayIsNoFailure() throws {
  let result = try Program.start(["list", "weightings"], closesOutput: true).wait()
  // Ended by SIGPIPE, as programs are that write to nobody.
  #expect(result.code == 0 || result.code == 128 + SIGPIPE)
  #expect(result.err.isEmpty)
}

/// What the numbers are is the machine's affair; that each is there and makes sense, ours.
@Test func speedMeasuresANetwork() throws {
  let result = try Program.run("speed", "b", "--steps", "1", "--json")
  #expect(result.code == 0)
  let found = try JSONDecoder().decode(JSONValue.self, from: Data(result.out.utf8))
  guard case .object(let root) = found, case .array(let networks)? = root["networks"],
    case .object(let b)? = networks.first, case .object(let ceilings)? = root["ceilings"]
  else {
    Issue.record("found \(result.out)")
    return
  }
  #expect(b["parameters"] == .number(1_568_190))
  #expect(ceilings.count == 3)
  for key in ["milliseconds", "imagesPerSecond", "gigaflops", "peakBytes"] {
    guard case .number(let value)? = b[key] else {
      Issue.record("no \(key)")
      continue
    }
    #expect(value > 0, "\(key)")
  }
}

@Test func aPlaceThatCannotBeWrittenEndsWith3() throws {
  let tiny = try TinySuite()
  let result = try Program.run("run", tiny.suite, "--out", "/proc/self/reports")
  #expect(result.code == 3)
  #expect(result.err.contains("cannot create /proc/self/reports"))
  #expect(!result.err.contains("start"))
}

@Test func unknownKernelsEndWith64() throws {
  let result = try Program.run("list", environment: ["BENCH_KERNELS": "fast"])
  #expect(result.code == 64)
  #expect(result.err.contains("BENCH_KERNELS: found fast, expected one of base"))
}

@Test func planPrintsWhatIsToDo() throws {
  let tiny = try TinySuite()
  let json = try plan(tiny)
  #expect(json.member("planned") == .number(4) && json.member("todo") == .number(4))
  #expect(try tiny.run().code == 0)
  let after = try plan(tiny)
  #expect(after.member("done") == .number(4) && after.member("todo") == .number(0))
  guard case .array(let arms)? = after.member("arms") else {
    Issue.record("the plan lists no arms")
    return
  }
  #expect(arms.count == 3)
  #expect(arms[1].member("done") == .number(1))
  #expect(after.member("basis") == .text("measured on 4 earlier records"))
}

private func plan(_ tiny: TinySuite) throws -> JSONValue {
  let result = try Program.run("plan", tiny.suite, "--out", tiny.out, "--json")
  #expect(result.code == 0)
  return try JSONDecoder().decode(JSONValue.self, from: Data(result.out.utf8))
}

@Test func paramsPrintThePublishedCount() throws {
  let result = try Program.run(
    "params", "--backbone", "segnet", "--architecture", "mtan", "--tasks",
    "segmentation:13,depth,normals", "--weighting", "uncertainty", "--input", "288x384", "--json")
  #expect(result.code == 0)
  #expect(result.out.contains(#""parameters": 44229076"#))
  let json = try JSONDecoder().decode(JSONValue.self, from: Data(result.out.utf8))
  #expect(json.member("macs") == .number(216_045_453_312))
  #expect(json.member("weighting") == .number(3))
  #expect(json.member("ratio") == .number(0.590179))
  #expect(json.member("shared") == .number(35_163_456))
  #expect(json.member("perTask")?.member("depth") == .number(3_021_569))
  #expect(json.member("singleTask")?.member("parameters") == .number(74_941_777))
}

/// What is padded is computed, and costs no parameters.
@Test func paramsCountWhatIsPadded() throws {
  func count(_ input: String) throws -> (json: JSONValue, text: String) {
    let request = [
      "params", "--architecture", "mtan", "--tasks", "depth,normals", "--input", input,
    ]
    let json = try Program.start(request + ["--json"]).wait()
    return (
      try JSONDecoder().decode(JSONValue.self, from: Data(json.out.utf8)),
      try Program.start(request).wait().out
    )
  }
  let (odd, even) = (try count("100x70"), try count("128x96"))
  for key in ["parameters", "macs", "modules"] {
    #expect(odd.json.member(key) != nil && odd.json.member(key) == even.json.member(key), "\(key)")
  }
  #expect(odd.text.contains("at 100×70, padded to 128×96: "), "\(odd.text)")
  #expect(even.text.contains("at 128×96: "))
}

/// A plan says what becomes of frames that the backbone does not divide.
@Test func planSaysWhatIsPadded() throws {
  let tiny = try TinySuite()
  let plain = try Program.run("plan", tiny.suite, "--out", tiny.out).out
  #expect(!plain.contains("padded"))
  let padded = try TinySuite([
    "dataset": "{rooms: {height: 40, width: 32, train: 6, validation: 2, test: 2}}"
  ])
  let odd = try Program.run("plan", padded.suite, "--out", padded.out)
  #expect(odd.code == 0)
  #expect(
    odd.out.contains(
      "segnet needs multiples of 32: frames are padded with zeros, at the right and below, from 40×32 to 64×32, "
        + "and predictions cropped to 40×32."), "\(odd.out)")
  #expect(try padded.run().code == 0)
}

/// Without a word about the frames' size: that of ImageNet where no task reads maps.
@Test func paramsCountTasksOfWholeImages() throws {
  let request = [
    "params", "--architecture", "split", "--backbone", "resnet:50", "--tasks",
    "age:regression,gender:binary,race:classes",
  ]
  let table = try Program.start(request).wait()
  #expect(table.code == 0)
  #expect(table.out.contains("36,111,431") && table.out.contains("83,127,495"))
  #expect(!table.out.contains("decoder"))
  let json = try JSONDecoder().decode(
    JSONValue.self, from: Data(try Program.start(request + ["--json"]).wait().out.utf8))
  #expect(json.member("decoder") == nil && json.member("input") == .text("224x224"))
  #expect(json.member("parameters") == .number(36_111_431))
  #expect(json.member("singleTask")?.member("parameters") == .number(83_127_495))
  // The trunk's 4,087,136,256 once, and d² + d, d² + d and d² + 5d of the heads for d = 2048.
  #expect(json.member("macs") == .number(4_099_733_504))
}

@Test func everyPublishedNetworkIsCountedExactly() throws {
  let plan = try samplePlan([
    6: "architectures: [single, stan, split, dense, cross-stitch, mtan]"
  ])
  let counts = PublishedNetworks.counts(for: plan.cells)
  #expect(counts.count == 16)
  for count in counts { #expect(count.measured == count.published, "\(count.label)") }
}

@Test func theCommittedSchemaIsCurrent() throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../experiments/suite.schema.json").standardizedFileURL
  let committed = try String(contentsOf: file, encoding: .utf8)
  #expect(
    committed == SuiteSchema.json.pretty + "\n",
    "run: swift run bench list schema > experiments/suite.schema.json")
}

@Test func everythingIsListed() throws {
  for list in CatalogList.all {
    let result = try Program.run("list", list.plural)
    #expect(result.code == 0)
    for entry in list.entries {
      #expect(result.out.contains(entry.summary))
      for option in entry.options { #expect(result.out.contains("\(option.key) = ")) }
    }
  }
}

@Test func aReportWithoutRecordsEndsWith3() throws {
  let tiny = try TinySuite()
  let result = try Program.run("report", tiny.suite, "--out", tiny.out)
  #expect(result.code == 3)
  #expect(result.err.contains("there are no records"))
}

@Test(arguments: SuiteFile.all().map(\.file))
func committedSuitesAreRight(file: URL) throws {
  let text = try String(contentsOf: file, encoding: .utf8)
  // The schema lies in `experiments`, a suite below it or in a group.
  let folders = file.pathComponents.dropLast()
  let depth = folders.count - 1 - folders.lastIndex(of: "experiments")!
  let path = String(repeating: "../", count: depth) + "suite.schema.json"
  #expect(text.hasPrefix("# yaml-language-server: $schema=\(path)\n"))
  for profile in Profile.allCases {
    let suite = try SuiteReader().read(file, calledBy: file.path, profile: profile)
    let plan = Plan(suite, dataDigest: "d", revision: "r")
    #expect(Set(plan.cells.map(\.id)).count == plan.cells.count)
    #expect(!plan.cells.isEmpty)
    if profile == .standard { #expect(suite.seeds.count >= 3) }
  }
}

extension JSONValue {
  func member(_ key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }
}
