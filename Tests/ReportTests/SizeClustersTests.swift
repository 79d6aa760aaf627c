import Foundation
import Testing

@testable import Report

/// Where arms of one size stand on the main chart.
@Suite struct SizeClustersTests {
  private func span(_ clusters: SizeClusters) -> Double {
    log(clusters.places.values.max()! / clusters.places.values.min()!)
  }

  @Test func aFewStandSideBySide() {
    let clusters = SizeClusters([(1, 0.5), (2, 0.5), (3, 0.501), (4, 0.9)])
    #expect(Set(clusters.places.values).count == 4 && clusters.crowded.isEmpty)
    #expect(clusters.places[4] == 0.9)
    #expect(clusters.places[1]! < clusters.places[2]! && clusters.places[2]! < clusters.places[3]!)
    #expect(abs(clusters.places[2]! / 0.5 - 1) < 0.01)
  }

  @Test func manyStandInARowAsNarrowAsTheLastThatFits() {
    let most = SizeClusters.mostSideBySide
    let fitting = SizeClusters((1...most).map { ($0, 0.5) })
    let many = SizeClusters((1...60).map { ($0, 0.5) })
    #expect(fitting.crowded.isEmpty && many.crowded == Set(1...60))
    #expect(abs(span(many) - span(fitting)) < 1e-9)
    #expect(Set(many.places.values).count == 60)
  }
}

/// What part of an axis is shown.
@Suite struct ValueDomainTests {
  @Test func aCollapsedArmDoesNotSquashTheOthers() {
    let means = (0..<10).map { Double($0) / 10 }
    let domain = ValueDomain.of(means: means + [-90], intervals: [])
    #expect(domain.lowerBound > -1 && domain.upperBound < 2)
    #expect(means.allSatisfy(domain.contains))
  }

  @Test func ofAFewMeansAllAreShown() {
    let domain = ValueDomain.of(means: [0, 1, -90], intervals: [])
    #expect(domain.contains(-90))
  }
}
