import Digests
import Foundation
import Records

@testable import Report

/// A fixed random stream (SplitMix64): the same on every machine.
struct SplitMix64 {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

  /// Standard normal (Box–Muller).
  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }
}

/// Records as a dense-prediction suite would leave them, with known effects and no training.
struct SimulatedSuite {
  var seeds = [1, 2, 3]
  var tasks = [
    Choice("segmentation", ["classes": .number(13)]), Choice("depth"), Choice("normals"),
  ]
  var weightings = [
    Choice("equal"), Choice("uncertainty"), Choice("dwa", ["temperature": .number(2)]),
    Choice("pcgrad"),
  ]
  var epochs = 12
  var pictures = true
  /// Architecture, parameters and multiply–accumulates relative to one single-task network, effect in %.
  var architectures: [(choice: Choice, parameters: Double, macs: Double, effect: Double)] = [
    (Choice("split", ["variant": .text("standard")]), 1.003, 1.135, -1.2),
    (Choice("split", ["variant": .text("wide")]), 1.759, 1.27, -0.3),
    (Choice("dense"), 4.95, 5.39, 0.9),
    (Choice("cross-stitch", ["definition": .text("paper")]), 3.0, 3.0, 0.5),
    (Choice("mtan"), 1.7705, 3.576, 1.6),
  ]
  var margin = 2.0
  /// Schemes that are trained once more with the loss of depth times 10, and what that does to them, in %.
  var scaleEffects: [String: Double] = [:]
  /// Exponent with which the weights let a factor through, by scheme; 1 where not named.
  var scaleResponses: [String: Double] = [:]
  /// Whether the records tell norms of gradients and of updates.
  var measuresNorms = false
  /// How often which class of segmentation is taken for which, in every record.
  var confusions: [[Int]]?

  static let single = 24_980_592
  static let metrics:
    [String: [(name: String, value: Double, better: Score.Direction, unit: String, counts: Bool)]] =
      [
        "segmentation": [
          ("mIoU", 0.21, .higher, "%", true), ("pixel accuracy", 0.53, .higher, "%", true),
          ("IoU of floor", 0.66, .higher, "%", false),
        ],
        "detection": [
          ("AP", 0.21, .higher, "%", true), ("AP50", 0.44, .higher, "%", true),
          ("AR100", 0.31, .higher, "%", false),
        ],
        "depth": [
          ("absolute error", 0.612, .lower, "m", true), ("relative error", 0.255, .lower, "", true),
          ("RMSE", 0.88, .lower, "m", false),
        ],
        "normals": [
          ("mean angle", 31.4, .lower, "°", true), ("median angle", 25.9, .lower, "°", true),
          ("within 11.25°", 0.22, .higher, "%", true), ("within 22.5°", 0.455, .higher, "%", true),
          ("within 30°", 0.58, .higher, "%", true),
        ],
      ]

  func cell(
    _ architecture: Choice, _ weighting: Choice, _ tasks: [Choice], _ seed: Int,
    _ scales: [String: Double] = [:]
  ) -> Cell {
    Cell(
      choices: [
        .dataset: Choice("rooms", ["height": .number(64), "width": .number(96)]),
        .backbone: Choice("segnet", ["width": .number(0.125)]), .architecture: architecture,
        .weighting: weighting, .optimizer: Choice("adam", ["rate": .number(0.002)]),
        .schedule: Choice("cosine"), .augmentation: Choice("flip"),
      ], dataDigest: "d1", tasks: tasks, epochs: epochs, batch: 8,
      pictures: pictures && seed == seeds.first && scales.isEmpty ? 2 : 0, seed: seed,
      revision: "1", lossScales: scales)
  }

