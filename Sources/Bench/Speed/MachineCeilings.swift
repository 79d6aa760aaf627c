import Engine
import Foundation

/// What this machine can do at most, on one core, measured now: the best of several rounds.
struct MachineCeilings {
  /// Multiply–adds count as two operations: a register-blocked product with its operands in the first-level cache.
  let gigaflops: Double
  /// Bytes read and written by element-wise additions: in the second-level cache, and in memory.
  let cacheBandwidth: Double
  let memoryBandwidth: Double

  static func measure() -> MachineCeilings {
    MachineCeilings(
      gigaflops: peak(), cacheBandwidth: bandwidth(floats: 40_000, places: 8),
      memoryBandwidth: bandwidth(floats: 16_000_000, places: 1))
  }

  /// GFLOP/s of the product that all of a core's arithmetic is for.
  static func peak() -> Double {
    let (depth, columns) = (128, 32)
    let a = Tensor([12, depth])
    let b = Tensor([depth, columns])
    let c = Tensor([12, columns])
    let scratch = Tensor([12 * (depth + 32)])
    let repeats = 20_000
    let best = bestOf(7) {
      for _ in 0..<repeats {
        Engine.kernels.product(
          0..<12, columns, depth, a.data, b.data, .replaced, c.data, scratch.data)
      }
    }
    return withExtendedLifetime((a, b, c, scratch)) {
      Double(2 * 12 * depth * columns * repeats) / best * 1e-9
    }
  }

  /// In the best of some places: which pages they are decides which lines of a cache they share.
  private static func bandwidth(floats: Int, places: Int) -> Double {
    let repeats = max(1, 64_000_000 / floats / places)
    let operands = (0..<places).map { _ in (Tensor([floats]), Tensor([floats])) }
    let best = operands.map { a, b in
      bestOf(5) {
        for _ in 0..<repeats { Engine.kernels.add(floats, a.data, b.data, b.data) }
      }
    }.min()!
    return withExtendedLifetime(operands) { Double(12 * floats * repeats) / best * 1e-9 }
  }

  private static func bestOf(_ rounds: Int, _ body: () -> Void) -> Double {
    (0..<rounds).map { _ in ThreadClock.time(body) }.min()!
  }
}
