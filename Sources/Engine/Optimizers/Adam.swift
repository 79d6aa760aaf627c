import Foundation
import KernelTable

/// Adam (Kingma and Ba 2015); weight decay is added to the gradient.
public struct Adam: Optimizer {
  public static let name = "adam"
  public static let summary = "Adam; weight decay added to the gradient (Kingma and Ba 2015)"

  private let settings: AdamSettings

  public init(_ options: inout Options) throws {
    settings = try AdamSettings(&options, decay: 0)
  }

  public var rate: Double { settings.rate }
  public var moments: Int { 2 }

  public func update(
    _ parameters: Parameters, over range: Range<Int>, moments: [Tensor], rate: Double, step: Int,
    team: ThreadTeam
  ) {
    settings.update(parameters, range, moments, rate, step, decoupled: false, team)
  }
}

/// Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).
public struct AdamW: Optimizer {
  public static let name = "adamw"
  public static let summary = "Adam with decoupled weight decay (Loshchilov and Hutter 2019)"

  private let settings: AdamSettings

  public init(_ options: inout Options) throws {
    settings = try AdamSettings(&options, decay: 0.01)
  }

  public var rate: Double { settings.rate }
  public var moments: Int { 2 }

  public func update(
    _ parameters: Parameters, over range: Range<Int>, moments: [Tensor], rate: Double, step: Int,
    team: ThreadTeam
  ) {
    settings.update(parameters, range, moments, rate, step, decoupled: true, team)
  }
}

private struct AdamSettings: Sendable {
  let rate: Double
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let decay: Double

  init(_ options: inout Options, decay standard: Double) throws {
    rate = try options.take("rate", default: 0.001, in: 0...1e9, "learning rate")
    beta1 = try options.take("beta1", default: 0.9, in: 0...0.999999, "decay of the first moment")
    beta2 = try options.take(
      "beta2", default: 0.999, in: 0...0.999999, "decay of the second moment")
    epsilon = try options.take("epsilon", default: 1e-8, in: 0...1, "added to the denominator")
    decay = try options.take("decay", default: standard, in: 0...1e6, "weight decay")
  }

  func update(
    _ parameters: Parameters, _ range: Range<Int>, _ moments: [Tensor], _ rate: Double,
    _ step: Int, decoupled: Bool, _ team: ThreadTeam
  ) {
    // Of the betas as the kernel has them: 1 − 0.999 rounded to 32 bits is 1.3e-5 off, and would make every step longer.
    let (decay1, decay2) = (Double(Float(beta1)), Double(Float(beta2)))
    let rule = AdamRule(
      rate: Float(rate), beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon),
      decay: Float(decay), decoupled: decoupled,
      correction1: Float(1 - pow(decay1, Double(step))),
      rootCorrection2: Float((1 - pow(decay2, Double(step))).squareRoot()))
    let (values, gradient) = (parameters.values.data, parameters.gradient.data)
    let (first, second) = (moments[0].data, moments[1].data)
    team.slices(range.count) { slice in
      let i = range.lowerBound + slice.lowerBound
      Engine.kernels.adam(slice.count, rule, gradient + i, first + i, second + i, values + i)
    }
  }
}
