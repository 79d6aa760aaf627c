import Foundation
import Synchronization

/// The threads of one training. Work is cut into pieces whose number depends on the problem and never on the number of
/// threads; every piece writes what no other writes, and sums over pieces are added in their order. So the number of
/// threads cannot change a bit.
///
/// One call runs at a time: trainings that run side by side have a team each, or share `single`.
public final class ThreadTeam: Sendable {
  /// The calling thread alone. It starts no thread and keeps nothing, so that anybody may share it.
  public static let single = ThreadTeam(count: 1)

  /// The calling thread included.
  public let count: Int
  private let crew: Crew?

  public init(count: Int) {
    precondition(count >= 1, "a team has at least one thread, found \(count)")
    self.count = count
    crew = count > 1 ? Crew(helpers: count - 1) : nil
  }

  deinit { crew?.dismiss() }

  /// Calls `body` once for every piece, with the number of the thread that runs it, and waits for all.
  @inline(__always)
  func run(_ pieces: Int, _ body: (_ piece: Int, _ thread: Int) -> Void) {
    if let crew, pieces > 1 {
      withoutActuallyEscaping(body) { crew.run(pieces, $0) }
    } else {
      var piece = 0
      while piece < pieces {
        body(piece, 0)
        piece += 1
      }
    }
  }

  /// Cuts 0..<count into ranges of `step` (the last may be shorter), a piece each.
  @inline(__always)
  func split(_ count: Int, by step: Int, _ body: (_ range: Range<Int>, _ thread: Int) -> Void) {
    if crew == nil, count > 0 {
      body(0..<count, 0)
      return
    }
    run((count + step - 1) / step) { piece, thread in
      body(piece * step..<min((piece + 1) * step, count), thread)
    }
  }
}

extension ThreadTeam {
  /// Cuts element-wise work over `count` floats.
  @inline(__always)
  func slices(_ count: Int, _ body: (Range<Int>) -> Void) {
    split(count, by: 1 << 15) { range, _ in body(range) }
  }
}

/// Threads that wait for work: they look for it a short while, then sleep.
private final class Crew: @unchecked Sendable {
  private let round = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  private let helpers: Int
  private var pieces = 0
  private var job: ((Int, Int) -> Void)?
  private var dismissed = false
  private let bell = NSCondition()

  init(helpers: Int) {
    self.helpers = helpers
    for helper in 1...helpers {
      let thread = Thread { [self] in work(thread: helper) }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  func run(_ pieces: Int, _ job: @escaping (Int, Int) -> Void) {
    precondition(self.job == nil, "a team of several threads runs one call at a time")
    self.job = job
    self.pieces = pieces
    next.store(0, ordering: .relaxed)
    unfinished.store(helpers, ordering: .relaxed)
    bell.lock()
    round.add(1, ordering: .releasing)
    bell.broadcast()
    bell.unlock()
    take(thread: 0)
    var looks = 0
    while unfinished.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks > Self.patience { sched_yield() }
    }
    self.job = nil
  }

  func dismiss() {
    bell.lock()
    dismissed = true
    round.add(1, ordering: .releasing)
    bell.broadcast()
    bell.unlock()
  }

  /// Looks before a thread gives way to others: some microseconds.
  private static let patience = 2000

  private func take(thread: Int) {
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      guard piece < pieces else { return }
      job!(piece, thread)
    }
  }

  private func work(thread: Int) {
    var seen = 0
    while true {
      var looks = 0
      while round.load(ordering: .acquiring) == seen {
        looks += 1
        guard looks > Self.patience else { continue }
        bell.lock()
        while round.load(ordering: .acquiring) == seen { bell.wait() }
        bell.unlock()
      }
      seen += 1
      if dismissed { return }
      take(thread: thread)
      unfinished.subtract(1, ordering: .acquiringAndReleasing)
    }
  }
}
