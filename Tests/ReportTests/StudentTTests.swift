import Foundation
import Testing

@testable import Report

@Suite struct StudentTTests {
  /// Values of the usual tables, to ten digits (NIST, R's `qt`).
  @Test(arguments: [
    (0.975, 1.0, 12.7062047362), (0.975, 2, 4.3026527297), (0.975, 3, 3.1824463053),
    (0.975, 10, 2.2281388520), (0.975, 30, 2.0422724563), (0.8, 4, 0.9409645774),
    (0.95, 5, 2.0150483727), (0.025, 2, -4.3026527297), (0.5, 7, 0),
  ])
  func quantiles(p: Double, degrees: Double, expected: Double) {
    #expect(abs(StudentT.quantile(p, degrees) - expected) < 1e-8)
  }

  @Test func cumulativeMatchesClosedForms() {
    // ν = 1 is Cauchy, ν = 2 is algebraic.
    for t in [-30.0, -2, -0.3, 0, 0.7, 5, 400] {
      #expect(abs(StudentT.cumulative(t, 1) - (0.5 + atan(t) / Double.pi)) < 1e-12)
      let two = 0.5 + t / (2 * (2 + t * t).squareRoot())
      #expect(abs(StudentT.cumulative(t, 2) - two) < 1e-12)
    }
  }

  @Test func quantileInvertsCumulative() {
    for degrees in [1.0, 2, 4, 9, 33, 250] {
      for p in [0.001, 0.025, 0.3, 0.8, 0.999] {
        let t = StudentT.quantile(p, degrees)
        #expect(abs(StudentT.cumulative(t, degrees) - p) < 1e-10)
      }
    }
  }

  @Test func logGammaIsTheSystems() {
    for place in 0..<4000 {
      let x = 0.05 + 0.1 * Double(place)
      let expected: (value: Double, sign: Int) = lgamma(x)
      #expect(abs(logGamma(x) - expected.value) <= 1e-14 * max(1, abs(expected.value)), "\(x)")
    }
  }

  @Test func logGammaOfWholeNumbersIsAFactorial() {
    var factorial = 1.0
    for n in 1...20 {
      #expect(abs(logGamma(Double(n)) - log(factorial)) < 1e-11)
      factorial *= Double(n)
    }
  }
}
