import Testing

@testable import Report

@Suite struct ScaleTests {
  /// Two epochs have two ticks: no label stands at a place that it does not name.
  @Test(arguments: [1...2, 1...3, 1...9, 1...40] as [ClosedRange<Double>])
  func wholeNumbersHaveOneTickEach(_ domain: ClosedRange<Double>) {
    let scale = Scale(kind: .linear, domain: domain, start: 0, end: 100)
    let ticks = scale.ticks(about: 4, labelled: { NumberFormat.fixed($0, 0) })
    #expect(ticks.allSatisfy { $0 == $0.rounded() } && ticks.count >= 2)
  }
}
