import Foundation
import Testing

@testable import Engine

/// What a step gives a scheme, and what it does with the answer.
@Suite struct StepTests {
  /// A scheme that keeps what it was shown.
  struct Spy: RowWeighting {
    static let name = "spy"
    static let summary = "Keeps what it was shown"

    final class Log: @unchecked Sendable {
      var gramians: [[[Double]]] = []
      var losses: [[Double]] = []
      var after: [[Double]] = []
      var memory: [Float] = []
      var look: (Evidence, inout GradientRows) -> Combination? = { _, _ in nil }
    }

    let log = Log()
    var needs = Needs.losses
    var batchesPerStep = 1
    var looksBack = false
    var rows = 0

    init() {}
    init(_ options: inout Options) throws {}

    func memoryRows(tasks: Int) -> Int { rows }

    func combine(_ evidence: Evidence) -> Combination {
      let nothing = Tensor([0])
      var (rows, memory) = (
        GradientRows(count: 0, width: 0, nothing.data),
        GradientRows(count: 0, width: 0, nothing.data)
      )
      return combine(evidence, rows: &rows, memory: &memory)
    }

    func combine(
      _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows
    ) -> Combination {
      log.gramians.append(evidence.gramian)
      log.losses.append(evidence.losses)
      if memory.count > 0 {
        log.memory.append(memory[0][3])
        memory.writable(0)[3] += 1
      }
      return log.look(evidence, &rows) ?? Combination(weights: evidence.losses.map { _ in 1 })
    }

    func observe(before: [Double], after: [Double]) { log.after.append(after) }
  }

  private func experiment(_ spy: Spy, _ architecture: String = "split") throws -> Experiment {
    Experiment(
      problem: Problem(
        size: ImageSize(height: 32, width: 32),
        tasks: try ["segmentation", "depth", "normals"].map { try tasks.make($0).item }),
      backbone: SegNet(width: 0.125), architecture: try architectures.make(architecture).item,
      weighting: spy, optimizer: try optimizers.make("sgd", ["rate": .number(0)]).item,
      schedule: try schedules.make("constant").item,
      augmentation: try augmentations.make("none").item, epochs: 1, batch: 2, seed: 5, pictures: 0)
  }

  private func stepper(_ spy: Spy, _ architecture: String = "split") throws -> Stepper {
    let experiment = try experiment(spy, architecture)
    return Stepper(
      experiment,
      BuiltNetwork(
        experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
        weighting: spy), TrainerTests.data.train)
  }

  private func moment(_ frames: [Int], rate: Double = 0) -> Stepper.Moment {
    Stepper.Moment(frames: frames[...], epoch: 0, step: 0, rate: rate, history: [])
  }

  private func gradient(_ stepper: Stepper) -> [Float] {
    let gradient = stepper.parameters.gradient
    return (0..<gradient.count).map { gradient.data[$0] }
  }

