import Foundation
import TestSupport
import Testing

@testable import Records

/// What no report can compute with is not read: such a line is rejected, and told with the field.
@Suite struct RecordLimitsTests {
  /// The place of a number in a line: keys, and places in arrays.
  private typealias Path = [String]

  /// Of lines with the digests that belong to them: their values alone are judged.
  private func contents(_ lines: String) -> StoreContents {
    let digested = lines.split(separator: "\n").map { withDigest(String($0)) + "\n" }
    return StoreContents(parsing: Data(digested.joined().utf8), name: "records.jsonl")
  }

  private func numbers(in value: Any, at path: Path = []) -> [Path] {
    switch value {
    case let members as [String: Any]:
      members.keys.sorted().flatMap { numbers(in: members[$0]!, at: path + [$0]) }
    case let elements as [Any]:
      elements.indices.flatMap { numbers(in: elements[$0], at: path + ["\($0)"]) }
    case is Bool, is String: value is NSNumber && !(value is String) ? [path] : []
    case is NSNumber: [path]
    default: []
    }
  }

  private func replacing(_ path: ArraySlice<String>, in value: Any, with marker: String) -> Any {
    guard let first = path.first else { return marker }
    if var members = value as? [String: Any] {
      members[first] = replacing(path.dropFirst(), in: members[first]!, with: marker)
      return members
    }
    guard var elements = value as? [Any], let index = Int(first) else { return value }
    elements[index] = replacing(path.dropFirst(), in: elements[index], with: marker)
    return elements
  }

