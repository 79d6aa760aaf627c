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
    #expect(Format.grouped(44_229_076) == "44,229,076")
    #expect(Format.grouped(-1000) == "−1,000" && Format.grouped(-999) == "−999")
    #expect(Format.grouped(.min) == "−9,223,372,036,854,775,808")
    #expect(Format.grouped(.max) == "9,223,372,036,854,775,807")
    #expect(Format.short(44_229_076) == "44.2 M")
    #expect(Format.short(216.045e9) == "216 G")
    #expect(Format.ratio(0.5902) == "0.59×")
    #expect(Format.ratio(1.193) == "1.19×")
    #expect(
      [1, 700, 16_384, .max].map(Format.bytes) == ["1 byte", "700 bytes", "16.4 kB", "9223372 TB"])
  }

  @Test func digits() {
    #expect(Format.significant(9.996, 3) == "10.0")
    #expect(Format.significant(0.0996, 2) == "0.10")
    #expect([2, 2.5, 0.05, 120, 0].map { Format.plain($0) } == ["2", "2.5", "0.05", "120", "0"])
    #expect([2, 2.04, -0.04, -1.05].map { Format.rounded($0, 1) } == ["2", "2", "0", "−1.1"])
    // Zeros of an exponent are no decimals.
    #expect(Format.plain(1.25e-30) == "1.25e−30" && Format.plain(-2e20) == "−2e20")
    #expect(Format.rounded(3e20, 2) == "3e20")
  }

  @Test func durations() {
    #expect(
      [0.0213, 3.14, 61, 600, 9000].map(Format.duration)
        == ["21.3 ms", "3.1 s", "61.0 s", "10.0 min", "2.50 h"])
    #expect(
      [0.04, 3.14, 3, 61, 600, 9000, 1e300, .infinity].map(Format.roughDuration)
        == [
          "0 s", "3.1 s", "3 s", "61 s", "10 min", "2.5 h", "1000 years or more",
          "1000 years or more",
        ])
  }

  @Test func words() {
    #expect(
      [[], ["a"], ["a", "b"], ["a", "b", "c"]].map(Wording.list) == [
        "", "a", "a and b", "a, b and c",
      ])
    #expect(
      [0, 1, 1200].map { Wording.count($0, "cell") } == ["0 cells", "1 cell", "1,200 cells"])
    #expect([0, 1, 10, 11].map(Wording.number) == ["no", "one", "ten", "11"])
  }
}
