import Testing

@testable import Engine

/// Options of tasks that do not go together.
@Suite struct TaskOptionTests {
  @Test(arguments: [
    (
      "regression", ["from": OptionValue.integer(90), "to": .integer(90)],
      "to: found 90, expected more than from, 90"
    ),
    (
      "regression", ["loss": .text("bins"), "scale": .integer(10)],
      "scale: found 10, expected 1: bins have no unit that could drown others"
    ),
    (
      "classes", ["classes": .integer(3), "names": .list([.text("a"), .text("b")])],
      "names: found 2 names, expected one for each of 3 classes"
    ),
    ("multilabel", ["labels": .list([])], "labels: found no labels, expected one or more"),
  ])
  func areRefused(_ kind: String, _ options: [String: OptionValue], _ message: String) {
    let error = #expect(throws: OptionError.self) { try tasks.make(kind, options) }
    #expect(error?.description == message)
  }

  @Test(arguments: [(-5.0, 0), (0.0, 0), (4.9, 0), (5.1, 1), (86, 9), (1e30, 9), (-1e30, 0)])
  func numbersBelongToTheNearestBin(_ number: Double, _ bin: Int) {
    let bins = Bins(from: 0, to: 90, count: 10)
    #expect(bins.nearest(number) == bin)
    let logits = bins.logits(of: number)
    #expect(abs(bins.expectation(logits) - 10 * Double(bin)) < 1e-30)
  }
}
