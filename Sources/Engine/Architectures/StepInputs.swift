import Foundation
import KernelTable

/// What a network may be given at every step beside images: numbers that follow from how far the run is, and noise. A
/// network asks for them while it is recorded; they are inputs of the tape, filled before each forward pass.
public final class StepInputs {
  private let tape: Tape
  private let isTraining: Bool
  private var scheduled: [(value: Value, rule: @Sendable (RunProgress) -> Double)] = []
  private var noise: [(value: Value, name: String)] = []

  /// - Parameter isTraining: whether there is noise; evaluation has none.
  init(_ tape: Tape, isTraining: Bool) {
    self.tape = tape
    self.isTraining = isTraining
  }

  /// A number for the step, [1, 1, 1, 1].
  public func scheduled(_ rule: @escaping @Sendable (RunProgress) -> Double) -> Value {
    let value = tape.input(Extent(1, 1, 1, 1))
    scheduled.append((value, rule))
    return value
  }

  /// Independent draws from Gumbel's distribution, −log(−log u), [1, 1, 1, count], anew for each step from a stream of this
  /// name; zeros where a network is evaluated.
  public func gumbel(_ name: String, count: Int) -> Value {
    let value = tape.input(Extent(1, 1, 1, count))
    noise.append((value, name))
    return value
  }

  /// - Parameter random: the step's own stream.
  func fill(_ progress: RunProgress, _ random: RandomStream) {
    for (value, rule) in scheduled { tape.data(value)[0] = Float(rule(progress)) }
    for (value, name) in noise {
      var stream = random.stream(name)
      for index in 0..<value.extent.count {
        let uniform = min(max(stream.uniform(), 1e-12), 1 - 1e-12)
        tape.data(value)[index] = isTraining ? Float(-log(-log(uniform))) : 0
      }
    }
  }
}

/// How far a run is.
public struct RunProgress: Sendable, Hashable {
  /// 0-based: the one under way, or the one just finished where a network is evaluated.
  public let epoch: Int
  public let epochs: Int

  public init(epoch: Int, epochs: Int) {
    self.epoch = epoch
    self.epochs = epochs
  }
}