  /// ‖a − b‖ / ‖b‖
  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    let squares = zip(a, b).reduce((0.0, 0.0)) {
      let gap = Double($1.0 - $1.1)
      return ($0.0 + gap * gap, $0.1 + Double($1.1) * Double($1.1))
    }
    return (squares.0 / squares.1).squareRoot()
  }

  /// The weighted sum of the losses has one gradient, whichever way it is taken.
  @Test(arguments: ["split", "mtan", "cross-stitch", "dense"])
  func everyWayGivesTheSameGradient(_ architecture: String) throws {
    var spy = Spy()
    let weights = [0.5, 2, -1]
    spy.log.look = { _, _ in Combination(weights: weights) }
    var gradients: [[Float]] = []
    var norms: [Double?] = []
    for needs in [Needs.losses, .gramian(.parameters), .gramian(.features)] {
      spy.needs = needs
      let stepper = try stepper(spy, architecture)
      norms.append(try stepper.step(moment([0, 1])).updateNorm)
      gradients.append(gradient(stepper))
    }
    #expect(distance(gradients[1], gradients[0]) < 1e-5)
    #expect(distance(gradients[2], gradients[0]) < 1e-5)
    #expect(norms[0] == nil)
    #expect(abs(norms[1]! - norms[2]!) < 1e-5 * norms[1]!)
  }

  /// Rows rewritten on features are what the pass goes on with: with all rows zero nothing shared moves.
  @Test func rewrittenFeaturesCount() throws {
    var spy = Spy()
    spy.needs = .rows(.features)
    spy.log.look = { evidence, rows in
      let features = evidence.features!
      #expect(rows.width == features.width && evidence.featureBlocks.count > 0)
      #expect((0..<features.width).contains { features[0][$0] != 0 })
      for task in 0..<rows.count { rows.writable(task).update(repeating: 0, count: rows.width) }
      return nil
    }
    let stepper = try stepper(spy)
    let outcome = try stepper.step(moment([0, 1]))
    #expect(outcome.updateNorm == 0)
    #expect(gradient(stepper).contains { $0 != 0 })
  }

  /// G₁ G₂ᵀ of the first two thirds, coefficients on the last: as three steps that show the gradients.
  @Test func threeBatches() throws {
    var single = Spy()
    single.needs = .rows(.parameters)
    var kept: [[[Float]]] = []
    single.log.look = { _, rows in
      let own = rows
      kept.append((0..<own.count).map { t in (0..<own.width).map { own[t][$0] } })
      return nil
    }
    let one = try stepper(single)
    for frames in [[0, 1], [2, 3], [4, 5]] { _ = try one.step(moment(frames)) }
    let last = gradient(one)
    var spy = Spy()
    spy.needs = .gramian(.parameters)
    spy.batchesPerStep = 3
    let three = try stepper(spy)
    let outcome = try three.step(moment([0, 1, 2, 3, 4, 5]))
    for i in 0..<3 {
      for j in 0..<3 {
        let expected = zip(kept[0][i], kept[1][j]).reduce(0.0) {
          $0 + Double($1.0) * Double($1.1)
        }
        let scale = abs(expected) + 1e-6
        #expect(abs(spy.log.gramians[0][i][j] - expected) < 1e-4 * scale)
      }
    }
    #expect(gradient(three) == last)
    let mean = (0..<3).map { batch in single.log.losses[batch][1] }.reduce(0, +) / 3
    #expect(abs(outcome.losses[1] - mean) < 1e-12)
  }

  /// The same losses after a step of rate 0, and statistics that counted the batch once.
  @Test func lookingBackLeavesNoTrace() throws {
    var spy = Spy()
    let plain = try stepper(spy)
    _ = try plain.step(moment([0, 1]))
    spy.looksBack = true
    let stepper = try stepper(spy)
    _ = try stepper.step(moment([0, 1]))
    #expect(spy.log.after == [spy.log.losses[0]])
    let (a, b) = (plain.parameters.buffers, stepper.parameters.buffers)
    #expect((0..<a.count).allSatisfy { a.data[$0] == b.data[$0] })
  }

  @Test func memoryLastsFromStepToStep() throws {
    var spy = Spy()
    spy.needs = .rows(.parameters)
    spy.rows = 2
    let stepper = try stepper(spy)
    for _ in 0..<3 { _ = try stepper.step(moment([0, 1])) }
    #expect(spy.log.memory == [0, 1, 2])
  }

  /// A step ahead moves by −rate times the training half's gradient; the other half's gradients are those of a step on
  /// it; coming back leaves parameters and statistics as they were.
  @Test func twoLevels() throws {
    var single = Spy()
    single.needs = .gramian(.parameters)
    let plain = try stepper(single)
    _ = try plain.step(moment([2, 3]))
    let second = gradient(plain)
    var spy = Spy()
    spy.needs = .bilevel
    let stepper = try stepper(spy)
    let parameters = stepper.parameters
    let before = (0..<parameters.values.count).map { parameters.values.data[$0] }
    spy.log.look = { evidence, _ in
      let problem = evidence.bilevel!
      let ahead = problem.descend(weights: [1, 0.5, 2], rate: 0.01, steps: 1)
      #expect(zip(ahead, evidence.losses).contains { $0 != $1 })
      for place in stride(from: 0, to: before.count, by: 97) {
        let slope = (0..<3).reduce(Float(0)) {
          $0 + [1, 0.5, 2][$1] * problem.trainingRows[$1][place]
        }
        let moved = before[place] - parameters.values.data[place]
        #expect(abs(moved - 0.01 * slope) < 1e-6 + 1e-3 * abs(slope))
      }
      problem.restore()
      _ = problem.heldOut()
      return Combination(shared: [0, 0, 0], specific: [0, 0, 0], heldOut: [1, 1, 1])
    }
    _ = try stepper.step(moment([0, 1, 2, 3]))
    #expect(distance(gradient(stepper), second) < 1e-6)
    #expect((0..<before.count).allSatisfy { parameters.values.data[$0] == before[$0] })
  }
}
