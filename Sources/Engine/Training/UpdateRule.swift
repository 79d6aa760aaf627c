import KernelTable

/// From what a weighting scheme asks for to a gradient in the flat vector.
struct UpdateRule {
  private let kernels = Engine.kernels
  /// Parameters that one task alone depends on, by task.
  private let specific: [[Parameter]]
  private let shared: [Parameter]
  private let learned: Parameter?

  init(_ network: BuiltNetwork, _ tape: Tape) {
    learned = network.learned
    specific = network.problem.tasks.indices.map { task in
      network.layout.parameters.filter { tape.parameterTasks[$0.index] == 1 << UInt64(task) }
    }
    shared = network.layout.parameters.filter(tape.isShared)
  }

  /// Puts Σ shared[t] gₜ into the shared parameters' gradient and scales each task's own.
  func assemble(_ combination: Combination, _ jacobian: Jacobian, _ parameters: Parameters) {
    let gradient = parameters.gradient.data
    for (parameter, column) in jacobian.columns {
      let target = gradient + parameter.offset
      kernels.scale(
        parameter.count, Float(combination.shared[0]), jacobian.matrix.data + column, target)
      for task in 1..<jacobian.tasks {
        kernels.accumulate(
          parameter.count, Float(combination.shared[task]),
          jacobian.matrix.data + task * jacobian.width + column, target)
      }
    }
    scaleSpecific(combination, parameters)
  }

  /// Σ shared[t] gₜ is in place; what is each task's own is scaled.
  func scaleSpecific(_ combination: Combination, _ parameters: Parameters) {
    let gradient = parameters.gradient.data
    for (task, own) in specific.enumerated() where combination.specific[task] != 1 {
      let factor = Float(combination.specific[task])
      for parameter in own {
        kernels.scale(
          parameter.count, factor, gradient + parameter.offset, gradient + parameter.offset)
      }
    }
  }

  /// Every task's gradient over all parameters, [T, P], laid out as the flat vectors are.
  func copyWhole(_ jacobian: Jacobian, _ parameters: Parameters, to rows: inout GradientRows) {
    let gradient = parameters.gradient.data
    for task in 0..<jacobian.tasks {
      rows.writable(task).update(repeating: 0, count: rows.width)
      for (parameter, column) in jacobian.columns {
        (rows.writable(task) + parameter.offset).update(
          from: jacobian.rows[task] + column, count: parameter.count)
      }
      for parameter in specific[task] {
        (rows.writable(task) + parameter.offset).update(
          from: gradient + parameter.offset, count: parameter.count)
      }
    }
  }

  /// ‖d‖ of the gradient on the shared parameters that the optimizer is about to see.
  func updateNorm(_ parameters: Parameters) -> Double {
    shared.reduce(0.0) { total, parameter in
      let own = parameters.gradient.data + parameter.offset
      return total + kernels.dot(parameter.count, own, own)
    }.squareRoot()
  }

  /// Current values of the learned parameters.
  func learnedValues(_ parameters: Parameters) -> [Double] {
    guard let learned else { return [] }
    return (0..<learned.count).map { Double(parameters.pointer(learned)[$0]) }
  }

  func setLearnedGradient(_ combination: Combination, _ parameters: Parameters) {
    guard let learned else { return }
    precondition(combination.learned.count == learned.count, "one gradient per learned parameter")
    for index in 0..<learned.count {
      parameters.gradient.data[learned.offset + index] = Float(combination.learned[index])
    }
  }
}
