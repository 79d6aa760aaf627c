import Engine

/// What can be written wrongly of tasks: which there are, which are trained together, and under which conditions.
let kindsOfTaskMistake: [Mistaken] = [
  Mistaken(
    changes: [4: "tasks: [depth, pose]"],
    message:
      "4 tasks[1]: rooms has no labels for pose, it offers segmentation, depth, normals"),
  Mistaken(
    changes: [4: "tasks: [depth, normal]"],
    message:
      "4 tasks[1]: rooms has no labels for normal, it offers segmentation, depth, normals; "
      + "did you mean normals?"),
  Mistaken(
    adding: ["combinations: pair"],
    message:
      "11 combinations: found pair, expected all or pairs, or a list of lists of tasks; "
      + "did you mean pairs?"),
  Mistaken(
    adding: ["labels: {dept: 0.5}"],
    message:
      "11 labels.dept: unknown task, expected one of segmentation, depth, normals; did you mean depth?"
  ),
  Mistaken(
    adding: ["labels: {depth: 0}"],
    message:
      "11 labels.depth: found 0, expected a fraction of the labels, above 0 and at most 1"),
  Mistaken(
    adding: ["labels: 0.5"],
    message: "11 labels: found 0.5, expected a map from tasks to numbers"),
  Mistaken(
    adding: ["conditions: [{labels: {depth: 0.5}}]"],
    message: "11 conditions[0]: missing name, which reports call it by"),
  Mistaken(
    adding: ["conditions: [{name: a}, {name: a, labels: {depth: 0.5}}]"],
    message: "11 conditions[1]: the name a is listed twice"),
  Mistaken(
    adding: ["conditions: [{name: a}, {name: b}]"], message: "11 conditions[1]: b is what a is"),
  Mistaken(
    adding: ["conditions: [{name: a}, {name: b, labels: {depth: 1}}]"],
    message: "11 conditions[1]: b is what a is: 1 changes nothing"),
  Mistaken(
    adding: ["conditions: [{name: a, rates: {depth: 1}}, {name: b, losses: {normals: 1.0}}]"],
    message: "11 conditions[1]: b is what a is: 1 changes nothing"),
  Mistaken(
    adding: ["conditions: [{name: a}, {name: b, labels: {depth: 7}}]"],
    message:
      "11 conditions[1].labels.depth: found 7, expected a fraction of the labels, above 0 and at most 1"
  ),
  Mistaken(
    adding: ["conditions: [{name: a, labels: {dept: 0.5}}, {name: b}]"],
    message:
      "11 conditions[0].labels.dept: unknown task, expected one of segmentation, depth, normals; "
      + "did you mean depth?"),
  Mistaken(
    changes: [3: "dataset: room"],
    adding: ["conditions: [{name: a}, {name: b, labels: {depth: 0.5}}]"],
    message:
      "3 dataset: unknown dataset room, expected one of \(datasets.names.joined(separator: ", "))"
      + "; did you mean rooms?"),
  Mistaken(
    adding: ["conditions: [{name: a, rates: {depth: 0}}]"],
    message: "11 conditions[0].rates.depth: found 0, expected a number, 1e-6 to 1e6"),
  Mistaken(
    adding: ["conditions: [{name: a, label: {depth: 0.5}}]"],
    message:
      "11 conditions[0].label: unknown key, expected one of name, labels, train, teachers, rates, losses; "
      + "did you mean labels?"),
  Mistaken(
    adding: ["tune: {rates: [1e-3, 2e-3]}", "conditions: [{name: a}]"],
    message:
      "12 conditions: split:variant=standard is tuned, and a choice that is made once cannot hold under "
      + "every condition: leave tune out"),
  Mistaken(
    adding: [
      "combinations: [[depth, normals]]",
      "arms: [{architectures: dense, combinations: [[depth, segmentation]]}]",
    ],
    message:
      "12 arms[0].combinations: depth, segmentation is none of the suite's combinations, which have to "
      + "have it"),
  Mistaken(
    adding: ["start: {trunk: {tasks: [depth, normal]}}"],
    message:
      "11 start.trunk.tasks: found normal, expected some of segmentation, depth, normals; did you mean normals?"
  ),
  Mistaken(
    adding: ["arms: [{architectures: dense, start: {trunk: {tasks: [pose]}}}]"],
    message:
      "11 arms[0].start.trunk.tasks: found pose, expected some of segmentation, depth, normals"),
  Mistaken(
    adding: ["start: {trunk: {epochs: 0}}"],
    message: "11 start.trunk.epochs: found 0, expected a whole number, 1 to 1000000"),
  Mistaken(
    adding: ["start: {trunk: {rate: -1}}"],
    message: "11 start.trunk.rate: found -1, expected a number, 0 to 1000"),
  Mistaken(
    adding: ["train: {depth: 0.5}"],
    message: "11 train.depth: found 0.5, expected a whole number, 1 to 1000000000"),
  Mistaken(
    changes: [4: "tasks: [depth, depth, normals]"], message: "4 tasks[1]: depth is listed twice"),
  Mistaken(
    changes: [4: "tasks: [depth]"],
    message: "4 tasks: found one task, expected two or more: with one there is nothing to share"),
  Mistaken(
    changes: [4: "tasks: [depth, {segmentation: {classes: 40}}]"],
    message: "4 tasks[1].segmentation.classes: found 40, but rooms has 13"),
  Mistaken(
    changes: [4: "tasks: [depth, segmentation:40]"],
    message: "4 tasks[1].segmentation.classes: found 40, but rooms has 13"),
  Mistaken(
    adding: ["combinations: [[depth, normal]]"],
    message:
      "11 combinations[0][1]: found normal, expected one of segmentation, depth, normals; "
      + "did you mean normals?"),
  Mistaken(
    adding: ["combinations: [[depth]]"],
    message:
      "11 combinations[0]: found a list, expected a list of two or more tasks; the single-task "
      + "networks are always planned"),
  Mistaken(
    adding: ["combinations: [[depth, normals], [normals, depth]]"],
    message: "11 combinations[1]: normals, depth repeats a task or a combination"),
]
