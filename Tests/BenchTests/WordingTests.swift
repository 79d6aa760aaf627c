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
