import KernelTable
import Testing

@testable import Engine

/// Everything that a step takes from a tape.
struct TapeOutcome {
  var floats: [Float] = []

  init() {}

  init(_ tape: Tape, _ parameters: Parameters) {
    tape.forward()
    for task in tape.losses.indices { floats.append(Float(tape.loss(task))) }
    let weights = tape.losses.indices.map { 0.5 + Double($0) }
    switch tape.mode {
    case .features:
      add(tape.features())
      addFeatures(tape)
      tape.backwardFromFeatures(weights: weights)
    case .jacobian: add(tape.jacobian())
    default: tape.backward(weights: weights)
    }
    floats += parameters.gradient.values
  }

  /// The first place where they are not equal.
  func difference(from other: TapeOutcome) -> Int? {
    precondition(floats.count == other.floats.count, "outcomes of one network")
    return floats.indices.first { floats[$0] != other.floats[$0] }
  }

  mutating func add(_ jacobian: Jacobian) { floats += jacobian.matrix.values }

  mutating func addFeatures(_ tape: Tape) {
    let row = Tensor([1, tape.jacobianWidth])
    tape.copyFeatures(to: row.data)
    floats += row.values
  }
}

extension Tape {
  /// A dense image; targets hold labels, distances and vectors, some missing.
  func fillInputs() {
    for node in nodes where node.inputs.isEmpty {
      var random = RandomStream(seed: node.index, "input")
      for i in 0..<node.extent.count {
        node.data[i] =
          node.index == 0
          ? Float(random.normal())
          : Float(random.index(below: 5)) - (node.extent.channels == 1 ? 1 : 2)
      }
    }
  }
}

/// A network of every architecture, every backbone and every decoder, small enough for a test.
struct SmallNetwork: Sendable, CustomTestStringConvertible {
  let architecture: String
  let backbone: String
  let options: [String: OptionValue]
  var decoder = "segnet"
  let taskNames: [String]
  var testDescription: String { "\(architecture) on \(backbone), \(decoder)" }

  static let all =
    ["split", "mtan", "cross-stitch", "dense", "single"].map {
      SmallNetwork(
        architecture: $0, backbone: "segnet", options: ["width": .number(0.125)],
        taskNames: ["segmentation", "depth", "normals"])
    }
    + [
      ("resnet", ["width": .number(0.25)]),
      ("resnet", ["depth": .integer(50), "width": .number(0.25)]),
      ("wrn", ["depth": .integer(10), "width": .number(1)]),
      ("mobilenet-v2", ["width": .number(0.35)]),
      ("efficientnet", ["width": .number(0.25), "stem": .text("small")]),
    ].map {
      SmallNetwork(
        architecture: "split", backbone: $0, options: $1, taskNames: ["regression", "classes"])
    }
    + [
      ("mtan", "resnet", ["width": .number(0.125)], "unet"),
      ("dense", "wrn", ["depth": .integer(10), "width": .number(0.5)], "unet"),
      ("cross-stitch", "mobilenet-v2", ["width": .number(0.1)], "fpn"),
      ("split", "segnet", ["width": .number(0.125)], "fcn"),
    ].map {
      SmallNetwork(
        architecture: $0, backbone: $1, options: $2, decoder: $3,
        taskNames: ["segmentation", "depth", "regression"])
    }

  var built: BuiltNetwork { get throws { try built() } }

  func built(by products: ProductLibrary = .own, team: ThreadTeam = .single) throws
    -> BuiltNetwork
  {
    let problem = Problem(
      size: ImageSize(height: 32, width: 32),
      tasks: try taskNames.map { try tasks.make($0).item })
    return BuiltNetwork(
      problem, backbone: try backbones.make(backbone, options).item,
      decoder: try decoders.make(decoder, decoder == "fpn" ? ["width": .integer(16)] : [:]).item,
      architecture: try architectures.make(architecture).item,
      weighting: try weightings.make("equal").item, products: products, team: team)
  }
}
