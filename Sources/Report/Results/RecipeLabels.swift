import Records

extension Cell {
  /// What it chooses of the kinds in which arms of one comparison may differ, where that is not the standard.
  func recipe(_ suite: SuiteDescription) -> [Cell.Kind: Choice] {
    choices.filter { suite.recipeKinds?.contains($0.key) ?? false }
  }
}

/// Short names for that in which arms of one comparison differ beside architecture and weighting.
struct RecipeLabels: Sendable {
  /// Those in which cells of the plan differ.
  let kinds: [Cell.Kind]
  private let labels: [Cell.Kind: Labels]

  init(_ planned: [Cell], _ suite: SuiteDescription) {
    kinds = (suite.recipeKinds ?? []).filter { kind in
      Set(planned.map { $0.choices[kind] }).count > 1
    }
    labels = Dictionary(
      uniqueKeysWithValues: kinds.map { kind in
        (kind, Labels(planned.compactMap { $0.choices[kind] }))
      })
  }

  /// Empty where all is standard.
  func label(_ recipe: [Cell.Kind: Choice]) -> String {
    kinds.compactMap { kind in recipe[kind].flatMap { labels[kind]?.label($0) } }
      .joined(separator: ", ")
  }
}
