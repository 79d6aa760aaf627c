import Foundation
import Testing

@testable import Engine

private let images = (0..<10).map { "faces/\($0).png" }

/// A table of ten images, with columns behind their paths.
private func folder(_ columns: String, _ row: (Int) -> String) throws -> ListedFolder {
  let folder = try ListedFolder(images)
  let rows = images.indices.map { "\(images[$0]),\(row($0))\n" }
  try folder.write("labels.csv", "file,\(columns)\n" + rows.joined())
  return folder
}

private func declared(_ labels: [String: OptionValue]) -> [String: OptionValue] {
  ["labels": .map(labels)]
}

/// Of the first image.
private func first(_ labels: [String: OptionValue], _ columns: String, _ values: String) throws
  -> [String: FrameValues]
{
  let folder = try folder(columns) {
    $0 == 0 ? values : String(repeating: ",", count: values.filter { $0 == "," }.count)
  }
  return try folder.dataset("table", declared(labels)).open().labels()[images[0]]!
}

@Test func numbersAreFloatsWithAUnit() throws {
  let labels = try first(["age": .map(["regression": .text("years")])], "age", "-1.5e1")
  #expect(labels == ["age": .floats([-15])])
  let folder = try folder("age") { "\($0)" }
  let dataset = try folder.dataset("table", declared(["age": .map(["regression": .text("years")])]))
  #expect(dataset.tasks == [TaskOffer("age", kind: "regression", ["unit": .text("years")])])
  let ranged = OptionValue.map([
    "regression": .map(["unit": .text("years"), "from": .integer(0), "to": .integer(116)])
  ])
  #expect(
    try folder.dataset("table", declared(["age": ranged])).tasks == [
      TaskOffer(
        "age", kind: "regression",
        ["unit": .text("years"), "from": .number(0), "to": .number(116)])
    ])
  #expect(try dataset.open().labels["age"] == LabelLayout(.floats, count: 1))
}

@Test func oneOfTwoIsAnIndex() throws {
  #expect(try first(["x": .text("binary")], "x", "1") == ["x": .indices([1])])
  let named = ["x": OptionValue.map(["binary": names(["Male", "Female"])])]
  #expect(try first(named, "x", "Female") == ["x": .indices([1])])
  #expect(try first(named, "x", "") == [:])
}

@Test func classesAreThoseOfTheColumnInOrder() throws {
  let folder = try folder("x") { ["10", "9", "b", "", "a"][$0 % 5] }
  let dataset = try folder.dataset("table", declared(["x": .text("classes")]))
  #expect(
    dataset.tasks == [
      TaskOffer(
        "x", kind: "classes", ["classes": .integer(4), "names": names(["9", "10", "a", "b"])])
    ])
  let labels = try dataset.open().labels()
  #expect(labels[images[0]] == ["x": .indices([1])] && labels[images[3]] == [:])
  let ordered = try folder.dataset(
    "table", declared(["x": .map(["ordered": names(["b", "a", "9", "10"])])]))
  #expect(ordered.tasks[0].options["ordered"] == .bool(true))
  #expect(try ordered.open().labels()[images[0]] == ["x": .indices([3])])
}

/// Neighbours are alike only in a known order.
@Test func ordersAreThoseOfNumbersOrGiven() throws {
  func order(_ values: [String]) throws -> OptionValue? {
    let folder = try folder("x") { values[$0 % values.count] }
    let dataset = try folder.dataset("table", declared(["x": .text("ordered")]))
    _ = try dataset.open()
    return dataset.tasks[0].options["names"]
  }
  #expect(try order(["1.5", "10.5", "2.5"]) == names(["1.5", "2.5", "10.5"]))
  #expect(try order(["20-29", "3-9", "70+"]) == names(["3-9", "20-29", "70+"]))
  #expect(try order(["-1", "10", "-2"]) == names(["-2", "-1", "10"]))
  for values in [["small", "medium"], ["3-9", "3-5"], ["1.2.3", "4"]] {
    #expect(throws: DataError.self) { try order(values) }
  }
}

@Test func labelsOfWhichSomeHaveToBeDeclared() throws {
  let folder = try folder("x") { "\($0)" }
  func error(_ value: OptionValue) -> String {
    do {
      _ = try folder.dataset("table", declared(["x": value]))
      return ""
    } catch { return "\(error)" }
  }
  #expect(
    error(.text("multilabel"))
      == "labels.x.multilabel.labels: found none, expected the labels that images may have: [a, b, c]"
  )
  #expect(
    error(.map(["multilabel": names((0...1000).map { "l\($0)" })])).contains(
      "found 1001, expected 1 to 1000"))
  #expect(throws: OptionError.self) {
    try folder.dataset(
      "table", declared(["x": .text("classes")]).merging(["file": .text("../x.csv")]) { $1 })
  }
  #expect(
    folder.refusal("table", declared(["x": .map(["regression": .map(["from": .integer(3)])])]))
      .hasSuffix(
        "labels.csv:2: found 0 in the column x, expected a number from 3 to 1e15, or nothing where it is unknown"
      ))
}

@Test func severalLabelsAreInOneColumnOrInSeveral() throws {
  let declared = ["x": OptionValue.map(["multilabel": names(["a", "b", "c"])])]
  #expect(try first(declared, "x", "c; a") == ["x": .indices([1, 0, 1])])
  #expect(try first(declared, "x", ";") == ["x": .indices([0, 0, 0])])
  #expect(try first(declared, "x", "") == [:])
  #expect(try first(declared, "b,c,a", "1,,0") == ["x": .indices([0, 1, -1])])
  #expect(try first(declared, "b,c,a", ",,") == [:])
  let bars = OptionValue.map([
    "multilabel": .map([
      "labels": names(["a", "b"]), "separator": .text("|"), "column": .text("y"),
    ])
  ])
  #expect(try first(["x": bars], "y", "b|a") == ["x": .indices([1, 1])])
}

