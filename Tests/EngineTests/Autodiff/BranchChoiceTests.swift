import Foundation
import KernelTable
import Testing

@testable import Engine

/// A hard choice forward, the soft one's gradient backward.
@Suite struct BranchChoiceTests {
  private static let sources: [[Float]] = [[1, -2, 0.5], [0.25, 3, -1], [2, 2, 4]]
  private static let noise: [Double] = [0.2, 1.1, -0.4]
  private static let logits: [Double] = [0.7, -0.1, 1.3]

  private struct Outcome {
    let output: [Float]
    let losses: [Double]
    /// Of the logits, by lane.
    let gradients: [[Double]]
  }

  /// Loss 0 is Σ c y of the chosen sum with the coefficients c = 1, 2, 3, loss 1 the entropy.
  private func outcome(temperature: Float, sumsAll: Bool = false) -> Outcome {
    let layout = ParameterLayout()
    let choice = BranchChoice(3, in: ParameterScope(layout))
    let parameters = Parameters(layout, random: RandomStream(seed: 1, "choice"))
    for (index, logit) in Self.logits.enumerated() {
      parameters.pointer(choice.logits)[index] = Float(logit)
    }
    let tape = Tape()
    let inputs = (0..<3).map { _ in tape.input(Extent(1, 1, 1, 3)) }
    let (noise, heat, sums) = (
      tape.input(Extent(1, 1, 1, 3)), tape.input(Extent(1, 1, 1, 1)), tape.input(Extent(1, 1, 1, 1))
    )
    let mixture = weightedSum(
      inputs, by: choice(noise: noise, temperature: heat, sumsAll: sums))
    let target = tape.input(Extent(1, 1, 1, 3))
    tape.finish(
      losses: [mixture.masked(Form(), target), choice.entropy(on: tape)], outputs: [mixture],
      parameters: layout)
    tape.prepare(.jacobian, parameters)
    for (input, values) in zip(inputs, Self.sources) {
      tape.data(input).update(from: values, count: 3)
    }
    for index in 0..<3 { tape.data(noise)[index] = Float(Self.noise[index]) }
    tape.data(heat)[0] = temperature
    tape.data(sums)[0] = sumsAll ? 1 : 0
    for index in 0..<3 { tape.data(target)[index] = Float(index + 1) }
    tape.forward()
    let output = (0..<3).map { tape.data(mixture)[$0] }
    let losses = (0..<2).map { tape.loss($0) }
    let jacobian = tape.jacobian()
    return Outcome(
      output: output, losses: losses,
      gradients: (0..<2).map { row in (0..<3).map { Double(jacobian.rows[row][$0]) } })
  }

  /// Σ c y, the target's numbers being the coefficients.
  private struct Form: PixelLoss {
    func isValid(_ target: UnsafePointer<Float>) -> Bool { true }
    func value(
      _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
      gradient: UnsafeMutablePointer<Float>
    ) -> Float {
      (0..<3).reduce(0) {
        gradient[$1] = target[$1]
        return $0 + target[$1] * output[$1]
      }
    }
  }

  private func shares(_ values: [Double]) -> [Double] {
    let powers = values.map { exp($0) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  /// Central differences of a function of the logits.
  private func slope(_ function: ([Double]) -> Double) -> [Double] {
    Self.logits.indices.map { index in
      var (above, below) = (Self.logits, Self.logits)
      above[index] += 1e-5
      below[index] -= 1e-5
      return (function(above) - function(below)) / 2e-5
    }
  }

  @Test(arguments: [Float(0.3), 1, 5]) func choosesHardAndLearnsSoftly(_ temperature: Float) {
    let found = outcome(temperature: temperature)
    // 0.7 + 0.2, −0.1 + 1.1, 1.3 − 0.4: the second.
    #expect(found.output == Self.sources[1])
    let values = Self.sources.map { source in
      source.enumerated().reduce(0.0) { $0 + Double($1.offset + 1) * Double($1.element) }
    }
    #expect(abs(found.losses[0] - values[1]) < 1e-6)
    let expected = slope { logits in
      let soft = shares(
        zip(logits, Self.noise).map { ($0 + $1) / Double(temperature) })
      return zip(soft, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for (one, other) in zip(found.gradients[0], expected) { #expect(abs(one - other) < 1e-5) }
  }

  @Test func entropyOfTheShares() {
    let found = outcome(temperature: 1)
    func entropy(_ logits: [Double]) -> Double { -shares(logits).reduce(0) { $0 + $1 * log($1) } }
    #expect(abs(found.losses[1] - entropy(Self.logits)) < 1e-6)
    for (one, other) in zip(found.gradients[1], slope(entropy)) { #expect(abs(one - other) < 1e-6) }
  }

  @Test func theSumOfAllTeachesNothing() {
    let found = outcome(temperature: 1, sumsAll: true)
    for index in 0..<3 {
      #expect(found.output[index] == Self.sources.reduce(0) { $0 + $1[index] })
    }
    #expect(found.gradients[0] == [0, 0, 0])
  }
}
