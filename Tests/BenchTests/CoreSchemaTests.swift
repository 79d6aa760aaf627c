import Engine
import Testing

@testable import Bench

/// YAML 1.2.2, 10.3.2, with what YAML 1.1 and Swift read otherwise.
@Test(
  arguments: [
    ("", nil), ("~", nil), ("null", nil), ("Null", nil), ("NULL", nil), ("nULL", .text("nULL")),
    ("true", .bool(true)), ("True", .bool(true)), ("FALSE", .bool(false)), ("no", .text("no")),
    ("off", .text("off")), ("y", .text("y")), ("tRUE", .text("tRUE")),
    ("0", .integer(0)), ("010", .integer(10)), ("-08", .integer(-8)), ("+5", .integer(5)),
    ("0o17", .integer(15)), ("0x1F", .integer(31)), ("-0x1", .text("-0x1")), ("0o8", .text("0o8")),
    ("0x", .text("0x")), ("0b11", .text("0b11")), ("1_000", .text("1_000")), ("٣", .text("٣")),
    ("9007199254740993", .integer(9_007_199_254_740_993)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("0x7fffffffffffffff", .integer(.max)),
    ("9223372036854775808", .number(0x1p63)), ("0x8000000000000000", .number(0x1p63)),
    ("1e1", .integer(10)), ("1.0", .integer(1)), ("1.", .integer(1)), ("-0.0", .integer(0)),
    ("1.0000000000000000001", .number(1)), ("1e-400", .number(0)), ("0.0e-400", .integer(0)),
    ("150e-1", .integer(15)), ("155e-1", .number(15.5)), ("0.15e+2", .integer(15)),
    ("0.e99999999999999999999", .integer(0)), ("1e-99999999999999999999", .number(0)),
    ("9007199254740992.0", .number(0x1p53)), (".5", .number(0.5)), ("-.5e-1", .number(-0.05)),
    ("2e-3", .number(0.002)), ("1e308", .number(1e308)), ("1e400", .number(.infinity)),
    (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)), ("+.inf", .number(.infinity)),
    (".", .text(".")), ("+", .text("+")), ("e5", .text("e5")), ("1e", .text("1e")),
    ("1e5x", .text("1e5x")), (".e5", .text(".e5")), ("inf", .text("inf")), ("nan", .text("nan")),
    ("0x1p3", .text("0x1p3")), ("1:30", .text("1:30")), ("12:30:45", .text("12:30:45")),
    ("2001-01-01", .text("2001-01-01")), (" 1", .text(" 1")),
  ] as [(String, OptionValue?)])
func plainWordsAreReadByTheCoreSchema(text: String, value: OptionValue?) {
  #expect(CoreSchema.value(text) == value)
}

@Test func notANumberIsANumber() {
  guard case .number(let value)? = CoreSchema.value(".NaN") else {
    Issue.record("found \(String(describing: CoreSchema.value(".NaN")))")
    return
  }
  #expect(value.isNaN)
}

/// What is not plain is text, unless a tag says otherwise; the command line reads values as suites
/// do.
@Test func quotesAndTagsDecide() throws {
  func value(_ yaml: String) throws -> OptionValue? {
    guard case .scalar(_, _, let value)? = try YamlTree.read(yaml, file: "f")?.content else {
      return nil
    }
    return value
  }
  #expect(try value("'10'") == .text("10"))
  #expect(try value("\"no\"") == .text("no"))
  #expect(try value("|-\n  10") == .text("10"))
  #expect(try value("!!str 10") == .text("10"))
  #expect(try value("! 10") == .text("10"))
  #expect(try value("!!int '10'") == .integer(10))
  #expect(try value("!!float 10") == .integer(10))
  #expect(try value("!!null ''") == nil)
  for (yaml, message) in [
    ("!!int ten", "found \"ten\" behind the tag !!int, which it is not"),
    ("!own ten", "found the tag !own, expected none"),
    ("!!set {a: }", "found the tag !!set, expected none"),
  ] {
    #expect { try value(yaml) } throws: { "\($0)".contains("f:1 " + message) }
  }
  #expect(try ChoiceRequest(spelling: "a:b=010").options == ["b": .integer(10)])
  #expect(try ChoiceRequest(spelling: "a:b=1e1").options == ["b": .integer(10)])
  #expect(
    try ChoiceRequest(spelling: "a:b=[[1],2]").options == ["b": .list([.text("[1]"), .integer(2)])])
}
