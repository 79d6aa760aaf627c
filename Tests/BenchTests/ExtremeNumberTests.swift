import Engine
import Testing

@testable import Bench

/// What people and their scripts write where a number is wanted.
private let extremes = [
  "0", "1", "-1", "2147483648", "9007199254740991", "9007199254740992", "9007199254740993",
  "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e308", "-1e308", "1e-308",
  "5e-324", ".nan", ".inf", "-.inf", "010", "1:30", "0x7fffffffffffffff", "0.5", "1e1",
  "1" + String(repeating: "7", count: 399), "\"\"", "~", "[]", "{}", "[1, 9007199254740993, .nan]",
]

/// A line of the sample, or one more, with a place for a value.
private struct Place: Sendable {
  var line: Int?
  var text: @Sendable (String) -> String
}

private let places: [Place] = {
  var all = [
    Place(line: 8) { "epochs: \($0)" }, Place(line: 9) { "batch: \($0)" },
    Place(line: 10) { "seeds: \($0)" }, Place(line: 10) { "seeds: [1, \($0)]" },
    Place { "pictures: \($0)" }, Place { "time-limit: \($0)" }, Place { "time-limit: '\($0) h'" },
    Place { "margin: \($0)" }, Place { "task-margin: \($0)" }, Place { "minimum-saving: \($0)" },
    Place { "diagnostics: {every: \($0)}" }, Place { "tune: {rates: [1e-3, \($0)]}" },
    Place { "robustness: {task: depth, factor: \($0)}" },
    Place(line: 7) { "weightings: [equal, {scalarization: {points: \($0)}}]" },
    Place(line: 7) { "weightings: [equal, {scalarization: {points: grid, divisions: \($0)}}]" },
    Place(line: 7) { "weightings: [equal, {scalarization: {points: 3, seed: \($0)}}]" },
    Place(line: 7) { "weightings: [{static: {tune: {weights: {points: \($0)}}}}]" },
    Place(line: 7) { "weightings: [{static: {weights: [1, 1, \($0)]}}]" },
    Place(line: 7) { "weightings: ['static:weights=1,1,\($0)']" },
    Place(line: 7) { "weightings: [equal, 'scalarization:\($0)']" },
  ]
  func add<Item>(
    _ catalog: Catalog<Item>, _ line: Int?, _ text: @escaping @Sendable (String) -> String
  ) {
    for entry in catalog.entries {
      for key in entry.options.map(\.key) {
        all.append(Place(line: line) { text("{\(entry.name): {\(key): \($0)}}") })
      }
    }
  }
  add(datasets, 3) { "dataset: \($0)" }
  add(taskCatalog, 4) { "tasks: [depth, normals, \($0)]" }
  add(backbones, 5) { "backbone: \($0)" }
  add(architectures, 6) { "architectures: [\($0)]" }
  add(weightings, 7) { "weightings: [\($0)]" }
  for entry in weightings.entries {
    for key in entry.options.map(\.key) {
      all.append(Place(line: 7) { "weightings: [{\(entry.name): {tune: {\(key): [1, \($0)]}}}]" })
    }
  }
  add(optimizers, nil) { "optimizer: \($0)" }
  add(schedules, nil) { "schedule: \($0)" }
  add(augmentations, nil) { "augmentation: \($0)" }
  return all
}()

/// Reads a suite and plans it. That this returns is what is tested: arithmetic that traps ends the
/// process.
private func readAndPlan(_ changes: [Int: String], _ lines: [String]) {
  let text = sampleText(changes, adding: lines)
  do {
    let suite = try readSuite(text)
    #expect(suite.mostCells <= SuiteLimits.cells)
    // Larger plans differ in nothing but the time they take.
    guard suite.mostCells <= 2000 else { return }
    let plan = Plan(suite, dataDigest: "d", revision: "r")
    #expect(Set(plan.cells.map(\.id)).count == plan.cells.count, "\(text)")
    #expect(plan.cells.count <= suite.mostCells)
  } catch is SuiteMistakes {} catch is SuiteMistake {} catch {
    Issue.record("\(error) for \(text)")
  }
}

@Suite struct ExtremeNumberTests {
  @Test(arguments: extremes)
  func everyKeyAloneIsReadOrRefused(extreme: String) {
    for place in places {
      let text = place.text(extreme)
      readAndPlan(place.line.map { [$0: text] } ?? [:], place.line == nil ? [text] : [])
    }
  }

  @Test func severalTogetherAreReadOrRefused() {
    var stream = RandomStream(seed: 1, "extreme numbers")
    for _ in 0..<500 {
      var changes: [Int: String] = [:]
      var lines: [String: String] = [:]
      for _ in 0..<(1 + stream.index(below: 6)) {
        let place = places[stream.index(below: places.count)]
        let text = place.text(extremes[stream.index(below: extremes.count)])
        if let line = place.line {
          changes[line] = text
        } else {
          lines[String(text.prefix { $0 != ":" })] = text
        }
      }
      readAndPlan(changes, lines.sorted { $0.key < $1.key }.map(\.value))
    }
  }
}
