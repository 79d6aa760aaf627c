import TestSupport
import Testing

@testable import Engine

/// Ten steps of each optimizer and the schedules' rates against PyTorch's (`scripts/fixtures/optimizers.py`).
@Suite struct OptimizerParityTests {
  struct Contents: Decodable {
    let initial: [Double]
    /// [step][parameter]
    let gradients: [[Double]]
    let optimizers: [OptimizerCase]
    let schedules: [ScheduleCase]
  }

  struct OptimizerCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    /// One for each step.
    let rates: [Double]
    let momentum: Double
    let nesterov: Bool
    let weightDecay: Double
    let beta1: Double
    let beta2: Double
    let epsilon: Double
    /// Parameters after each step.
    let after: [[Double]]
    var testDescription: String { name }

    var options: [String: OptionValue] {
      let decay = ["decay": OptionValue.number(weightDecay)]
      switch kind {
      case "SGD":
        return decay.merging(["momentum": .number(momentum), "nesterov": .bool(nesterov)]) { $1 }
      default:
        return decay.merging(
          ["beta1": .number(beta1), "beta2": .number(beta2), "epsilon": .number(epsilon)]) { $1 }
      }
    }
  }

  struct ScheduleCase: Decodable, Sendable, CustomTestStringConvertible {
    let schedule: String
    let base: Double
    let epochs: Int
    let every: Int?
    let factor: Double?
    let length: Double?
    let tail: String?
    /// One for each epoch.
    let rates: [Double]
    var testDescription: String { "\(schedule), \(epochs) epochs, \(tail ?? "")" }

    var options: [String: OptionValue] {
      var options: [String: OptionValue] = [:]
      options["every"] = every.map { .integer($0) }
      options["by"] = factor.map { .number($0) }
      options["epochs"] = length.map { .number($0) }
      options["then"] = tail.map { .text($0) }
      return options
    }
  }

  private static let contents = FixtureLibrary.json("optimizers.json", Contents.self)

  @Test(arguments: contents.optimizers) func tenSteps(_ fixture: OptimizerCase) throws {
    let optimizer = try optimizers.make(fixture.kind.lowercased(), fixture.options).item
    let layout = ParameterLayout()
    let initial = Self.contents.initial.map { Float($0) }
    let parameter = layout.parameter("vector", [initial.count], .values(initial))
    let parameters = Parameters(layout, random: RandomStream(seed: 0, "parity"))
    let moments = (0..<optimizer.moments).map { _ in Tensor([layout.extent]) }
    for (step, expected) in fixture.after.enumerated() {
      for (index, gradient) in Self.contents.gradients[step].enumerated() {
        parameters.gradient.data[parameter.offset + index] = Float(gradient)
      }
      optimizer.update(
        parameters, over: 0..<parameters.values.count, moments: moments, rate: fixture.rates[step],
        step: step + 1, team: .single)
      // What has moved, for the parameters themselves hide a small error of a step.
      let found = (0..<initial.count).map { parameters.pointer(parameter)[$0] - initial[$0] }
      let moved = zip(expected, Self.contents.initial).map { Float($0 - $1) }
      #expect(
        mismatch(found, FixtureTensor([initial.count], moved), within: 2e-6, "step \(step + 1)")
          == nil)
    }
  }

  @Test(arguments: contents.schedules) func epochs(_ fixture: ScheduleCase) throws {
    let schedule = try schedules.make(fixture.schedule, fixture.options).item
    for (epoch, expected) in fixture.rates.enumerated() {
      let found = fixture.base * schedule.factor(epoch: Double(epoch), epochs: fixture.epochs)
      #expect(abs(found - expected) < 1e-9 * fixture.base, "epoch \(epoch)")
    }
  }
}
