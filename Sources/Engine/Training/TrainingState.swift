import Foundation

/// Everything a run has learned after some epochs: what a checkpoint keeps, and the result's raw material.
struct TrainingState: Codable {
  /// Epochs that are complete.
  var epochs: [EpochSummary] = []
  /// Mean training loss, [epoch][task]; of an epoch without labels of a task, the last known, 0 before there is one.
  var history: [[Double]] = []
  /// Validation losses of the untrained network: the unit of the selection.
  var reference: [Double?] = []
  var selectedEpoch = 0
  var selection = Double.infinity
  var weighting: [Double] = []
  /// Of all processes that have come to here.
  var time = RunTime()

  /// Validation loss relative to the untrained network's, averaged over the tasks that have labels there: lower is better.
  /// It weighs the tasks alike whatever their units.
  func selectionValue(_ losses: [Double?]) -> Double {
    let ratios = zip(losses, reference).compactMap { loss, unit -> Double? in
      guard let loss, let unit else { return nil }
      return unit > 0 ? loss / unit : loss
    }
    return ratios.reduce(0, +) / Double(max(ratios.count, 1))
  }

  mutating func remember(_ losses: [Double?]) {
    history.append(losses.enumerated().map { $1 ?? history.last?[$0] ?? 0 })
  }
}

/// The flat vectors that go with a state.
struct TrainingVectors {
  let parameters: Parameters
  let moments: [Tensor]
  /// What the weighting keeps.
  let memory: Tensor
  /// Values and buffers at the selected epoch.
  let selectedValues: Tensor
  let selectedBuffers: Tensor
  /// What teaches the network.
  private let teachers: [Teacher]

  init(
    _ parameters: Parameters, _ moments: [Tensor], _ memory: Tensor, teachers: [Teacher] = []
  ) {
    self.parameters = parameters
    self.teachers = teachers
    self.moments = moments
    self.memory = memory
    selectedValues = Tensor([parameters.values.count])
    selectedBuffers = Tensor([parameters.buffers.count])
  }

  /// Floats of a vector, with the name and the shape that they have in a checkpoint.
  struct Named {
    let name: String
    let shape: [Int]
    let data: UnsafeMutablePointer<Float>
    var count: Int { shape.reduce(1, *) }
  }

  /// Everything that a run goes on from. The selected network has its parameters' and statistics' own names, so that a
  /// checkpoint is also a file of its weights; what training alone needs is flat, under `training.`.
  var named: [Named] {
    let layout = parameters.layout
    var named = layout.parameters.map {
      Named(name: $0.name, shape: $0.shape, data: selectedValues.data + $0.offset)
    }
    named += layout.buffers.map {
      Named(name: $0.name, shape: [$0.count], data: selectedBuffers.data + $0.offset)
    }
    func add(_ name: String, _ vector: Tensor) {
      named.append(Named(name: "training." + name, shape: vector.shape, data: vector.data))
    }
    add("values", parameters.values)
    add("buffers", parameters.buffers)
    for (index, moment) in moments.enumerated() { add("moments.\(index)", moment) }
    add("memory", memory)
    for teacher in teachers {
      add("teachers.\(teacher.task.name).values", teacher.values)
      add("teachers.\(teacher.task.name).buffers", teacher.buffers)
    }
    return named
  }

  func keepSelected() {
    selectedValues.data.update(from: parameters.values.data, count: selectedValues.count)
    selectedBuffers.data.update(from: parameters.buffers.data, count: selectedBuffers.count)
  }

  func restoreSelected() {
    parameters.values.data.update(from: selectedValues.data, count: selectedValues.count)
    parameters.buffers.data.update(from: selectedBuffers.data, count: selectedBuffers.count)
  }
}