  var cells: [Cell] {
    let equal = Choice("equal")
    let alone = [Choice("single"), Choice("stan")].flatMap { architecture in
      seeds.flatMap { seed in tasks.map { cell(architecture, equal, [$0], seed) } }
    }
    guard tasks.count > 1 else { return alone }
    let scaled = architectures.flatMap { architecture in
      weightings.filter { scaleEffects[$0.name] != nil }.flatMap { weighting in
        seeds.map { cell(architecture.choice, weighting, tasks, $0, ["depth": 10]) }
      }
    }
    return alone
      + architectures.flatMap { architecture in
        weightings.flatMap { weighting in
          seeds.map { cell(architecture.choice, weighting, tasks, $0) }
        }
      } + scaled
  }

  var description: SuiteDescription {
    SuiteDescription(
      name: "dense", title: "Segmentation, depth and normals in one network",
      question: "Does it pay to train segmentation, depth and normals in one SegNet, and how many"
        + " parameters does it save?", profile: "standard", margin: margin, taskMargin: 5,
      minimumSaving: 30,
      claims: [
        Claim(architecture: "mtan", weighting: "uncertainty", verdict: "non-inferior"),
        Claim(architecture: "split:variant=standard", weighting: "equal", verdict: "non-inferior"),
        Claim(architecture: "dense", weighting: "equal", verdict: "no-saving"),
      ],
      kinds: [.dataset, .backbone, .optimizer, .schedule, .augmentation], networkKinds: [.backbone],
      baseline: "single", plainSum: Choice("equal"), planned: cells,
      command: "swift run bench run dense --profile standard")
  }

  var records: [Record] { cells.map(record) }

  var input: ReportInput {
    ReportInput(
      suite: description, records: records, notes: nil, publishedCounts: [], version: "0.1.0")
  }

  func record(_ cell: Cell) -> Record {
    let relative = size(cell)
    return Record(
      cell: cell, outcome: .finished(finished(cell)),
      cost: Cost(
        cpuSeconds: 40 * relative.macs, wallSeconds: 42 * relative.macs, peakMemory: 210_000_000,
        secondsPerStep: 0.021 * relative.macs), provenance: Self.provenance)
  }

  static let provenance = Provenance(
    version: "0.1.0", source: String(repeating: "ab", count: 32), compiler: "Swift 6.3.1",
    system: "Debian 12", processor: "Example CPU (avx2 fma)", kernels: "x86-64-v3",
    blas: "OpenBLAS 0.3.21 Haswell", numericClass: "x86-64/v3/glibc-2.36/Haswell")

  private func size(_ cell: Cell) -> (parameters: Double, macs: Double) {
    if cell.architecture.name == "single" { return (1, 1) }
    if cell.architecture.name == "stan" { return (1.5286, 1.8135) }
    let found = architectures.first { $0.choice == cell.architecture }!
    return (found.parameters, found.macs)
  }

  private func finished(_ cell: Cell) -> Finished {
    let relative = size(cell)
    let count = Double(tasks.count)
    let parameters = Int(relative.parameters * Double(Self.single))
    let validation = scores(cell, split: "validation")
    return Finished(
      test: scores(cell, split: "test"), validation: validation.filter(\.counts),
      selectedEpoch: max(1, epochs - 2), epochs: (1...epochs).map { point(cell, $0, validation) },
      size: NetworkSize(
        parameters: parameters, shared: cell.tasks.count > 1 ? parameters * 9 / 10 : 0,
        perTask: Dictionary(
          uniqueKeysWithValues: cell.tasks.map { ($0.name, parameters / 10 / cell.tasks.count) }),
        weighting: cell.weighting.name == "uncertainty" ? cell.tasks.count : 0,
        macs: Int(relative.macs * 6e8),
        singleTaskParameters: Int(Double(cell.tasks.count) * Double(Self.single)),
        singleTaskMACs: Int(count * 6e8)),
      pictures: (0..<cell.pictures).map { SimulatedPictures(frame: $0).set(cell) },
      confusions: cell.tasks.contains { $0.name == "segmentation" }
        ? confusions.map { ["segmentation": $0] } ?? [:] : [:])
  }

