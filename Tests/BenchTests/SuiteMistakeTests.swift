import Engine
import Testing

@testable import Bench

@Test func aSuiteThatIsRightIsRead() throws {
  let suite = try readSuite(sampleText())
  #expect(suite.name == "sample")
  #expect(suite.seeds == [1, 2])
  #expect(
    suite.arms.map { "\($0.architecture.choice.name) \($0.weighting.choice.name)" }
      == ["split equal", "split dwa", "mtan equal", "mtan dwa"])
  #expect(suite.margin == 2 && suite.taskMargin == 5 && suite.minimumSaving == 30)
}

struct Mistaken: CustomTestStringConvertible, Sendable {
  var changes: [Int: String] = [:]
  var adding: [String] = []
  var message: String
  var testDescription: String { message }
}

private let kindsOfMistake: [Mistaken] = [
  Mistaken(
    changes: [8: "epoch: 2"],
    message: "1 epochs: missing: passes over the training split"),
  Mistaken(
    adding: ["seed: 3"],
    message:
      "11 seed: unknown key, expected one of \(SuiteKey.all.map(\.name).joined(separator: ", "))"
      + "; did you mean seeds?"),
  Mistaken(
    changes: [6: "architectures: [split, mtam]"],
    message:
      "6 architectures[1]: unknown architecture mtam, expected one of "
      + "\(architectures.names.joined(separator: ", ")); did you mean mtan?"),
  Mistaken(
    changes: [6: "architectures:\n  - mtan\n  - split:\n      variant: wdie"],
    message:
      "9 architectures[1].split.variant: found wdie, expected one of standard, wide, deep; "
      + "did you mean wide?"),
  Mistaken(
    changes: [6: "architectures: [mtan, 'split:variant=wdie']"],
    message:
      "6 architectures[1].variant: found wdie, expected one of standard, wide, deep; "
      + "did you mean wide?"),
  Mistaken(
    changes: [6: "architectures: [{split: {varient: wide}}]"],
    message:
      "6 architectures[0].split.varient: unknown option, expected one of variant, shares; "
      + "did you mean variant?"),
  Mistaken(
    changes: [6: "architectures: [{split: wide}]"],
    message: "6 architectures[0].split: found wide, expected a map of options"),
  Mistaken(
    changes: [6: "architectures: [{split: {}, mtan: {}}]"],
    message:
      "6 architectures[0]: found split, mtan, expected one architecture; its options go one level "
      + "deeper"),
  Mistaken(
    changes: [6: "architectures: []"],
    message: "6 architectures: found an empty list, expected at least one architecture"),
  Mistaken(
    changes: [6: "architectures: [mtan, split, mtan]"],
    message: "6 architectures[2]: mtan is listed twice (also architectures[0])"),
  Mistaken(
    changes: [6: "architectures: [{split: {variant: standard}}, split]"],
    message:
      "6 architectures[1]: split:variant=standard is listed twice (also architectures[0])"),
  Mistaken(
    adding: ["arms:", "  - {architectures: mtan, weightings: [dwa]}"],
    message:
      "12 arms[0].architectures: mtan with dwa:temperature=2 is an arm already (architectures[1])"
  ),
  Mistaken(
    adding: ["arms: [{architectures: dense, weighting: pcgrad}]"],
    message:
      "11 arms[0].weighting: unknown key, expected one of architectures, weightings, combinations, backbone, "
      + "decoder, start, tune; did you mean weightings?"),
  Mistaken(
    changes: [5: "backbone: {segnet: {width: 0}}"],
    message: "5 backbone.segnet.width: found 0, expected a number, 0.01 to 4"),
  Mistaken(
    changes: [5: "backbone: {segnet: {width: narrow}}"],
    message: "5 backbone.segnet.width: found narrow (text), expected a number"),
  Mistaken(
    adding: ["teachers: {depth: 2}"],
    message:
      "11 teachers.depth: found a teacher of depth, but rooms has all labels of it: keep some back with labels or "
      + "train, or leave the teacher out"),
  Mistaken(
    adding: ["labels: {depth: 0.5}", "teachers: {depth: 0}"],
    message: "12 teachers.depth: found 0, expected a whole number, 1 to 1000000"),
  Mistaken(
    adding: ["labels: {depth: 0.5}", "teachers: {dept: 2}"],
    message:
      "12 teachers.dept: unknown task, expected one of segmentation, depth, normals; did you mean depth?"
  ),
  Mistaken(
    adding: ["decoder: fpm"],
    message:
      "11 decoder: unknown decoder fpm, expected one of \(decoders.names.joined(separator: ", ")); "
      + "did you mean fpn?"),
  Mistaken(
    changes: [3: "dataset: room"],
    message:
      "3 dataset: unknown dataset room, expected one of \(datasets.names.joined(separator: ", "))"
      + "; did you mean rooms?"),
  Mistaken(
    changes: [7: "weightings: [equal, {static: {weights: [1, 2]}}]"],
    message:
      "7 weightings[1].static.weights: found 2 weights, expected 3, one for each "
      + "of segmentation, depth, normals"),
  Mistaken(
    changes: [8: "epochs: 0"],
    message: "8 epochs: found 0, expected a whole number, 1 to 1000000"),
  Mistaken(
    changes: [9: "batch: many"],
    message: "9 batch: found many, expected a whole number, 1 to 65536"),
  Mistaken(
    changes: [10: "seeds: [1, 2, 1]"], message: "10 seeds[2]: seed 1 is listed twice"),
  Mistaken(
    changes: [10: "seeds: []"], message: "10 seeds: found an empty list, expected seeds"),
  Mistaken(
    changes: [1: "title: [a]"], message: "1 title: found a list, expected text"),
  Mistaken(
    adding: ["margin: -2"],
    message: "11 margin: found -2, expected a percentage, 0 to 100, without a sign"),
  Mistaken(
    adding: ["time-limit: 5 days"],
    message: "11 time-limit: found 5 days, expected a time such as 90 s, 20 min or 2 h"),
  Mistaken(
    adding: ["claims: [{architecture: dense, verdict: superior}]"],
    message:
      "11 claims[0]: the suite has no arm dense with equal; it has split:variant=standard with "
      + "equal, split:variant=standard with dwa:temperature=2, mtan with equal, mtan with "
      + "dwa:temperature=2"),
  Mistaken(
    adding: ["claims: [{architecture: mtan, verdict: better}]"],
    message:
      "11 claims[0].verdict: found better, expected one of superior, non-inferior, trade-off, "
      + "no-saving"),
  Mistaken(
    adding: ["robustness: 10"],
    message: "11 robustness: found 10, expected a map such as {task: depth, factor: 10}"),
  Mistaken(
    adding: ["robustness: {task: dpeth, factor: 10}"],
    message:
      "11 robustness.task: found dpeth, expected one of the tasks that are trained together, "
      + "segmentation, depth, normals; did you mean depth?"),
  Mistaken(
    adding: ["combinations: [[segmentation, normals]]", "robustness: {task: depth, factor: 10}"],
    message:
      "12 robustness.task: found depth, expected one of the tasks that are trained together, "
      + "segmentation, normals"),
  Mistaken(
    adding: ["robustness: {task: depth, factor: 1}"],
    message:
      "11 robustness.factor: found 1, expected a number, 1e-6 to 1e6, other than 1, which changes "
      + "nothing"),
  Mistaken(
    adding: ["robustness: {task: depth, factors: 10, factor: -10}"],
    message:
      "11 robustness.factors: unknown key, expected one of task, factor, architectures; "
      + "did you mean factor?\nsample/suite.yaml:11 robustness.factor: found -10, expected a number, "
      + "1e-6 to 1e6, other than 1, which changes nothing"),
  Mistaken(
    adding: ["robustness:", "  - {factor: 10}"],
    message: "12 robustness[0]: missing task, one of segmentation, depth, normals"),
  Mistaken(
    adding: ["robustness: {task: depth}"],
    message: "11 robustness: missing factor, such as 10"),
  Mistaken(
    adding: [
      "robustness:", "  - {task: depth, factor: 10}",
      "  - {task: depth, factor: 10.0, architectures: mtan}",
    ],
    message:
      "13 robustness[1]: depth times 10 is listed twice; its architectures go into one list"),
  Mistaken(
    adding: ["robustness: {task: depth, factor: 10, architectures: [split, dense]}"],
    message:
      "11 robustness.architectures[1]: the suite has no arm of dense; it has "
      + "split:variant=standard, mtan"),
  Mistaken(
    adding: ["robustness: {task: depth, factor: 10, architectures: stan}"],
    message:
      "11 robustness.architectures: stan trains a network for each task: there is nothing to weigh"),
  Mistaken(
    changes: [6: "architectures: stan"], adding: ["robustness: {task: depth, factor: 10}"],
    message:
      "11 robustness: no arm trains several tasks together, so that there is no weighting to try; "
      + "in a profile, robustness: ~ takes the key away"),
  Mistaken(
    adding: ["diagnostics: 8"],
    message: "11 diagnostics: found 8, expected a map such as {every: 8}"),
  Mistaken(
    adding: ["diagnostics: {every: 0}"],
    message: "11 diagnostics.every: found 0, expected a whole number, 1 to 1000000"),
  Mistaken(
    adding: ["diagnostics: {}"],
    message: "11 diagnostics: missing every, the steps from one measurement to the next"),
  Mistaken(
    adding: ["profiles: {smok: {epochs: 1}}"],
    message:
      "11 profiles.smok: unknown key, expected one of smoke, standard, full; did you mean smoke?"),
  Mistaken(
    adding: ["profiles:", "  full: {epochs: -1}"],
    message: "12 profiles.full.epochs: found -1, expected a whole number, 1 to 1000000"),
  Mistaken(changes: [2: "title: again"], message: "1 found title twice in one map"),
  Mistaken(
    changes: [2: "question: 'open"],
    message:
      "11 not YAML: found unexpected end of stream (while scanning a quoted scalar in line 2)"),
]

