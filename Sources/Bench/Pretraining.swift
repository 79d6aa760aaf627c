import Engine
import Records

extension Cell {
  /// What trains the trunk that this cell begins with, as a cell of its own: hard sharing. Nil where the cell begins from scratch.
  func pretraining(_ start: any Start) -> Cell? {
    guard let pretraining = start.pretraining else { return nil }
    // Variants of hard sharing have trunks of their own; those of other architectures are the standard one.
    return before(
      pretrainingTasks, epochs: pretraining.epochs,
      architecture.name == Split.name ? architecture : NetworkSizes.hardSharing.choice)
  }

  /// What answers for labels that are missing, as cells of their own, in the order of the tasks: the single-task networks. A
  /// task without a teacher has none.
  var teachers: [Cell] {
    tasks.compactMap { task in
      teacherEpochs[task.name].map {
        before([task], epochs: $0, NetworkSizes.baseline.choice)
      }
    }
  }

  /// A training before this one, as a cell of its own: from scratch, with the plain sum of the losses, under the same choices and
  /// limits of labels.
  private func before(_ tasks: [Choice], epochs: Int, _ architecture: Choice) -> Cell {
    var cell = self
    cell.choices[ChoiceKinds.start.key] = nil
    (cell.tasks, cell.pretrainingTasks, cell.epochs) = (tasks, [], epochs)
    (cell.architecture, cell.weighting) = (architecture, NetworkSizes.unweighted.choice)
    (cell.pictures, cell.diagnosticsEvery) = (0, 0)
    let own = condition.of(tasks)
    (cell.labelFractions, cell.trainFrames) = (own.labelFractions, own.trainFrames)
    (cell.lossScales, cell.rateFactors, cell.teacherEpochs) = ([:], [:], [:])
    return cell
  }
}
