import Engine
import Records

/// Every kind of choice that a suite makes and a cell spells, beside tasks, architectures and weightings. Adding one: its
/// catalog in the engine, what `Experiment` does with it, and here a constant, its place in a list and in `experiment`.
enum ChoiceKinds {
  static let dataset = ChoiceKind(
    .dataset, datasets, standard: nil, "where frames and labels come from")
  static let backbone = ChoiceKind(.backbone, backbones, standard: nil, "the network family")
  static let decoder = ChoiceKind(
    Cell.Kind("decoder"), decoders, standard: "segnet", "how features lead back to maps")
  static let optimizer = ChoiceKind(.optimizer, optimizers, standard: "adam", "")
  static let schedule = ChoiceKind(
    .schedule, schedules, standard: "constant", "of the learning rate")
  static let augmentation = ChoiceKind(
    .augmentation, augmentations, standard: "none", "of training frames")

  static let products = ChoiceKind(
    Cell.Kind("products"), productLibraries, standard: "own",
    "whose kernels convolutions and linear layers multiply with")

  static let start = ChoiceKind(
    Cell.Kind("start"), starts, standard: "scratch", "where the parameters begin")

  /// What makes the network; a block of arms may choose otherwise than the suite.
  static let network: [any AnyChoiceKind] = [backbone, decoder]
  /// What else an arm may choose otherwise than the suite: it is compared with the suite's single-task networks all the same.
  static let recipe: [any AnyChoiceKind] = [start]
  /// Everything that a block of arms may choose otherwise than the suite.
  static let arm = network + recipe
  /// What all cells of a suite have in common, beside the data set.
  static let run: [any AnyChoiceKind] = [optimizer, schedule, augmentation, products]
  /// In the order in which reports name them.
  static let all: [any AnyChoiceKind] = [dataset] + arm + run

  /// - Parameter choices: of all these kinds.
  static func experiment(
    _ choices: Selections, _ problem: Problem, architecture: any Architecture,
    weighting: any Weighting, _ cell: Cell, _ numerics: Numerics
  ) -> Experiment {
    Experiment(
      problem: problem, backbone: choices[backbone].item, decoder: choices[decoder].item,
      architecture: architecture, weighting: weighting, optimizer: choices[optimizer].item,
      schedule: choices[schedule].item, augmentation: choices[augmentation].item,
      epochs: cell.epochs, batch: cell.batch, numerics: numerics,
      products: choices[products].item.library, seed: cell.seed, pictures: cell.pictures,
      diagnosticsEvery: cell.diagnosticsEvery,
      trainingLabels: TrainingLabels(
        fractions: cell.labelFractions, frames: cell.trainFrames),
      rateFactors: cell.rateFactors)
  }
}

extension Suite {
  var dataset: Selection<any Dataset> { choices[ChoiceKinds.dataset] }
  var backbone: Selection<any Backbone> { network[ChoiceKinds.backbone] }
  var optimizer: Selection<any Optimizer> { choices[ChoiceKinds.optimizer] }
}

extension SuiteArm {
  var backbone: Selection<any Backbone> { network[ChoiceKinds.backbone] }
  var start: Selection<any Start> { recipe[ChoiceKinds.start] }
}

extension Selections {
  /// What makes a network for a problem.
  func parts(_ problem: Problem) -> NetworkParts {
    NetworkParts(
      backbone: self[ChoiceKinds.backbone].item, decoder: self[ChoiceKinds.decoder].item,
      problem: problem)
  }
}
