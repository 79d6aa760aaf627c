import Testing

@testable import Bench

/// Names are for people, who see no control characters.
struct NameReadingTests {
  @Test(
    arguments: [
      ("\"fe\\u200Bw\"", "invisible character (U+200B)"),
      ("\"few\\u00AD\"", "invisible character (U+00AD)"),
      ("\"few\\u3164\"", "invisible character (U+3164)"),
      ("\"few\\u2028ages\"", "invisible character (U+2028)"),
      ("\"few\\tages\"", "invisible character (U+0009)"),
      ("\"few\\n\"", "invisible character (U+000A)"),
      ("\" few\"", "with a blank at an end"), ("\"few \"", "with a blank at an end"),
      ("\"few\\u00A0\"", "with a blank at an end"),
    ])
  func whatCannotBeSeenIsRefused(_ spelled: String, _ words: String) {
    let title = mistakes(sampleText([1: "title: \(spelled)"]))
    #expect(
      title.count == 1 && title[0].hasPrefix("sample/suite.yaml:1 title: found ")
        && title[0].contains(words), "\(title)")
    let condition = mistakes(
      sampleText(adding: ["conditions:", "  - {name: \(spelled), labels: {depth: 0.5}}"]))
    #expect(
      condition.count == 1
        && condition[0].hasPrefix("sample/suite.yaml:12 conditions[0].name: found ")
        && condition[0].contains(words), "\(condition)")
  }

  @Test(arguments: ["얼굴의 나이", "naïve Größe ❤️", "δ, 25 % of «ages»"])
  func whatCanBeSeenIsTaken(_ name: String) {
    #expect(mistakes(sampleText([1: "title: \"\(name)\""])) == [])
  }
}
