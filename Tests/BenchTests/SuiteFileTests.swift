import Engine
import Foundation
import Testing

@testable import Bench

@Suite struct SuiteFileTests {
  private let folder = TemporaryFolder()

  private func suite(_ name: String) throws -> URL {
    let url = folder.url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try Data(sampleText().utf8).write(to: url.appendingPathComponent("suite.yaml"))
    return url
  }

  @Test func aPathMayTakeDetours() throws {
    let mine = try suite("mine").path
    _ = try suite("other")
    let root = folder.url.path
    for path in [
      mine, mine + "/", mine + "/.", mine + "/suite.yaml", mine + "/./suite.yaml",
      root + "/other/../mine", root + "/other/../mine/", root + "/other/../mine/suite.yaml",
      root + "//mine//suite.yaml",
    ] {
      let found = try SuiteFile.find(path)
      #expect(found.name == "mine", "\(path)")
      #expect(try SuiteReader().read(found.file, calledBy: "", profile: .standard).name == "mine")
    }
  }

  /// Behind a link `..` is where the link leads, as for every other program.
  @Test func linksAreFollowedBeforeTheirParents() throws {
    _ = try suite("far/mine")
    _ = try suite("far/inner")
    _ = try suite("mine")
    let link = folder.url.appendingPathComponent("link")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: folder.url.appendingPathComponent("far/inner"))
    #expect(try SuiteFile.find(link.path + "/../mine").file.path.hasSuffix("far/mine/suite.yaml"))
    // Without `..` a link's own name is the suite's.
    #expect(try SuiteFile.find(link.path).name == "link")
  }

  @Test(arguments: [
    ([".", "./", "./suite.yaml", "suite.yaml", "../mine", "../mine/suite.yaml"], "mine"),
    (["..", "../", "../suite.yaml"], "outer/mine"),
  ])
  func aSuiteIsFoundFromItsOwnFolder(words: [String], inside: String) throws {
    let current = try suite(inside)
    if inside.contains("/") { _ = try suite("outer") }
    for word in words {
      let result = try Program.start(["plan", word, "--json"], in: current).wait()
      #expect(result.code == 0, "\(word): \(result.err)")
      let name = inside.contains("/") ? "outer" : "mine"
      #expect(result.out.contains("\"suite\": \"\(name)\""), "\(word)")
    }
  }

  /// Suites that belong together lie in a folder of their own, which stands for all of them.
  @Test func suitesMayLieInGroups() throws {
    for name in ["experiments/one", "experiments/group/two", "experiments/group/three"] {
      _ = try suite(name)
    }
    func bench(_ arguments: String...) throws -> Program.Result {
      try Program.start(arguments, in: folder.url).wait()
    }
    let listed = try bench("list", "suites")
    for name in ["one", "two", "three"] { #expect(listed.out.contains(name)) }
    #expect(try bench("plan", "two", "--json").out.contains("\"suite\": \"two\""))
    let group = try bench("plan", "group")
    #expect(group.code == 64)
    #expect(
      group.err.contains("found group, which is a group of suites, expected one of three, two"))
    let unknown = try bench("run", "twoo")
    #expect(unknown.err.contains("expected one of three, two, one; did you mean two?"))
    // The reports of both would lie in one folder.
    _ = try suite("experiments/group/one")
    let ambiguous = try bench("plan", "one")
    #expect(
      ambiguous.code == 64 && ambiguous.err.contains("found the suite one in experiments/group/one")
    )
  }

  /// A group may be given by its path too, from wherever one is.
  @Test func aGroupHasAPath() throws {
    for name in ["experiments/one", "experiments/group/two", "far/four", "far/five"] {
      _ = try suite(name)
    }
    let root = folder.url.path
    func names(_ word: String) throws -> [String] { try SuiteFile.findAll(word).map(\.name) }
    #expect(try names(root + "/far") == ["five", "four"])
    #expect(try names(root + "/far/../far/") == ["five", "four"])
    #expect(try names(root + "/far/four") == ["four"])
    for word in [root, root + "/experiments/one/nowhere"] {
      #expect(throws: OptionError.self, "\(word)") { try SuiteFile.findAll(word) }
    }
    func found(_ word: String, in place: String) throws -> String {
      let current = folder.url.appendingPathComponent(place)
      return try Program.start(["plan", word], in: current).wait().err
    }
    let far = "is a group of suites, expected one of five, four"
    for (word, place) in [(".", "far"), ("far", ""), ("../far", "experiments"), ("..", "far/four")]
    {
      #expect(try found(word, in: place).contains(far), "\(word) in \(place)")
    }
    // All of its suites, those of groups too.
    #expect(try found("experiments", in: "").contains("expected one of two, one"))
    #expect(try found(".", in: "").contains("there is no suite.yaml in ."))
  }

  @Test func aFolderHereNeedsNoDot() throws {
    _ = try suite("mine")
    let here = try Program.start(["plan", "mine", "--json"], in: folder.url).wait()
    #expect(here.code == 0 && here.out.contains("\"suite\": \"mine\""), "\(here.err)")
    let missing = try Program.start(["plan", "yours"], in: folder.url).wait()
    #expect(missing.code == 64 && missing.err.contains("unknown suite yours"))
  }

  /// Suites of one's own need no package around them.
  @Test func aFolderOfExperimentsIsFound() throws {
    _ = try suite("own/experiments/mine")
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("own/deep/er"), withIntermediateDirectories: true)
    for place in ["own", "own/deep/er"] {
      let current = folder.url.appendingPathComponent(place)
      let plan = try Program.start(["plan", "mine", "--json"], in: current).wait()
      #expect(plan.code == 0 && plan.out.contains("\"suite\": \"mine\""), "\(plan.err)")
      let list = try Program.start(["list", "suites"], in: current).wait()
      #expect(list.out.contains("mine"))
    }
  }

  @Test func whatIsNotThereIsRefused() throws {
    let mine = try suite("mine").path
    for word in ["", folder.url.path, mine + "/suite.yml", mine + "/suite.yaml/", "no/such/suite"] {
      #expect(throws: OptionError.self, "\(word)") { try SuiteFile.find(word) }
    }
  }

  @Test(arguments: [
    ".hidden", "a\nb", "a\u{7f}b", "a\u{2028}b", "index.html", "README.md", "Readme.md",
  ])
  func aFolderThatReportsCannotHaveIsRefused(name: String) throws {
    let url = try suite(name)
    #expect { try SuiteFile.find(url.path) } throws: { error in
      "\(error)".contains("move the suite into a folder that has one")
        && !"\(error)".contains(where: \.isNewline)
    }
    let grouped = SuiteFile.all(in: folder.url)
    #expect(grouped.allSatisfy { !$0.calledBy.contains(where: \.isNewline) })
    #expect {
      try SuiteReader().read(
        url.appendingPathComponent("suite.yaml"), calledBy: "s", profile: .standard)
    } throws: { error in "\(error)".hasPrefix("s:1 found the suite in a folder called") }
  }

  @Test func theRootOfTheFileSystemIsNoName() {
    for name in ["", "/", ".", ".."] { #expect(SuiteFile.mistake(folder: name) != nil) }
    for name in ["dense", "a b", "größe", "a.b", "index"] {
      #expect(SuiteFile.mistake(folder: name) == nil)
    }
  }

  @Test func aFileThatIsTooLargeOrNoTextIsRefused() throws {
    let file = try suite("large").appendingPathComponent("suite.yaml")
    func refusal() -> String {
      do {
        _ = try SuiteReader().read(file, calledBy: "s", profile: .standard)
        return "read"
      } catch { return "\(error)" }
    }
    try Data(repeating: UInt8(ascii: "#"), count: 4 << 20 + 1).write(to: file)
    #expect(refusal() == "s:1 found more than 4194304 bytes, the most a suite's file may have")
    try Data([0xff, 0xfe, 0x41, 0]).write(to: file)
    #expect(refusal() == "s:1 cannot be read as UTF-8 text")
    try FileManager.default.removeItem(at: file)
    #expect(refusal() == "s:1 cannot be read: No such file or directory")
  }
}

