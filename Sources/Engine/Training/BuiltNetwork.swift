import KernelTable

/// A network with its parameters' layout, to be recorded for any batch size.
struct BuiltNetwork {
  let problem: Problem
  let layout: ParameterLayout
  private let numerics: Numerics
  /// The weighting scheme's learned parameters, where it has any.
  let learned: Parameter?
  private let network: Network

  init(
    _ problem: Problem, backbone: any Backbone, architecture: any Architecture,
    weighting: any Weighting, numerics: Numerics = .fast
  ) {
    self.problem = problem
    self.numerics = numerics
    layout = ParameterLayout()
    network = architecture.build(backbone, problem, in: ParameterScope(layout))
    let initial = weighting.learnedParameters(tasks: problem.tasks.count)
    learned =
      initial.isEmpty
      ? nil
      : layout.parameter("weighting.learned", [initial.count], .values(initial.map { Float($0) }))
  }

  /// The losses of training are multiplied by the problem's scales, those of evaluation are not.
  enum Purpose { case training, evaluation }

  /// One tape, its inputs and what it predicts.
  func record(batch: Int, for purpose: Purpose = .training) -> Recording {
    let tape = Tape(numerics: numerics)
    let size = problem.size
    let image = tape.input(Extent(batch, size.height, size.width, imageChannels))
    let targets = problem.tasks.map {
      let own = $0.size(on: size)
      return tape.input(Extent(batch, own.height, own.width, $0.targetChannels))
    }
    let outputs = network(image)
    precondition(outputs.count == problem.tasks.count, "one output for each task")
    let losses = problem.tasks.indices.map { index -> Value in
      let loss = problem.tasks[index].loss(outputs[index], targets[index])
      let scale = purpose == .training ? problem.lossScale(of: problem.tasks[index]) : 1
      return scale == 1 ? loss : Float(scale) * loss
    }
    tape.finish(losses: losses, outputs: outputs, parameters: layout)
    return Recording(batch: batch, tape: tape, image: image, targets: targets, outputs: outputs)
  }
}

struct Recording {
  let batch: Int
  let tape: Tape
  let image: Value
  let targets: [Value]
  let outputs: [Value]

  /// Of each task, the positions (pixels, or images) of the batch in place that carry a label.
  func labelled(_ tasks: [any LearningTask]) -> [Int] {
    zip(tasks, targets).map { task, target in
      task.labelledPositions(tape.data(target), positions: target.extent.rows)
    }
  }
}
