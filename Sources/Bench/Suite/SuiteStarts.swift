import Engine
import Records

extension SuiteDraft {
  /// A trunk that is trained before has its tasks from those that the suite trains and tests: all where none are named. The choice
  /// names them in the suite's order, so that it has one spelling.
  func checkStart(_ recipe: inout Selections, _ node: SuiteNode) {
    if recipe.isComplete([ChoiceKinds.start]), recipe.weights?.digest.isEmpty == true {
      log.add(
        OptionError(
          key: node.members == nil ? "" : WeightsStart.fileKey,
          message:
            "\(node.members == nil ? "\(WeightsStart.fileKey): " : "")found none, expected the path of a file "
            + "with weights, or its \(WeightsStart.digestKey)"), ofChoice: node)
    }
    let known = combinedTasks
    guard recipe.isComplete([ChoiceKinds.start]), !known.isEmpty,
      let pretraining = recipe[ChoiceKinds.start].item.pretraining
    else { return }
    let tasks = pretraining.tasks
    let ordered = tasks.isEmpty ? known : known.filter(tasks.contains)
    var choice = recipe[ChoiceKinds.start].choice
    choice.options["tasks"] = .array(ordered.map { .text($0) })
    recipe[ChoiceKinds.start] = Selection(item: recipe[ChoiceKinds.start].item, choice: choice)
    for task in tasks where !known.contains(task) {
      log.add(
        OptionError(
          key: "tasks",
          message: "found \(shortened(task)), expected some of \(known.joined(separator: ", "))"
            + suggestion(for: task, among: known)), ofChoice: node)
    }
  }
}

extension Suite {
  /// What a trunk is trained on before, in the suite's order; empty where nothing is.
  func pretrainingTasks(_ start: any Start) -> [Choice] {
    guard let pretraining = start.pretraining else { return [] }
    let all = tasks.map(\.choice)
    return pretraining.tasks.isEmpty ? all : all.filter { pretraining.tasks.contains($0.name) }
  }
}