/// An empty path is an unset variable of somebody's script, and would be the current folder.
@Test(
  arguments: [
    (["plan", "dense", "--out", ""], [:], "--out: found an empty path"),
    (["run", "no-such-suite", "--out", ""], [:], "--out: found an empty path"),
    (["report", "--out", ""], [:], "--out: found an empty path"),
    (["report", "--out="], [:], "Missing value for '--out <dir>'"),
    (["repro", "ab", "--out", ""], [:], "--out: found an empty path"),
    (["repro", ""], [:], "found an empty id"),
    (["plan", "dense", "--data-root", "nyuv2="], [:], "--data-root: found nyuv2=, an empty path"),
    (["plan", "dense", "--data-root", "=x"], [:], "--data-root: found =x, expected name=dir"),
    (
      ["plan", "nyuv2"], ["BENCH_NYUV2": ""], "BENCH_NYUV2: found an empty path in the environment"
    ),
    (["plan", ""], [:], "found an empty word, expected a suite"),
    (["run", ""], [:], "found an empty word, expected a suite"),
    (["report", ""], [:], "found an empty word, expected a suite"),
    (["verify", ""], [:], "found an empty word, expected a suite"),
    (["plan", "dense", "--jobs", "9223372036854775807"], [:], "--jobs: found 9223372036854775807"),
    (
      [
        "params", "--architecture", "mtan", "--tasks", "depth,normals", "--input",
        "9999999x9999999",
      ],
      [:], "--input: found 9999999x9999999"
    ),
  ] as [([String], [String: String], String)])
func emptyPathsAndHugeNumbersEndWith64(
  arguments: [String], environment: [String: String], message: String
) throws {
  let result = try Program.start(arguments, environment: environment).wait()
  #expect(result.code == 64)
  #expect(result.err.contains(message), "\(result.err)")
}
