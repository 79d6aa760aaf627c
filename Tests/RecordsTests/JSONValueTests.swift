import Foundation
import Records
import Testing

private func decoded(_ text: String) throws -> JSONValue {
  try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
}

@Test(
  arguments: [
    (0, "0"), (-0.0, "0"), (1e15, "1000000000000000"), (-1e15, "-1000000000000000"),
    (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992"),
    (1e300, "1e+300"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (0.5, "0.5"),
    (.leastNonzeroMagnitude, "5e-324"), (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
  ] as [(Double, String)])
func everyNumberHasASpelling(value: Double, spelling: String) throws {
  #expect(JSONValue.number(value).canonical == spelling)
  guard value.isFinite else { return }
  #expect(try decoded(spelling) == .number(value))
  #expect(try JSONValue.canonical(JSONValue.number(value)) == spelling)
}

@Test(arguments: [Double.infinity, -.infinity, .nan])
func encodingWhatJSONCannotSpellNamesIt(value: Double) {
  for place in [JSONValue.number(value), .array([.object(["rate": .number(value)])])] {
    let error = #expect(throws: EncodingError.self) { try JSONEncoder().encode(place) }
    #expect(error.map { "\($0)".contains("found the number \(value)") } == true)
  }
}

@Test(arguments: [
  "9007199254740993", "-9007199254740993", "9223372036854775807", "18446744073709551617",
  "123456789012345678901234567890",
])
func wholeNumbersAreNotRounded(text: String) {
  for document in [text, "[\(text)]", #"{"a":{"seed":\#(text)}}"#] {
    let error = #expect(throws: DecodingError.self) { try decoded(document) }
    let words = error.map { "\($0)" } ?? ""
    #expect(words.contains("found \(text), expected a whole number"))
  }
}

@Test func exactLargeNumbersAreKept() throws {
  #expect(try decoded("9007199254740992") == .number(9_007_199_254_740_992))
  #expect(try decoded("9007199254740992.0") == .number(9_007_199_254_740_992))
  #expect(try decoded("1152921504606846976") == .number(1_152_921_504_606_846_976))
  #expect(try decoded("1.152921504606847e+18") == .number(1_152_921_504_606_846_976))
}

@Test func valuesOfAllKindsComeBack() throws {
  let value = JSONValue.object([
    "null": .null, "yes": .bool(true),
    "list": .array([.number(1), .text("1"), .bool(false), .null]),
    "empty": .object([:]), "none": .array([]), "text": .text("a\"\\\n\u{1}é"),
  ])
  #expect(try decoded(value.canonical) == value)
  #expect(try JSONValue.canonical(value) == value.canonical)
}