@Test func theColumnOfATaskMayBeCalledOtherwise() throws {
  let declared = ["age": OptionValue.map(["regression": .map(["column": .text("Age (years)")])])]
  #expect(try first(declared, "Age (years)", "7") == ["age": .floats([7])])
}

@Test(
  arguments: [
    (
      "x", ["x": .map(["regression": .text("cm")])], "3,5",
      "labels.csv:2: found 3 fields, expected 2"
    ),
    (
      "x", ["x": .text("regression")], "tall",
      "labels.csv:2: found tall in the column x, expected a number from -1e15 to 1e15, or"
    ),
    ("x", ["x": .text("regression")], "nan", "labels.csv:2: found nan in the column x"),
    ("x", ["x": .text("regression")], "0x10", "labels.csv:2: found 0x10 in the column x"),
    ("x", ["x": .text("regression")], "1e400", "labels.csv:2: found 1e400 in the column x"),
    (
      "x", ["x": .map(["regression": .map(["from": .integer(0), "to": .integer(116)])])], "117",
      "labels.csv:2: found 117 in the column x, expected a number from 0 to 116"
    ),
    ("x", ["x": .text("binary")], "2", "labels.csv:2: found 2 in the column x, expected 0 or 1"),
    (
      "x", ["x": .map(["binary": names(["Male", "Female"])])], "female",
      "labels.csv:2: found female in the column x, expected Male or Female"
    ),
    (
      "x", ["x": .map(["classes": names(["cat", "dog"])])], "dgo",
      "labels.csv:2: found dgo in the column x, expected one of cat, dog; did you mean dog?"
    ),
    ("x", ["x": .text("classes")], "", "labels.csv: found 0 different values in the column x"),
    (
      "x", ["x": .map(["multilabel": names(["a", "b"])])], "a;d",
      "labels.csv:2: found a;d in the column x, expected some of a, b with ; between them"
    ),
    (
      "a,b", ["x": .map(["multilabel": names(["a", "b"])])], "1,-1",
      "labels.csv:2: found -1 in the column b"
    ),
    (
      "a", ["x": .map(["multilabel": names(["a", "b"])])], "1",
      "labels.csv:1: found the columns file, a, expected b"
    ),
    (
      "gendr", ["gender": .text("binary")], "1",
      "labels.csv:1: found the columns file, gendr, expected gender"
    ),
    ("x", [:], "1", "labels.csv: found no labels declared"),
  ] as [(String, [String: OptionValue], String, String)])
func labelsThatAreNoneAreToldWithTheirLine(
  _ columns: String, _ labels: [String: OptionValue], _ values: String, _ message: String
) throws {
  let blank = String(repeating: ",", count: columns.filter { $0 == "," }.count)
  let folder = try folder(columns) { $0 == 0 ? values : blank }
  let found = folder.refusal("table", declared(labels))
  #expect(found.hasPrefix(message), "\(found)")
}

@Test(
  arguments: [
    ("age", .text("regresion"), "labels.age: unknown kind of label regresion, expected one of"),
    (
      "age", .map(["regression": .map(["units": .text("m")])]),
      "labels.age.regression.units: unknown option"
    ),
    ("age", .map(["binary": names(["a"])]), "labels.age.binary.names: found 1, expected 2 to 2"),
    ("age", .list([]), "labels.age: found [], expected one of regression, binary"),
    ("age", .map(["binary": .map([:]), "classes": .map([:])]), "labels.age: found {binary: {}"),
    ("a/b", .text("binary"), "labels.a/b: found a task called a/b"),
    (
      "x", .map(["regression": .map(["from": .integer(5), "to": .integer(5)])]),
      "labels.x.regression.to: found 5"
    ),
  ] as [(String, OptionValue, String)])
func declarationsThatAreNoneAreTold(_ task: String, _ value: OptionValue, _ message: String) throws
{
  #expect { try datasets.make("table", declared([task: value])) } throws: {
    "\($0)".hasPrefix(message)
  }
}

@Test func whatMeansTheSameIsSpelledTheSame() throws {
  let short = try datasets.make("table", declared(["age": .map(["regression": .text("years")])]))
  let long = try datasets.make(
    "table",
    declared(["age": .map(["regression": .map(["unit": .text("years"), "column": .text("")])])]))
  #expect(short.options == long.options)
}

@Test func classNamesThatNoOptionHoldsAreRefused() throws {
  let folder = try folder("x") { $0 == 3 ? "\"two\nlines\"" : "a" }
  #expect(
    folder.refusal("table", declared(["x": .text("classes")])).hasPrefix(
      "labels.csv:5: found two\\nlines in the column x, expected a name"))
}

@Test func withoutDataATableOffersWhatIsDeclared() throws {
  let made = try datasets.make(
    "table", declared(["x": .text("classes"), "y": .text("binary")]))
  #expect(made.item.tasks.map(\.name) == ["x", "y"])
  for offer in made.item.tasks { _ = try tasks.make(offer.kind, called: offer.name, offer.options) }
  #expect { try made.item.digest() } throws: {
    "\($0)".hasPrefix(
      "table: found no data. Set the option root or the environment variable BENCH_TABLE")
  }
}
