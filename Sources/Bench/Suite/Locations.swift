import Engine
import Records

/// Where files lie that cells are made of: no part of what identifies a cell, whose digests stand for them.
struct Locations: Sendable, ExpressibleByDictionaryLiteral {
  /// Of the data set, by the option that says so.
  var dataset: [String: OptionValue] = [:]
  /// Files of weights, by their SHA-256.
  var weights: [String: String] = [:]

  init(dataset: [String: OptionValue] = [:], weights: [String: String] = [:]) {
    self.dataset = dataset
    self.weights = weights
  }

  init(dictionaryLiteral elements: (String, OptionValue)...) {
    self.init(dataset: Dictionary(uniqueKeysWithValues: elements))
  }

  /// What is to be added to the options of a choice.
  func options(of choice: Choice, _ kind: Cell.Kind) -> [String: OptionValue] {
    if kind == .dataset { return dataset }
    guard kind == ChoiceKinds.start.key, let path = weights(of: choice) else { return [:] }
    return [WeightsStart.fileKey: .text(path)]
  }

  /// The file that a cell begins with; nil where there is none, or it is not known where it lies.
  func weights(of cell: Cell) -> String? {
    cell.choices[ChoiceKinds.start.key].flatMap { weights(of: $0) }
  }

  private func weights(of start: Choice) -> String? {
    guard case .text(let digest)? = start.options[WeightsStart.digestKey] else { return nil }
    return weights[digest]
  }
}

extension Suite {
  /// Where the files of its cells lie.
  var locations: Locations {
    var weights: [String: String] = [:]
    for choice in ([recipe] + arms.map(\.recipe)).compactMap(\.weights) {
      if let path = choice.path { weights[choice.digest] = path }
    }
    return Locations(dataset: dataLocations, weights: weights)
  }
}

extension Selections {
  /// The file that networks begin with; nil where there is none.
  var weights: WeightsChoice? { self[ChoiceKinds.start].item.weights }
}
