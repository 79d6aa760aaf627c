import Synchronization
import Testing

@testable import Engine

@Suite struct ThreadTeamTests {
  /// Many rounds after each other: a thread that is late for one must not take a piece of the next.
  @Test(arguments: [1, 2, 3, 5]) func everyPieceRunsOnce(_ threads: Int) {
    let team = ThreadTeam(count: threads)
    for round in 0..<500 {
      let pieces = round % 17
      let runs = UnsafeMutablePointer<Int>.allocate(capacity: pieces + 1)
      defer { runs.deallocate() }
      runs.initialize(repeating: 0, count: pieces + 1)
      team.run(pieces) { piece, thread in
        precondition(thread >= 0 && thread < threads)
        runs[piece] += 1
      }
      #expect((0..<pieces).allSatisfy { runs[$0] == 1 })
    }
  }

  @Test(arguments: [1, 3]) func splitsCoverTheCount(_ threads: Int) {
    let team = ThreadTeam(count: threads)
    for count in [0, 1, 31, 32, 33, 100] {
      let covered = UnsafeMutablePointer<Int>.allocate(capacity: 100)
      defer { covered.deallocate() }
      covered.initialize(repeating: 0, count: 100)
      team.split(count, by: 32) { range, _ in for index in range { covered[index] += 1 } }
      #expect((0..<100).allSatisfy { covered[$0] == ($0 < count ? 1 : 0) })
    }
  }
}
