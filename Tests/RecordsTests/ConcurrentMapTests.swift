import Testing

@testable import Records

@Suite struct ConcurrentMapTests {
  private struct Odd: Error, Equatable { let number: Int }

  @Test func resultsStandInTheOrderOfTheElements() {
    #expect(Array(0..<1_000).concurrentMap { $0 * $0 } == (0..<1_000).map { $0 * $0 })
    #expect([Int]().concurrentMap { $0 }.isEmpty)
  }

  @Test func theFirstErrorInTheArrayIsThrown() {
    #expect(throws: Odd(number: 7)) {
      try [2, 4, 7, 8, 9, 11].concurrentMap { number throws(Odd) in
        guard number.isMultiple(of: 2) else { throw Odd(number: number) }
        return number
      }
    }
  }
}
