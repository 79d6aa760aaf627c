import Testing

@testable import Bench

private func refusal(_ yaml: String) -> String {
  do {
    _ = try YamlTree.read(yaml, file: "f")
    return "read"
  } catch { return "\(error)" }
}

/// Each alias stands for nine times as much as the one before.
private func bomb(levels: Int, then last: String) -> String {
  let nine = { (element: String) in Array(repeating: element, count: 9).joined(separator: ",") }
  let lines = (0..<levels).map { level in
    "a\(level): &a\(level) [\(nine(level == 0 ? "x" : "*a\(level - 1)"))]"
  }
  return (lines + [last]).joined(separator: "\n") + "\n"
}

@Test(arguments: [6, 20, 60])
func anAliasThatStandsForTooMuchIsNamed(levels: Int) {
  // 9⁵ values are more than 50,000.
  let message =
    "f:5 found more than 50000 values in one suite once *a3 is written out, the most there may be"
  #expect(refusal(bomb(levels: levels, then: "title: *a\(levels - 1)")) == message)
  #expect(refusal(bomb(levels: levels, then: "? *a\(levels - 1)\n: x")) == message)
  #expect(mistakes(bomb(levels: levels, then: "")).count == 1)
}

@Test func nestingIsBounded() {
  let message = "found more than 64 lists and maps inside one another, the most there may be"
  for yaml in [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 100_000) + "x", String(repeating: "? ", count: 10_000) + "x",
    String(repeating: "[a: ", count: 100_000),
  ] {
    #expect(refusal(yaml) == "f:1 " + message)
  }
  let chain = ["- &a0 [x]"] + (1...100).map { "- &a\($0) [*a\($0 - 1)]" }
  #expect(refusal(chain.joined(separator: "\n")) == "f:64 " + message)
  let deep = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
  #expect(refusal("a: " + deep) == "read")
  #expect(refusal("a: [" + deep + "]") == "f:1 " + message)
}

@Test func whatIsNoTreeIsRefusedWithItsLine() {
  for (yaml, message) in [
    ("a: 1\nb: *c\n", "f:2 found the alias *c, but no &c before it"),
    ("a: &a [*a]\n", "f:1 found the alias *a, but no &a before it"),
    ("a: 1\n---\nb: 2\n", "f:2 found another document, expected one suite in a file"),
    ("a: 1\n[b, c]: 2\n", "f:2 found a list as a key, expected a name"),
    ("a: 1\n\nb: \u{7}\n", "f:3 not YAML: control characters are not allowed, found U+7"),
    ("a: 1\nb: {<<: 3}\n", "f:2 found 3 behind <<, expected a map to merge, or a list of maps"),
    ("a: {<<: {}, <<: {}}\n", "f:1 found << twice in one map"),
  ] {
    #expect(refusal(yaml) == message)
  }
}

@Test func mergeKeysAreRead() throws {
  func found(_ map: String) throws -> [String: String] {
    let text = "- &one {a: 1, b: 1}\n- &two {b: 2, c: 2}\n- \(map)\n"
    let root = try SuiteNode(text: text, file: "f")
    guard case .list(let elements) = root.content else { return [:] }
    let members = elements[2].members ?? []
    return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.node.found) })
  }
  #expect(try found("{<<: *one, c: 3}") == ["a": "1", "b": "1", "c": "3"])
  #expect(try found("{b: 3, <<: *one}") == ["a": "1", "b": "3"])
  #expect(try found("{<<: [*two, *one]}") == ["a": "1", "b": "2", "c": "2"])
  #expect(try found("{<<: {<<: *two, a: 0}}") == ["a": "0", "b": "2", "c": "2"])
  #expect(try found("{'<<': 1}") == ["<<": "1"])
}

@Test func aProfileMayMergeAnother() throws {
  let lines = [
    "profiles:", "  smoke: &small {epochs: 1, seeds: 1}", "  full:", "    <<: *small",
    "    epochs: 3",
  ]
  let full = try readSuite(sampleText(adding: lines), profile: .full)
  #expect(full.epochs == 3 && full.seeds == [1])
}
