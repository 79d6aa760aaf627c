import Engine
import Records
import Testing

@testable import Bench

@Test(arguments: [
  ("10", 10), ("010", 10), ("1e1", 10), ("1.0", 1), ("0x10", 16), ("0o10", 8), ("+7", 7),
  ("1000000", 1_000_000),
])
func wholeNumbersAreReadAsWritten(text: String, value: Int) throws {
  #expect(try readSuite(sampleText([8: "epochs: \(text)"])).epochs == value)
}

/// Every whole number up to 2⁵³ − 1 is a cell of its own.
@Test func largeSeedsStayApart() throws {
  let seeds = [9_007_199_254_740_991, 9_007_199_254_740_990, 0]
  let text = seeds.map(String.init).joined(separator: ", ")
  let plan = try samplePlan([10: "seeds: [\(text)]"])
  #expect(plan.suite.seeds == seeds)
  #expect(Set(plan.cells.map(\.seed)) == Set(seeds))
  #expect(Set(plan.cells.map(\.id)).count == plan.cells.count)
  let world = try readSuite(sampleText([3: "dataset: {rooms: {world: 9007199254740991}}"]))
  #expect(world.dataset.choice.options["world"] == .number(9_007_199_254_740_991))
  let again = try Selection(world.dataset.choice, from: datasets)
  #expect(again.choice == world.dataset.choice)
}

private let many = "1" + String(repeating: "0", count: 399)
private let epochs = "expected a whole number, 1 to 1000000"

@Test(arguments: [
  Mistaken(changes: [8: "epochs: 1000001"], message: "8 epochs: found 1000001, \(epochs)"),
  Mistaken(
    changes: [8: "epochs: 9223372036854775807"],
    message: "8 epochs: found 9223372036854775807, \(epochs)"),
  Mistaken(
    changes: [8: "epochs: 0x7fffffffffffffff"],
    message: "8 epochs: found 0x7fffffffffffffff, \(epochs)"),
  Mistaken(
    changes: [8: "epochs: \(many)"], message: "8 epochs: found \(many.prefix(60))…, \(epochs)"),
  Mistaken(changes: [8: "epochs: 12:30:45"], message: "8 epochs: found 12:30:45, \(epochs)"),
  Mistaken(changes: [8: "epochs: no"], message: "8 epochs: found no, \(epochs)"),
  Mistaken(changes: [8: "epochs: '10'"], message: "8 epochs: found \"10\", \(epochs)"),
  Mistaken(changes: [8: "epochs: 1.5e0"], message: "8 epochs: found 1.5e0, \(epochs)"),
  Mistaken(
    changes: [8: "epochs: 1.0000000000000000001"],
    message: "8 epochs: found 1.0000000000000000001, \(epochs)"),
  Mistaken(
    changes: [3: "dataset: {rooms: {height: 32.00000000000000000001}}"],
    message: "3 dataset.rooms.height: found 32.00000000000000000001, expected a whole number, "
      + "32 to 2048"),
  Mistaken(changes: [8: "epochs: .inf"], message: "8 epochs: found .inf, \(epochs)"),
  Mistaken(
    changes: [9: "batch: 65537"],
    message: "9 batch: found 65537, expected a whole number, 1 to 65536"),
  Mistaken(
    changes: [10: "seeds: 1000000000"],
    message: "10 seeds: found 1000000000, expected a whole number, 1 to 10000"),
  Mistaken(
    changes: [10: "seeds: [1, 9007199254740992]"],
    message:
      "10 seeds[1]: found 9007199254740992, expected a whole number, 0 to 9007199254740991"),
  Mistaken(
    changes: [10: "seeds: [1, 0x1, 1.0]"],
    message:
      "10 seeds[1]: seed 1 is listed twice\nsample/suite.yaml:10 seeds[2]: seed 1 is listed twice"),
  Mistaken(
    changes: [10: "seeds: 10000", 7: "weightings: [equal, dwa, gls, famo, pcgrad, uncertainty]"],
    message:
      "10 seeds: seeds, arms, candidates and sets of tasks make up to 150,000 cells, expected at "
      + "most 100,000"),
  Mistaken(
    adding: ["pictures: 10001"],
    message: "11 pictures: found 10001, expected a whole number, 0 to 10000"),
  Mistaken(
    adding: ["time-limit: 9000 h"],
    message: "11 time-limit: found 9000 h, expected a time of at most a year (8784 h)"),
  Mistaken(
    adding: ["time-limit: .nan"],
    message: "11 time-limit: found .nan, expected a time such as 90 s, 20 min or 2 h"),
  Mistaken(
    adding: ["margin: 1:30"],
    message: "11 margin: found 1:30, expected a percentage, 0 to 100, without a sign"),
  Mistaken(
    adding: ["diagnostics: {every: 0x7fffffffffffffff}"],
    message:
      "11 diagnostics.every: found 0x7fffffffffffffff, expected a whole number, 1 to 1000000"),
  Mistaken(
    adding: ["tune: {rates: [1e-3, 1e10]}"],
    message: "11 tune.rates[1]: found 1e10, expected a learning rate of at most 1000000000"),
  Mistaken(
    changes: [3: "dataset: {rooms: {height: 0x7fffffffffffffff}}"],
    message:
      "3 dataset.rooms.height: found 0x7fffffffffffffff, expected a whole number, 32 to 2048"),
  Mistaken(
    changes: [3: "dataset: {rooms: {world: 9007199254740992}}"],
    message:
      "3 dataset.rooms.world: found 9007199254740992, expected a whole number, -9007199254740991 "
      + "to 9007199254740991"),
  Mistaken(
    changes: [3: "dataset: {rooms: {holes: no}}"],
    message: "3 dataset.rooms.holes: found no (text), expected true or false"),
  Mistaken(
    changes: [3: "dataset: {rooms: {height: '010'}}"],
    message: "3 dataset.rooms.height: found \"010\" (text), expected a whole number"),
  Mistaken(
    changes: [5: "backbone: {segnet: {width: 1e400}}"],
    message: "5 backbone.segnet.width: found 1e400, expected a number, 0.01 to 4"),
  Mistaken(
    changes: [7: "weightings: [equal, {static: {weights: [1, 9007199254740993, 1]}}]"],
    message:
      "7 weightings[1].static.weights: found 9007199254740993, expected numbers, -1000000000 to "
      + "1000000000"),
  Mistaken(
    changes: [7: "weightings: [equal, {static: {weights: [1, 1e-320, 1]}}]"],
    message:
      "7 weightings[1].static.weights: found 1e-320, expected numbers that are 0 or at least 1e-300"
  ),
  Mistaken(
    adding: ["optimizer: {adam: {rate: 1e-310}}"],
    message: "11 optimizer.adam.rate: found 1e-310, expected 0 or a number of at least 1e-300"),
  Mistaken(
    changes: [7: "weightings: [{dwa: {tune: {temperature: [1, 010, 1e9]}}}]"],
    message: "7 weightings[0].dwa.tune.temperature[2]: found 1e9, expected a number, 0.001 to "
      + "1000000"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: 8, seed: 9007199254740992}}]"],
    message: "7 weightings[0].scalarization.seed: found 9007199254740992, expected a whole number, "
      + "0 to 9007199254740991"),
  Mistaken(
    changes: [7: "weightings: [{scalarization: {points: grid, divisions: 1e7}}]"],
    message: "7 weightings[0].scalarization.divisions: found 1e7, expected a whole number, 1 to "
      + "1000000, the parts into which a grid cuts the whole"),
  Mistaken(
    changes: [6: "architectures: [off]"],
    message: "6 architectures[0]: unknown architecture off, expected one of "
      + architectures.names.joined(separator: ", ")),
  Mistaken(
    changes: [6: "architectures: [2001-01-01]"],
    message: "6 architectures[0]: unknown architecture 2001-01-01, expected one of "
      + architectures.names.joined(separator: ", ")),
  Mistaken(changes: [1: "title: ''"], message: "1 title: found \"\", expected text"),
  Mistaken(
    changes: [3: "dataset: {nyuv2: {root: ''}}"],
    message: "3 dataset.nyuv2.root: found an empty path, expected a folder"),
])
func numbersAreRefusedAsWritten(_ mistaken: Mistaken) {
  // Other keys may be wrong in turn: a data set that could not be made has no tasks.
  let found = mistakes(sampleText(mistaken.changes, adding: mistaken.adding))
  #expect(found.joined(separator: "\n") == "sample/suite.yaml:" + mistaken.message)
}

