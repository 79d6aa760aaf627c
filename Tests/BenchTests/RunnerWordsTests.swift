import Testing

@testable import Bench

@Test(arguments: [
  ("dense 3/84 cells", 16, "dense 3/84 cells"), ("dense 3/84 cells", 15, "dense 3/84 cell"),
  ("dense", 1, "d"), ("dense", 0, ""), ("dense", -1, ""), ("", 5, ""),
  ("漢字 1/2", 3, "漢"), ("漢字 1/2", 4, "漢字"), ("한글", 1, ""), ("ｗide", 2, "ｗ"),
  ("e\u{301}te\u{301}", 2, "e\u{301}t"), ("👩‍👩‍👧x", 2, "👩‍👩‍👧"), ("👩‍👩‍👧x", 1, ""), ("❤️x", 2, "❤️"),
  ("a\nb\u{1B}[2Jc\r\td", 20, "ab[2Jcd"), ("split · seed 1", 7, "split ·"),
])
func textIsCutToColumns(text: String, columns: Int, kept: String) {
  #expect(TerminalColumns.cut(text, to: columns) == kept)
}

@Test func whatIsCutNeverTakesMoreColumns() {
  let text = "スイート dense 3/84 cells · 12 min left · mtan 🚀 · e\u{301} 4/16"
  for columns in 0...60 {
    let kept = TerminalColumns.cut(text, to: columns)
    #expect(TerminalColumns.count(kept) <= columns)
    #expect(text.hasPrefix(kept))
  }
}

@Test func recordsHoldNoFolderOfAMachine() {
  #expect(
    FailureMessage.withoutFolders("cannot read /data/nyuv2/train/0001.png: no such file")
      == "cannot read …/0001.png: no such file")
  #expect(FailureMessage.withoutFolders("0.3 cells/min, and/or") == "0.3 cells/min, and/or")
}

/// Of a crash a person can use the program's own words; registers and frames are nobody's.
@Test(
  arguments: [
    ("", nil), ("\n \n", nil), ("malloc(): corrupted top size\n", "malloc(): corrupted top size"),
    (
      "reading\nEngine/Tape.swift:7: Fatal error: no value\nlast",
      "Engine/Tape.swift:7: Fatal error: no value"
    ),
    (
      "reading\n\n*** Signal 11: Backtracing from 0x7f12... done ***\n\nrax 0x0\n\nBacktrace took 2.96s\n",
      "reading"
    ),
    ("\n💣 Program crashed: Bad pointer dereference at 0x0\n\nThread 0:\n", nil),
  ] as [(String, String?)])
func whatACrashedProcessSaidLastIsKept(text: String, words: String?) {
  #expect(FailureMessage.lastWords(text) == words)
}

@Test func longestCellsOfASeedComeFirst() throws {
  let cells = try samplePlan().cells
  let work = Dictionary(
    uniqueKeysWithValues: cells.map { ($0.id, Double($0.tasks.count)) })
  let ordered = SuiteRun.ordered(cells, seeds: [2, 1], work: work)
  #expect(ordered.map(\.seed) == Array(repeating: 2, count: 7) + Array(repeating: 1, count: 7))
  #expect(ordered.prefix(7).map(\.tasks.count) == [3, 3, 3, 3, 1, 1, 1])
}
