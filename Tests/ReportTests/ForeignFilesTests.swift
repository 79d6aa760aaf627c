import Foundation
import Records
import Testing

@testable import Report

/// A report replaces what this program made, and nothing else.
@Suite struct ForeignFilesTests {
  private var suite: SimulatedSuite {
    var suite = SimulatedSuite()
    suite.measuresNorms = true
    suite.confusions = [[3, 1], [0, 2]]
    suite.seeds = [1, 2]
    suite.weightings = [
      Choice("equal"), Choice("pcgrad"),
      Choice("static", ["weights": .array([.number(1), .number(2), .number(1)])]),
      Choice("static", ["weights": .array([.number(2), .number(1), .number(1)])]),
    ]
    suite.architectures.removeSubrange(1...3)
    suite.epochs = 3
    return suite
  }

  private func files(in directory: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
      let url = directory.appending(path: path)
      if FileKind(url) == .file { files[path] = try Data(contentsOf: url) }
    }
    return files
  }

  private func write(_ text: String, _ path: String, in directory: URL) throws {
    let url = directory.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func foreign(_ body: () throws -> Void) -> [ForeignFile] {
    do {
      try body()
      return []
    } catch ReportError.foreign(let files) {
      return files
    } catch {
      Issue.record("\(error)")
      return []
    }
  }

  @Test func everyFileThatIsWrittenIsKnown() throws {
    try withReportDirectory("known") { directory in
      let summary = try renderReport(suite.input, to: directory)
      var files = try files(in: directory)
      try withReportDirectory("conditions") { other in
        try renderReport(suite.underConditions(), to: other)
        files.merge(try self.files(in: other)) { first, _ in first }
      }
      for (path, bytes) in files {
        let file = GeneratedFile(path: path)
        #expect(file.mayBeWritten && file.isOurs(bytes), "\(path)")
      }
      let tables = files.keys.filter { $0.hasSuffix(".csv") }.map { $0.dropFirst(5).dropLast(4) }
      #expect(Set(tables.map { FigureKind.of(id: String($0)) }) == Set(FigureKind.all))
      try renderIndex([summary], to: directory.appending(path: "index"))
      try renderIndex([summary], to: directory.appending(path: "index"))
      try renderReport(suite.input, to: directory)
    }
  }

  /// Earlier versions marked pages only.
  @Test func reportsOfEarlierVersionsAreKnown() throws {
    try withReportDirectory("earlier") { directory in
      try renderReport(suite.input, to: directory)
      for (path, bytes) in try files(in: directory) {
        var earlier = bytes
        if path.hasSuffix(".svg") {
          earlier = Data(bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst())
        } else if path.hasSuffix(".png") {
          // Cairo wrote a background where the mark is now.
          let mark = try #require(bytes.firstRange(of: Data("tEXt".utf8))).lowerBound - 4
          let background: [UInt8] =
            [0, 0, 0, 6] + Array("bKGD".utf8) + [0, 255, 0, 255, 0, 255] + [0, 0, 0, 0]
          earlier =
            bytes.prefix(mark) + background + bytes.dropFirst(mark + 12 + Int(bytes[mark + 3]))
          #expect(!PNGFile.isMarked(earlier))
        } else if path.hasSuffix(".md") {
          earlier = Data(String(decoding: bytes, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
        }
        #expect(GeneratedFile(path: path).isOurs(earlier), "\(path)")
      }
    }
  }

  @Test(arguments: [
    "README.md", "index.html", "summary.json", "figures/forest.svg", "figures/forest-dark.png",
    "figures/tasks-2.svg", "figures/static-front-2-1-dark.svg", "data/curves.csv",
  ])
  func aPersonsFileStays(path: String) throws {
    let mine = ["", "<!DOCTYPE html><title>mine</title>", "{\"name\": \"mine\"}", "mine,1\n"]
    for text in mine {
      try withReportDirectory("foreign") { directory in
        try renderReport(suite.input, to: directory)
        try write(text, path, in: directory)
        let before = try files(in: directory)
        let found = foreign { try renderReport(suite.input, to: directory) }
        #expect(found.map(\.path) == [directory.appending(path: path).path])
        #expect(try files(in: directory) == before)
      }
    }
  }

  @Test func allAreNamedAtOnceAndNothingIsWritten() throws {
    try withReportDirectory("all") { directory in
      let figures = FigureKind.all.map(\.name).flatMap { kind in
        ["figures/\(kind).svg", "figures/\(kind)-2-dark.png", "data/\(kind)-1-2.csv"]
      }
      let paths =
        GeneratedFile.pages
        + (GeneratedFile.pages + [GeneratedFile.summary] + figures).map { "dense/" + $0 }
      for path in paths { try write("mine", path, in: directory) }
      let before = try files(in: directory)
      let found = foreign { try checkReplaceable(reportsOf: ["dense"], in: directory) }
      #expect(Set(found.map(\.path)) == Set(paths.map { directory.appending(path: $0).path }))
      let message = ReportError.foreign(found).description
      #expect(paths.allSatisfy { message.contains(directory.appending(path: $0).path) })
      #expect(try files(in: directory) == before)
      #expect(
        foreign { try renderIndex([], to: directory) }.count == GeneratedFile.pages.count)
    }
  }

  @Test func whatIsNoFileIsTold() throws {
    try withReportDirectory("kinds") { directory in
      try write("", "README.md/inside", in: directory)
      try write("", "data", in: directory)
      try FileManager.default.createSymbolicLink(
        atPath: directory.appending(path: "index.html").path, withDestinationPath: "nowhere")
      #expect(mkfifo(directory.appending(path: "summary.json").path, 0o600) == 0)
      let found = foreign { try renderReport(suite.input, to: directory) }
      let words = Dictionary(
        uniqueKeysWithValues: found.map { (URL(filePath: $0.path).lastPathComponent, $0.what) })
      #expect(
        words == [
          "README.md": "a folder, no file", "index.html": "a link that leads nowhere, no file",
          "summary.json": "a device or pipe, no file", "data": "a file, no folder",
        ])
    }
  }

  @Test func missingFoldersAndOtherFilesAreNoObstacle() throws {
    try withReportDirectory("fine") { directory in
      try checkReplaceable(reportsOf: ["dense"], in: directory.appending(path: "a/b"))
      for path in ["notes.txt", "figures/mine.svg", "data/mine.csv", "records.jsonl"] {
        try write("mine", path, in: directory)
      }
      try renderReport(suite.input, to: directory)
      for path in ["notes.txt", "figures/mine.svg", "data/mine.csv", "records.jsonl"] {
        #expect(try Data(contentsOf: directory.appending(path: path)) == Data("mine".utf8))
      }
    }
  }
}
