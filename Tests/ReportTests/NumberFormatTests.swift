import Testing

@testable import Report

@Suite struct NumberFormatTests {
  typealias Format = NumberFormat

  @Test func signsAndZeros() {
    #expect(Format.fixed(-1.25, 1) == "−1.2")
    #expect(Format.fixed(1.25, 2, signed: true) == "+1.25")
    #expect(Format.fixed(-0.001, 1, signed: true) == "0.0")
    #expect(Format.fixed(.nan, 1) == "not a number")
  }

  @Test func digitsFollowTheError() {
    #expect([3.5, 1.2, 0.35, 0.12, 0.04].map(Format.decimals) == [0, 1, 1, 2, 2])
    let estimate = Estimate(
      mean: -0.612, standardError: 0.35, degrees: 100, seeds: 3, model: .pooled,
      pairedDeviation: 1)
    #expect(Format.estimate(estimate, unit: " %") == "−0.6 % [−1.3, +0.1]")
  }

  @Test func pValuesAreNeverZero() {
    #expect(
      [0.0, 0.0004, 0.0042, 0.034, 0.5, 1].map(Format.pValue)
        == ["< .001", "< .001", ".004", ".03", ".50", "> .999"])
  }

  @Test func sizes() {
    #expect(Format.count(44_229_076) == "44,229,076")
    #expect(Format.count(-1000) == "−1,000")
    #expect(Format.short(44_229_076) == "44.2 M")
    #expect(Format.short(216.045e9) == "216 G")
    #expect(Format.ratio(0.5902) == "0.59×")
    #expect(Format.ratio(1.193) == "1.19×")
    #expect(Format.significant(9.996, 3) == "10.0")
    #expect(Format.significant(0.0996, 2) == "0.10")
    #expect(Format.list(["a", "b", "c"]) == "a, b and c")
  }
}