@Test(arguments: kindsOfMistake + kindsOfTaskMistake)
func everyKindOfMistakeHasOneLine(_ mistaken: Mistaken) {
  let found = mistakes(sampleText(mistaken.changes, adding: mistaken.adding))
  let expected = "sample/suite.yaml:" + mistaken.message
  // The misspelt key of the first case is reported beside the missing one.
  if mistaken.changes[8] == "epoch: 2" {
    #expect(found.contains(expected))
  } else {
    #expect(found.joined(separator: "\n") == expected)
  }
}

/// Every network that cannot be built is named: the baseline's on the suite's backbone, then the arms'.
@Test func whatABackboneCannotCarryIsRefused() {
  func refusal(_ backbone: String) -> String {
    "no decoder is named: the decoder segnet undoes poolings that the backbone "
      + "\(backbone) does not have: name another of "
      + decoders.names.filter { $0 != "segnet" }.joined(separator: ", ")
  }
  #expect(
    mistakes(sampleText([5: "backbone: {resnet: {depth: 50}}"])) == [
      "sample/suite.yaml:5 backbone: \(refusal("resnet"))"
    ])
  #expect(
    mistakes(sampleText(adding: ["arms: [{architectures: single, backbone: wrn}]"])) == [
      "sample/suite.yaml:11 arms[0].architectures: \(refusal("wrn"))"
    ])
  #expect(
    mistakes(
      sampleText(adding: ["arms: [{architectures: single, backbone: wrn, decoder: unet}]"])) == [])
  #expect(
    mistakes(
      sampleText([
        5: "backbone: wrn\ndecoder: fpn", 6: "architectures: [mtan, {split: {variant: wide}}]",
      ])) == [
        "sample/suite.yaml:7 architectures[1].split.variant: found wide, which the "
          + "backbone wrn does not have, expected standard"
      ])
}