  /// The line with another spelling in one place.
  private func line(_ object: Any, _ path: Path, _ spelling: String) throws -> String {
    let changed = replacing(path[...], in: object, with: "MARKER")
    let data = try JSONSerialization.data(
      withJSONObject: changed, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
      .replacingOccurrences(of: "\"MARKER\"", with: spelling)
  }

  private func magnitudes(_ value: JSONValue) -> [Double] {
    switch value {
    case .number(let number): [abs(number)]
    case .array(let values): values.flatMap(magnitudes)
    case .object(let members): members.values.flatMap(magnitudes)
    default: []
    }
  }

  @Test(arguments: [
    "-1", "4611686018427387904", "9223372036854775807", "9223372036854775808", "1e308", "5e-324",
    "1e999",
  ])
  func noNumberIsReadThatCannotBeComputedWith(spelling: String) throws {
    let whole = try JSONValue.canonical(sampleWithEverything())
    #expect(contents(whole).rejected.isEmpty)
    let object = try JSONSerialization.jsonObject(with: Data(whole.utf8))
    let paths = numbers(in: object)
    #expect(paths.count > 60)
    var rejections = 0
    for path in paths {
      let found = contents(try line(object, path, spelling))
      let name = path.last { Int($0) == nil } ?? ""
      if let rejected = found.rejected.first {
        rejections += 1
        #expect(rejected.reason.contains(name), "\(path): \(rejected.reason)")
        continue
      }
      let record = try #require(found.records.first, "\(path)")
      let read = try JSONDecoder().decode(
        JSONValue.self, from: Data(try JSONValue.canonical(record).utf8))
      #expect(magnitudes(read).allSatisfy { $0 * $0 <= 1e120 }, "\(path)")
      guard case .finished(let finished) = record.outcome else { continue }
      #expect(finished.size.macs <= 1 << 53 && finished.size.perTask.values.allSatisfy { $0 >= 0 })
      #expect(finished.test.allSatisfy { $0.value == 0 || (1 / $0.value).magnitude <= 1e60 })
      #expect((1...finished.epochs.count).contains(finished.selectedEpoch))
    }
    #expect(rejections > (spelling == "5e-324" || spelling == "-1" ? 20 : 24))
    if ["1e308", "5e-324", "1e999"].contains(spelling) { #expect(rejections == paths.count) }
  }

  @Test(arguments: [
    (
      #""macs":100"#, #""macs":9223372036854775807"#,
      "outcome.size.macs: found 9223372036854775807, "
        + "expected a whole number from 0 to 9007199254740991"
    ),
    (
      #""test":[0.5]"#, #""test":[1e308]"#,
      "outcome.test of depth, absolute error: found 1e+308, "
        + "expected 0, or a number of a magnitude from 1e-60 to 1e60"
    ),
    (#""validation":[0.5]"#, #""validation":[5e-324]"#, "outcome.validation of depth"),
    (#""selectedEpoch":1"#, #""selectedEpoch":3"#, "expected a whole number from 1 to 2"),
    (#""width":2}"#, #""width":4611686018427387904}"#, "input.width: found 4611686018427387904"),
    (
      #""height":1,"kind":"scalar""#, #""height":3,"kind":"scalar""#,
      "base64: found 4 characters, expected the base64 of 2 × 3 × 1 = 6 bytes"
    ),
    (
      #""height":1,"kind":"scalar""#, #""height":1,"kind":"objects""#,
      "base64: found 4 characters, expected the base64 of 12 bytes for each of at most 10000 objects"
    ),
    (#""range":[0,10]"#, #""range":[0]"#, "range: found 1 numbers, expected 2"),
    (#""base64":"Af8=""#, #""base64":"Af?=""#, "base64: found 4 characters"),
    (
      #""trainLoss":[[1.5,2],[1.5,2]]"#, #""trainLoss":[[1.5,2],[1.5]]"#,
      "trainLoss: found 1 values in epoch 2, expected 2"
    ),
    (
      #""cosines":[[-0.25],[-0.25]]"#, #""cosines":[[-0.25],[1,1]]"#,
      "cosines: found 2 values in epoch 2, expected 0 or 1"
    ),
    (
      #""cpuSeconds":1"#, #""cpuSeconds":-1"#,
      "cost.cpuSeconds: found -1.0, expected seconds from 0"
    ),
    (#""seed":1"#, #""seed":-1"#, "cell.seed: found -1"),
    (
      "[[3,1],[0,2]]", "[[3,1],[0]]",
      "confusions.segmentation: found 1 columns in a row, expected 2"
    ),
    (
      "[[3,1],[0,2]]", "[[3]]",
      "confusions.classes of segmentation: found 1, expected a whole number from 2 to 1000"
    ),
    ("[[3,1],[0,2]]", "[[3,-1],[0,2]]", "confusions.segmentation: found -1"),
  ])
  func whatIsOutOfItsRangeIsTold(written: String, changed: String, reason: String) throws {
    let line = try JSONValue.canonical(sampleWithEverything())
    #expect(line.contains(written))
    let rejected = contents(line.replacingOccurrences(of: written, with: changed)).rejected
    #expect(rejected.count == 1)
    #expect(rejected.first?.reason.contains(reason) == true, "\(rejected.map(\.reason))")
  }

  @Test func textsThatFillATableAreNotRead() throws {
    var record = sampleRecord()
    record.provenance.processor = String(repeating: "x", count: 1001)
    let found = contents(try JSONValue.canonical(record)).rejected.first?.reason
    #expect(
      found == "provenance.processor: found 1001 bytes, expected a text of at most 1000 bytes")
  }

  /// Lines with one mistake are told together, whatever the values.
  @Test func valuesOfOneFieldAreToldOnce() throws {
    let line = try JSONValue.canonical(sampleRecord())
    let lines = (1...3).map {
      line.replacingOccurrences(of: #""macs":100"#, with: #""macs":-\#($0)"#)
    }
    let problems = contents(lines.joined(separator: "\n")).problems
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("records.jsonl:1 and 2 more lines are no records") == true)
  }

  /// What could not be read back is not written.
  @Test func whatIsOutOfItsRangeIsNotWritten() throws {
    let folder = TemporaryFolder()
    let store = try RecordStore(folder: folder.url)
    for value in [Double.nan, .infinity, 1e308, .leastNonzeroMagnitude] {
      #expect(throws: LimitError.self) { try store.append(sampleRecord(value: value)) }
    }
    #expect(!FileManager.default.fileExists(atPath: store.file.path))
  }
}
