import Foundation
import Testing

@testable import Engine

@Suite struct JSONReaderTests {
  /// Reads all of a text and throws what is wrong.
  private func skim(_ text: String) throws {
    var json = JSONReader(Array(text.utf8))
    try json.skip()
    try json.end()
  }

  @Test(arguments: [
    "{}", " [1, -2.5e-3 ,\"a\\u00e9\\ud83d\\ude00\\n\", true,false ,null, {\"a\": [[]]}]\r\n",
    "\u{FEFF}0", "\"é\"", "1E5",
  ])
  func readsJSON(text: String) throws { try skim(text) }

  @Test(arguments: [
    ("", "1: found the end of the file, expected a value"),
    ("[1,]", "1: [1]: found ], expected a value"),
    ("[NaN]", "1: [0]: found NaN, expected a value"),
    ("[-Infinity]", "1: [0]: found -Infinity, expected a number"),
    ("[01]", "1: [0]: found 01, expected a number"),
    ("[1.]", "1: [0]: found 1., expected a number"),
    ("[.5]", "found .5, expected a value"), ("[+1]", "found +1, expected a value"),
    ("[1e]", "found 1e, expected a number"), ("[0x10]", "found x10, expected"),
    ("[1e999]", "1: [0]: found 1e999, expected a number that is less than 1.8e308"),
    ("{\"a\":1,\"a\":2}", "1: found a second a, expected every member once"),
    ("{\n\"a\": 1,\n\"b\" 2}", "3: found 2, expected ':'"),
    ("{\"a\": [1 2]}", "1: a: found 2, expected ',' or ']'"),
    ("[1] x", "1: found x, expected the end of the file"), ("tru", "found tru, expected true"),
    ("\"a\nb\"", "expected no control character"), ("\"\\x\"", "expected one of JSON's escapes"),
    ("\"\\ud800\"", "a character behind"), ("{'a': 1}", "expected the name of a member"),
    ("// no\n1", "expected a value"), ("\"", "the end of a text"),
    ("[1, {\"b\": [0, {\"c\": nul}]}]", "1: [1].b[1].c: found nul, expected null"),
  ])
  func refusesWhatIsNoJSON(text: String, message: String) {
    do {
      try skim(text)
      Issue.record("\(text) was read")
    } catch let mistake as JSONMistake {
      let error = "\(mistake.error(in: "f"))"
      #expect(error.contains(message) && error.hasPrefix("f:"), "\(error)")
    } catch { Issue.record("\(error)") }
  }

  @Test func depthHasALimit() throws {
    try skim(String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
    for open in ["[", "{\"a\":"] {
      let error = #expect(throws: JSONMistake.self) {
        try skim(String(repeating: open, count: 100_000))
      }
      #expect(error?.expected.contains("at most 64 objects and lists") == true)
    }
  }

  @Test func textsThatAreNotUTF8AreRefused() {
    var json = JSONReader([0x22, 0xFF, 0x22])
    #expect(throws: JSONMistake.self) { try json.text() }
  }

  /// To the last bit, whichever way they are read.
  @Test func numbersAreRoundedOnce() throws {
    let texts =
      [
        "0.1", "-0", "123456789012345678901234567890", "1e22", "1e23", "8.5e-23", "4.9e-324",
        "2.2250738585072011e-308", "1.7976931348623157e308", "0.30000000000000004",
        "9007199254740993",
        "0.000000000000000000000000000001", "1e-400",
        "100000000000000000000.5",
      ] + (0..<200).map { "\(Double($0) * 0.37)e\($0 % 40 - 20)" }
    for text in texts {
      var json = JSONReader(Array(text.utf8))
      let found = try json.number()
      #expect(found.bitPattern == strtod(text, nil).bitPattern, "\(text)")
    }
  }
}
