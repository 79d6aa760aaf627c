import Digests
import Foundation
import Testing

@testable import Records

/// How ids were made: encoded, parsed, sorted and printed.
private func encoded(_ cell: Cell) throws -> String { try JSONValue.canonical(cell) }

/// Cells whose every part takes unusual values, a different mix each.
private func variedCells(_ count: Int) -> [Cell] {
  let texts = [
    "", "plain", "a \"b\" \\ c", "line\nfeed\ttab\r\u{1}\u{1f}", "é √ 漢字 👩‍👩‍👧", "/slash/",
  ]
  let numbers: [Double] = [
    0, -0.0, 1, -3, 0.1, 1e-3, 1e-300, 1e300, 123_456.75, 1e15, 4_503_599_627_370_497,
    9_007_199_254_740_991, -9_007_199_254_740_991, 9_007_199_254_740_992, 1.0 / 3,
  ]
  let whole = [0, 1, 7, -5, 1_000_000, 1_000_000_000_000_000, 9_007_199_254_740_991]
  func value(_ place: Int) -> JSONValue {
    switch place % 5 {
    case 0: .text(texts[place % texts.count])
    case 1: .bool(place % 2 == 0)
    case 2: .array([.number(numbers[place % numbers.count]), .null, .text("x")])
    default: .number(numbers[place % numbers.count])
    }
  }
  func choice(_ place: Int) -> Choice {
    let keys = ["b", "a", "ä", "B", "a b", "\"", "z10", "z9"]
    var options: [String: JSONValue] = [:]
    for number in 0..<place % 5 { options[keys[(place + number) % 8]] = value(place + 3 * number) }
    return Choice(texts[place % texts.count], options)
  }
  return (0..<count).map { place in
    var choices: [Cell.Kind: Choice] = [
      .dataset: choice(place), .backbone: choice(place + 1), .architecture: choice(place + 2),
      .weighting: choice(place + 3), .optimizer: choice(place + 5), .schedule: choice(place + 7),
      .augmentation: choice(place + 11),
    ]
    // Kinds that not every cell spells, before, between and behind the others.
    for name in ["a", "decoder", "zz"].prefix(place % 4) {
      choices[.init(name)] = choice(place + 4)
    }
    return Cell(
      choices: choices, dataDigest: texts[place % 6],
      tasks: (0..<place % 4).map { choice(place + $0) }, epochs: whole[place % 7],
      batch: whole[(place + 1) % 7], numerics: texts[(place + 2) % 6],
      pictures: whole[(place + 3) % 7], seed: whole[(place + 4) % 7], revision: texts[1],
      lossScales: place % 3 == 0 ? ["depth": numbers[place % 15], "a": 2] : [:],
      diagnosticsEvery: place % 2 == 0 ? 8 : 0)
  }
}

@Test func cellsAreSpelledAsTheirEncoding() throws {
  let cells = variedCells(1200)
  for cell in cells { #expect(try cell.canonical == encoded(cell)) }
  #expect(Set(cells.map(\.canonical)).count > 500)
}

/// Records in the repository are found by the ids that they were stored under: the SHA-256 of the cell
/// as it stands in the line.
@Test(arguments: [("dense", 40), ("nyuv2", 18), ("weightings", 576)])
func recordedCellsKeepTheirIDs(suite: String, count: Int) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../reports/\(suite)/records.jsonl").standardizedFileURL
  let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  #expect(lines.count == count)
  struct Line: Decodable { let cell: Cell }
  let opening = #"{"cell":"#
  for line in lines {
    let cost = try #require(line.range(of: #","cost":{"#))
    #expect(line.hasPrefix(opening))
    let text = line[line.index(line.startIndex, offsetBy: opening.count)..<cost.lowerBound]
    let cell = try JSONDecoder().decode(Line.self, from: Data(line.utf8)).cell
    #expect(cell.id == sha256(String(text)))
  }
}

@Test func seedsAboveTheExactDoublesAreNotConfused() {
  let seeds = [9_007_199_254_740_992, 9_007_199_254_740_993, Int.max, Int.max - 1, Int.min]
  #expect(Set(seeds.map { sampleCell(seed: $0).id }).count == seeds.count)
  #expect(sampleCell(seed: Int.max).canonical.contains("\"seed\":9223372036854775807"))
}
