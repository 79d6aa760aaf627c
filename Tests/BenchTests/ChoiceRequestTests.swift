import Engine
import Records
import Testing

@testable import Bench

private func list(_ text: String) throws -> [String] {
  try ChoiceRequest.list(spelling: text).map { request in
    var words = [request.name]
    if let bare = request.bare { words.append(":\(bare)") }
    words += request.options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return words.joined(separator: " ")
  }
}

@Test func choicesAreSpelledAsOnTheCommandLine() throws {
  #expect(try list("split") == ["split"])
  #expect(try list("split:variant=wide") == ["split variant=wide"])
  #expect(try list("segmentation:13,depth,normals") == ["segmentation :13", "depth", "normals"])
  #expect(
    try list("segmentation:classes=13,depth:pooling=batches,normals")
      == ["segmentation classes=13", "depth pooling=batches", "normals"])
  #expect(try list("adam:rate=2e-3,decay=0.1") == ["adam decay=0.1 rate=0.002"])
  #expect(try list("static:weights=1,0.5,2") == ["static weights=[1, 0.5, 2]"])
  #expect(try list("static:weights=[1,0.5],dwa") == ["static weights=[1, 0.5]", "dwa"])
  #expect(try list("sgd:nesterov=true") == ["sgd nesterov=true"])
}

@Test(arguments: ["", ",", ":wide", "split:", "split:variant=", "variant=wide", "split:=wide"])
func malformedChoicesAreRefused(text: String) {
  #expect(throws: OptionError.self) { try ChoiceRequest.list(spelling: text) }
}

@Test func anOptionIsGivenOnce() {
  #expect(throws: OptionError(key: "rate", message: "given twice")) {
    try ChoiceRequest.list(spelling: "adam:rate=1,rate=2")
  }
  #expect(throws: OptionError(key: "classes", message: "given twice, with and without its name")) {
    try Selection(
      ChoiceRequest(name: "segmentation", bare: .integer(7), options: ["classes": .integer(7)]),
      from: tasks)
  }
}

@Test func aBareValueSetsTheFirstOption() throws {
  let task = try Selection(try ChoiceRequest(spelling: "segmentation:7"), from: tasks)
  #expect(task.choice == Choice("segmentation", ["classes": .number(7)]))
  let split = try Selection(try ChoiceRequest(spelling: "split:wide"), from: architectures)
  #expect(split.choice.label == "split:variant=wide")
  #expect(throws: OptionError.self) {
    try Selection(try ChoiceRequest(spelling: "mtan:3"), from: architectures)
  }
}

/// What a label says is what the command line takes.
@Test func labelsReadBack() throws {
  for entry in architectures.entries {
    let selection = try Selection(ChoiceRequest(name: entry.name), from: architectures)
    let again = try Selection(
      try ChoiceRequest(spelling: selection.choice.label), from: architectures)
    #expect(again.choice == selection.choice)
    #expect(try Selection(selection.choice, from: architectures).choice == selection.choice)
  }
  for entry in optimizers.entries {
    let selection = try Selection(ChoiceRequest(name: entry.name), from: optimizers)
    #expect(
      try Selection(try ChoiceRequest(spelling: selection.choice.label), from: optimizers).choice
        == selection.choice)
  }
}