@Test func aTaskWithoutTargetsIsRefused() {
  #expect(
    mistakes(sampleText([4: "tasks: [segmentation, depth, age]"])) == [
      "sample/suite.yaml:4 tasks[2]: rooms has no labels for age, it offers segmentation, depth, "
        + "normals"
    ])
}

@Test func allMistakesAreToldAtOnce() {
  let found = mistakes(
    sampleText(
      [3: "dataset: {rooms: {hight: 32}}", 6: "architectures: [mtam, splitt]", 8: "epochs: 0"],
      adding: ["colour: blue", "profiles:", "  smoke: {batch: 0}"]))
  #expect(
    found.map { $0.split(separator: " ")[0...1].joined(separator: " ") } == [
      "sample/suite.yaml:3 dataset.rooms.hight:", "sample/suite.yaml:6 architectures[0]:",
      "sample/suite.yaml:6 architectures[1]:", "sample/suite.yaml:8 epochs:",
      "sample/suite.yaml:11 colour:", "sample/suite.yaml:13 profiles.smoke.batch:",
    ])
}

@Test func aProfileThatIsNotThereIsRefused() {
  #expect(
    mistakes(sampleText(), profile: .full) == [
      "sample/suite.yaml:1 profiles: there is no profile full in this suite, only standard"
    ])
}

@Test func anEmptyFileIsNamed() {
  #expect(mistakes("") == ["sample/suite.yaml:1 the file is empty"])
  #expect(
    mistakes("[1]\n") == [
      "sample/suite.yaml:1 found a list, expected keys such as title, dataset, architectures"
    ])
}

@Test func profilesMergeMapsAndReplaceLists() throws {
  let lines = [
    "profiles:", "  smoke:", "    dataset: {rooms: {height: 64}}", "    architectures: [dense]",
    "    weightings: ~", "    seeds: [7]",
  ]
  let smoke = try readSuite(sampleText(adding: lines), profile: .smoke)
  #expect(smoke.dataset.item.size.description == "64×64")
  #expect(smoke.arms.map(\.architecture.choice.name) == ["dense"])
  #expect(smoke.arms.map(\.weighting.choice.name) == ["equal"])
  #expect(smoke.seeds == [7])
  let standard = try readSuite(sampleText(adding: lines))
  #expect(standard.dataset.item.size.description == "32×64")
  #expect(standard.arms.count == 4)
}

@Test func robustnessMayConcernAnArmOfAnotherProfile() throws {
  let lines = [
    "robustness: {task: depth, factor: 10, architectures: dense}", "profiles:",
    "  full: {architectures: [dense]}", "  smoke: {robustness: ~}",
  ]
  #expect(mistakes(sampleText(adding: lines)) == [])
  #expect(try readSuite(sampleText(adding: lines)).robustness.count == 1)
  #expect(try readSuite(sampleText(adding: lines), profile: .smoke).robustness.isEmpty)
}

@Test func aClaimMayConcernAnArmOfAnotherProfile() throws {
  let lines = [
    "claims: [{architecture: dense, verdict: no-saving}]", "profiles:",
    "  full: {architectures: [dense]}",
  ]
  #expect(mistakes(sampleText(adding: lines)) == [])
}