  /// Effects of a seed are shared by all arms; effects of an arm by all seeds; the rest is noise.
  private func scores(_ cell: Cell, split: String) -> [Score] {
    let isMulti = cell.tasks.count > 1
    let effect = architectures.first { $0.choice == cell.architecture }?.effect ?? 0
    let schemes: [String: Double] = ["equal": 0.0, "uncertainty": 0.8, "dwa": 0.3]
    let scaling: Double = cell.lossScales.isEmpty ? 0 : scaleEffects[cell.weighting.name] ?? 0
    let scheme: Double = (schemes[cell.weighting.name] ?? 0) + scaling
    return cell.tasks.flatMap { task -> [Score] in
      var common = SplitMix64(UInt64(cell.seed) &* 7919 &+ UInt64(task.name.utf8.count))
      var own = SplitMix64(
        UInt64(
          sha256(
            cell.architecture.label + cell.weighting.label + task.name + split
              + cell.lossScaleLabel
          ).prefix(15), radix: 16)!
          &+ UInt64(cell.seed))
      let seedEffect = common.normal() * 1.2
      let taskEffect: Double = isMulti && task.name == "normals" ? -1.5 : isMulti ? 0.8 : 0
      return Self.metrics[task.name]!.map { metric in
        let joint: Double = isMulti ? scheme + taskEffect : 0
        let noise: Double = seedEffect + own.normal() * 0.5
        let percent: Double = effect + joint + noise
        let sign: Double = metric.better == .higher ? 1 : -1
        let factor: Double = 1 + sign * percent / 100
        return Score(
          task: task.name, metric: metric.name, value: metric.value * factor,
          better: metric.better, unit: metric.unit, counts: metric.counts)
      }
    }
  }

  private func weightFactor(_ cell: Cell, _ task: String) -> Double {
    guard let factor = cell.lossScales[task], let response = scaleResponses[cell.weighting.name]
    else { return 1 }
    return pow(factor, response - 1)
  }

  private func point(_ cell: Cell, _ epoch: Int, _ final: [Score]) -> EpochPoint {
    var noise = SplitMix64(UInt64(cell.seed * 1000 + epoch))
    let progress = 1 - exp(-3 * Double(epoch) / Double(epochs))
    let isAdaptive = cell.weighting.name != "equal"
    let pairs = cell.tasks.count * (cell.tasks.count - 1) / 2
    return EpochPoint(
      epoch: epoch, learningRate: 0.002,
      trainLoss: cell.tasks.indices.map { _ in 2 - 1.5 * progress + noise.normal() * 0.01 },
      validationLoss: cell.tasks.indices.map { _ in 2.1 - 1.4 * progress + noise.normal() * 0.03 },
      validation: final.filter(\.counts).map { score in
        var copy = score
        let worse = score.better == .higher ? 0.4 + 0.6 * progress : 1.8 - 0.8 * progress
        copy.value = score.value * worse * (1 + noise.normal() * 0.01)
        return copy
      },
      weights: cell.tasks.indices.map { index in
        let weight = isAdaptive ? 1 + 0.4 * Double(index - 1) * progress + noise.normal() * 0.04 : 1
        return weight * weightFactor(cell, cell.tasks[index].name)
      },
      cosines: cell.weighting.name == "pcgrad"
        ? (0..<pairs).map { 0.3 - 0.2 * Double($0) - 0.2 * progress + noise.normal() * 0.02 } : [],
      gradientNorms: measuresNorms ? cell.tasks.indices.map { 0.5 + Double($0) } : nil,
      updateNorm: measuresNorms ? (cell.weighting.name == "dwa" ? 1.5 : 0.5) * progress : nil)
  }
}

/// Small drawn frames in the records' picture format.
struct SimulatedPictures {
  let frame: Int
  private let width = 96
  private let height = 64

