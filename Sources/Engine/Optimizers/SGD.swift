import KernelTable

/// Stochastic gradient descent with momentum, as PyTorch defines it (no dampening).
public struct SGD: Optimizer {
  public static let name = "sgd"
  public static let summary = "Stochastic gradient descent with momentum (Sutskever et al. 2013)"

  public let rate: Double
  private let momentum: Double
  private let nesterov: Bool
  private let decay: Double

  public init(_ options: inout Options) throws {
    rate = try options.take("rate", default: 0.01, in: 0...1e9, "learning rate")
    momentum = try options.take("momentum", default: 0.9, in: 0...1, "momentum")
    nesterov = try options.take("nesterov", default: false, "Nesterov's form of momentum")
    decay = try options.take(
      "decay", default: 0.0, in: 0...1e6, "weight decay, added to the gradient")
  }

  public var moments: Int { 1 }

  public func update(
    _ parameters: Parameters, over range: Range<Int>, moments: [Tensor], rate: Double, step: Int,
    team: ThreadTeam
  ) {
    let rule = SGDRule(
      rate: Float(rate), momentum: Float(momentum), decay: Float(decay), nesterov: nesterov)
    let (values, gradient, momentum) = (
      parameters.values.data, parameters.gradient.data, moments[0].data
    )
    team.slices(range.count) { slice in
      let i = range.lowerBound + slice.lowerBound
      Engine.kernels.sgd(slice.count, rule, gradient + i, momentum + i, values + i)
    }
  }
}
