import Engine
import Records

extension Cell {
  /// What trains the trunk that this cell begins with, as a cell of its own: hard sharing with the plain sum, under the same
  /// choices and limits of labels. Nil where the cell begins from scratch.
  func pretraining(_ start: any Start) -> Cell? {
    guard let pretraining = start.pretraining else { return nil }
    var cell = self
    cell.choices[ChoiceKinds.start.key] = nil
    (cell.tasks, cell.pretrainingTasks) = (pretrainingTasks, [])
    cell.epochs = pretraining.epochs
    // Variants of hard sharing have trunks of their own; those of other architectures are the standard one.
    if architecture.name != Split.name { cell.architecture = NetworkSizes.hardSharing.choice }
    cell.weighting = NetworkSizes.unweighted.choice
    (cell.pictures, cell.diagnosticsEvery) = (0, 0)
    let own = cell.condition.of(cell.tasks)
    (cell.labelFractions, cell.trainFrames) = (own.labelFractions, own.trainFrames)
    (cell.lossScales, cell.rateFactors, cell.teacherEpochs) = ([:], [:], [:])
    return cell
  }

  /// What answers for labels that are missing, as cells of their own, in the order of the tasks: the single-task networks, from
  /// scratch, under the same choices and limits of labels. A task without a teacher has none.
  var teachers: [Cell] {
    tasks.compactMap { task in
      guard let epochs = teacherEpochs[task.name] else { return nil }
      var cell = self
      cell.choices[ChoiceKinds.start.key] = nil
      (cell.tasks, cell.pretrainingTasks, cell.epochs) = ([task], [], epochs)
      cell.architecture = NetworkSizes.baseline.choice
      cell.weighting = NetworkSizes.unweighted.choice
      (cell.pictures, cell.diagnosticsEvery) = (0, 0)
      let own = condition.of(cell.tasks)
      (cell.labelFractions, cell.trainFrames) = (own.labelFractions, own.trainFrames)
      (cell.lossScales, cell.rateFactors, cell.teacherEpochs) = ([:], [:], [:])
      return cell
    }
  }
}