  func set(_ cell: Cell) -> PictureSet {
    let shift = cell.tasks.count > 1 ? 3 : 6
    return PictureSet(
      frame: "room-\(frame * 37 + 12)", input: picture(.colour, 0),
      truth: Dictionary(uniqueKeysWithValues: cell.tasks.map { ($0.name, picture(kind($0), 0)) }),
      prediction: Dictionary(
        uniqueKeysWithValues: cell.tasks.map { ($0.name, picture(kind($0), shift)) }))
  }

  private func kind(_ task: Choice) -> Picture.Kind {
    [
      "segmentation": .labels, "depth": .scalar, "normals": .vectors, "detection": .objects,
    ][task.name]!
  }

  private func picture(_ kind: Picture.Kind, _ shift: Int) -> Picture {
    if kind == .objects { return objects(shift) }
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { bytes += sample(kind, x - shift, y) }
    }
    let range: [Double] = kind == .labels ? [0, 13] : kind == .scalar ? [0.5, 9.5] : [0, 1]
    return Picture(
      kind: kind, width: width, height: height, range: range,
      base64: Data(bytes).base64EncodedString())
  }

  /// The box that the other pictures show, and one that is not asked for.
  private func objects(_ shift: Int) -> Picture {
    let left = 20 + frame * 8 + shift
    return Picture(
      kind: .objects, width: width, height: height, range: [0, 3],
      base64: picturedObjects([
        [left, 24, left + 30, 56, 2, 65535], [70, 4, 80, 12, 1, shift == 0 ? 0 : 40000],
      ]))
  }

  private func sample(_ kind: Picture.Kind, _ x: Int, _ y: Int) -> [UInt8] {
    let inBox = x > 20 + frame * 8 && x < 50 && y > 24 && y < 56
    let isFloor = y > 44
    switch kind {
    case .objects: preconditionFailure("boxes have no pixels")
    case .colour:
      let base = inBox ? (150, 80, 50) : isFloor ? (120, 110, 95) : (205, 200, 190)
      let light = 1 - Double(max(0, x)) / 300
      return [base.0, base.1, base.2].map { UInt8(Double($0) * light) }
    case .labels: return [x < 2 ? 255 : inBox ? 3 : isFloor ? 4 : x > 70 ? 11 : 7]
    case .scalar:
      return [x < 2 ? 0 : UInt8(inBox ? 90 : max(1, min(255, 230 - max(0, y - 30) * 4)))]
    case .vectors:
      return x < 2 ? [0, 0, 0] : inBox ? [128, 128, 1] : isFloor ? [128, 1, 128] : [60, 128, 40]
    }
  }
}

/// Rows of left, top, right, bottom in pixels, category and score from 0 to 65535.
func picturedObjects(_ rows: [[Int]]) -> String {
  let numbers = rows.flatMap { $0.prefix(4).map { 16 * $0 } + $0.suffix(2) }
  return Data(numbers.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }).base64EncodedString()
}

extension SimulatedSuite {
  static let conditions = [
    Condition(name: "all labels"),
    Condition(name: "few depths", labelFractions: ["depth": 0.25]),
  ]

  /// Every cell under both conditions; a network of another task than depth is the same cell.
  /// - Parameter constants: scores of the best answers that do not look at the image.
  func underConditions(constants: [Score] = []) -> ReportInput {
    var suite = description
    var records: [Record] = []
    suite.planned = Self.conditions.flatMap { condition in
      cells.map { cell -> Cell in
        var under = cell
        under.labelFractions = condition.of(cell.tasks).labelFractions
        var record = record(cell)
        record.cell = under
        if case .finished(var finished) = record.outcome {
          finished.constants = constants
          record.outcome = .finished(finished)
        }
        records.append(record)
        return under
      }
    }
    suite.conditions = Self.conditions
    suite.claims = []
    return ReportInput(
      suite: suite, records: records, notes: nil, publishedCounts: [], version: "1")
  }
}
