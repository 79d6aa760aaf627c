import Testing

@testable import Bench

@Test func numbersReadTheSameEverywhere() {
  #expect(Wording.seconds(3.14) == "3.1 s")
  #expect(Wording.seconds(61) == "61 s")
  #expect(Wording.seconds(600) == "10 min")
  #expect(Wording.seconds(9000) == "2.5 h")
  #expect(Wording.fixed(0.38, 3) == "0.380")
  #expect(Wording.fixed(-0.0001, 2) == "0.00")
  #expect(Wording.fixed(-1.005, 1) == "-1.0")
  #expect(Wording.rounded(2, 1) == "2")
  #expect(Wording.grouped(44_229_076) == "44,229,076")
  #expect(Wording.grouped(-999) == "-999")
  #expect(Wording.scaled(216_045_453_312) == "216 G")
}

/// Whatever the numbers are, a sentence comes out.
@Test func noNumberIsTooLarge() {
  let values: [Double] = [
    0, -0.0, 1e15, -1e15, 1e16, 1e300, -1e300, .greatestFiniteMagnitude, .infinity, -.infinity,
    .nan, .leastNonzeroMagnitude, Double(Int.max), Double(Int.min),
  ]
  for value in values {
    for digits in [0, 1, 3, 15, 18, 400] { #expect(!Wording.fixed(value, digits).isEmpty) }
    #expect(!Wording.rounded(value, 2).isEmpty && !Wording.scaled(value).isEmpty)
    #expect(!Wording.seconds(value).isEmpty)
  }
  #expect(Wording.seconds(1e300) == "1000 years or more")
  #expect(Wording.seconds(.infinity) == "1000 years or more")
  #expect(Wording.grouped(.min) == "-9,223,372,036,854,775,808")
  #expect(Wording.grouped(.max) == "9,223,372,036,854,775,807")
  #expect(Wording.bytes(.max) == "8589934592 GiB")
  #expect(Wording.bytes(1) == "1 byte" && Wording.bytes(16_384) == "16 KiB")
  #expect(Wording.bytes(.min).hasSuffix("bytes"))
}

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
    Wording.withoutFolders("cannot read /data/nyuv2/train/0001.png: no such file")
      == "cannot read …/0001.png: no such file")
  #expect(Wording.withoutFolders("0.3 cells/min, and/or") == "0.3 cells/min, and/or")
}

@Test func longestCellsOfASeedComeFirst() throws {
  let cells = try samplePlan().cells
  let work = Dictionary(
    uniqueKeysWithValues: cells.map { ($0.id, Double($0.tasks.count)) })
  let ordered = SuiteRun.ordered(cells, seeds: [2, 1], work: work)
  #expect(ordered.map(\.seed) == Array(repeating: 2, count: 7) + Array(repeating: 1, count: 7))
  #expect(ordered.prefix(7).map(\.tasks.count) == [3, 3, 3, 3, 1, 1, 1])
}