@Test func whatMultipliesIsCountedBeforeItIsMade() {
  func many(_ count: Int, _ element: (Int) -> String) -> String {
    (0..<count).map(element).joined(separator: ", ")
  }
  let schemes = many(400) { "{dwa: {temperature: \(1 + $0)}}" }
  let stitches = many(10) { "{cross-stitch: {own: 0.\(1 + $0)5}}" }
  #expect(
    mistakes(sampleText([6: "architectures: [\(stitches)]", 7: "weightings: [\(schemes)]"])) == [
      "sample/suite.yaml:6 architectures: 10 architectures and 400 weightings make, with those "
        + "before, more than 1000 arms, the most a suite may have"
    ])
  let values = many(150) { "\(1 + $0)e-3" }
  #expect(
    mistakes(
      sampleText([7: "weightings: [{moco: {tune: {gamma: [\(values)], rho: [\(values)]}}}]"]))
      == [
        "sample/suite.yaml:7 weightings[0]: its values to choose from make more than 10000 "
          + "candidates, the most there may be"
      ])
  #expect(
    mistakes(sampleText([7: "weightings: [\(many(1001) { _ in "equal" })]"])) == [
      "sample/suite.yaml:7 weightings: found a list of 1001, expected at most 1000 entries"
    ])
  let spelled = "static:weights=1" + String(repeating: ",1", count: 5000)
  #expect(
    mistakes(sampleText([7: "weightings: ['\(spelled)']"])) == [
      "sample/suite.yaml:7 weightings[0]: found 10016 characters, expected a choice of at most "
        + "10000"
    ])
}

/// One task has one weight: there are no several points to draw, which once took for ever.
@Test func pointsOfOneTaskAreNotSoughtForEver() {
  #expect(
    mistakes(sampleText([4: "tasks: [depth]", 7: "weightings: ['scalarization:8']"])) == [
      "sample/suite.yaml:4 tasks: found one task, expected two or more: with one there is nothing "
        + "to share"
    ])
}
