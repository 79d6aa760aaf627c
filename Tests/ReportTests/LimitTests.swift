import Foundation
import Records
import Testing

@testable import Report

/// Whatever numbers the records hold, a report comes of them.
@Suite struct LimitTests {
  private func small() -> SimulatedSuite {
    var suite = SimulatedSuite()
    suite.weightings = [Choice("equal"), Choice("pcgrad")]
    suite.architectures.removeSubrange(1...3)
    suite.epochs = 2
    suite.pictures = false
    return suite
  }

  private func render(
    _ suite: SimulatedSuite, _ change: (inout Finished, Cell, inout Cost) -> Void
  ) throws {
    var input = suite.input
    for index in input.records.indices {
      guard case .finished(var value) = input.records[index].outcome else { continue }
      change(&value, input.records[index].cell, &input.records[index].cost)
      input.records[index].outcome = .finished(value)
    }
    try withReportDirectory("limits") { directory in
      let summary = try renderReport(input, to: directory)
      #expect(summary.finished == input.records.count)
      try renderIndex([summary], to: directory.appending(path: "index"))
    }
  }

  @Test(arguments: [Int.max, Int.max - 1, 1 << 53, 1, 0, -1, Int.min])
  func sizes(count: Int) throws {
    try render(small()) { value, cell, cost in
      value.size = NetworkSize(
        parameters: cell.seed == 1 ? 3 : count, shared: count, perTask: [:], weighting: count,
        macs: count, singleTaskParameters: count, singleTaskMACs: count)
      cost.peakMemory = count
    }
    try render(small()) { value, cell, _ in
      value.size.parameters = cell.tasks.count == 1 ? 3 : count
      value.size.macs = cell.architecture.name == "mtan" ? count : 7
    }
  }

  @Test(arguments: [
    0, 1e-60, -1e-60, 1e60, -1e60, .leastNonzeroMagnitude, 1e-308, 1e300, .greatestFiniteMagnitude,
    .infinity, .nan,
  ])
  func scores(score: Double) throws {
    try render(small()) { value, _, _ in
      for index in value.test.indices { value.test[index].value = score }
    }
    try render(small()) { value, cell, cost in
      for index in value.test.indices where cell.seed == 1 { value.test[index].value *= score }
      for epoch in value.epochs.indices {
        value.epochs[epoch].weights = value.epochs[epoch].weights.map { $0 * score }
        value.epochs[epoch].cosines = value.epochs[epoch].cosines.map { $0 * score }
        value.epochs[epoch].gradientNorms = cell.tasks.map { _ in score }
        value.epochs[epoch].updateNorm = score
        for index in value.epochs[epoch].validation.indices {
          value.epochs[epoch].validation[index].value *= score
        }
      }
      cost.cpuSeconds = score
      cost.secondsPerStep = score
    }
    try render(small()) { value, cell, _ in
      guard cell.architecture.name == "single" else { return }
      for index in value.test.indices { value.test[index].value = score }
    }
  }

  @Test func epochsAndSeeds() throws {
    var input = small().input
    func extreme(_ cell: Cell) -> Cell {
      var copy = cell
      copy.seed = [1: Int.min, 2: 0, 3: Int.max][cell.seed]!
      return copy
    }
    input.suite.planned = input.suite.planned.map(extreme)
    for index in input.records.indices {
      input.records[index].cell = extreme(input.records[index].cell)
      guard case .finished(var value) = input.records[index].outcome else { continue }
      value.selectedEpoch = .max
      input.records[index].outcome = .finished(value)
    }
    try withReportDirectory("epochs") { directory in
      let summary = try renderReport(input, to: directory)
      #expect(summary.finished == input.records.count)
    }
    let line = Trajectory(
      arm: "a", label: "a",
      seeds: [.init(seed: 1, points: [(Double(Int.max), 1e60)], selectedEpoch: .max)])
    #expect(line.rows("b").count == 1)
  }

  @Test(arguments: [1.0, .infinity, 1e300, 0, -5, .nan])
  func margins(margin: Double) throws {
    var input = small().input
    input.suite.margin = margin
    input.suite.taskMargin = margin
    input.suite.minimumSaving = margin
    try withReportDirectory("margins") { _ = try renderReport(input, to: $0) }
  }

  @Test(arguments: [
    (1, 16_384, 16_384), (16_384, 1, 16_384), (1, 1, 1), (Int.max, 2, 2), (-1, -1, 1),
    (1 << 62, 4, 0),
    (96, 64, 3),
  ])
  func pictures(width: Int, height: Int, bytes: Int) throws {
    var suite = small()
    (suite.pictures, suite.seeds) = (true, [1])
    for range in [[0.5, 9.5], [], [-1e308, 1e308], [.nan, .infinity]] as [[Double]] {
      try render(suite) { value, _, _ in
        func resized(_ picture: Picture) -> Picture {
          var copy = picture
          let channels = picture.kind == .colour || picture.kind == .vectors ? 3 : 1
          (copy.width, copy.height, copy.range) = (width, height, range)
          copy.base64 = Data((0..<bytes * channels).map { UInt8(truncatingIfNeeded: $0 &* 37) })
            .base64EncodedString()
          return copy
        }
        for index in value.pictures.indices {
          value.pictures[index].input = resized(value.pictures[index].input)
          value.pictures[index].truth = value.pictures[index].truth.mapValues(resized)
          value.pictures[index].prediction = value.pictures[index].prediction.mapValues(resized)
        }
      }
    }
  }

  /// Cairo's bitmaps end at 32,767 pixels: a chart of a thousand rows is longer at twice its size.
  @Test func aThousandArms() throws {
    let canvas = CairoCanvas(
      size: Size(width: 880, height: 44_000), scale: 2, background: Colour(0))
    canvas.fill(Path(Rect(x: 0, y: 0, width: 9, height: 9)), Colour(0))
    #expect(try !canvas.png().isEmpty)
  }

  @Test func anIndexOfHugeCounts() throws {
    let summary = ReportSummary(
      name: "a", title: "a", question: "", profile: "full", claims: [], finished: .max,
      failed: .max,
      missing: .max, digest: "0")
    try withReportDirectory("huge") { try renderIndex([summary], to: $0) }
  }

  @Test func numbers() {
    typealias Format = NumberFormat
    let values: [Double] = [
      0, -0.0, .leastNonzeroMagnitude, 1e-60, -1e-60, 1e15, 1e60, -1e60, 1.7e308, .infinity,
      -.infinity, .nan,
    ]
    for value in values {
      for text in [
        Format.fixed(value, 3), Format.significant(value, 3), Format.short(value),
        Format.ratio(value), Format.duration(value), Format.pValue(value),
        Format.roughDuration(value), Format.plain(value), Format.rounded(value, 2),
        Format.varianceRatio(value), Format.metric([value, 1], scale: 100),
        Format.metric([value], scale: 100), Format.interval(value, value, 2),
      ] { #expect(text.count < 60, "\(text)") }
      #expect((0...6).contains(Format.decimals(forError: value)))
    }
    #expect(Format.significant(1.25e-30, 2) == "1.2e−30")
    #expect(Format.significant(-1.5e60, 3) == "−1.50e60")
    #expect(Format.fixed(2e20, 1, signed: true) == "+2.00e20")
    #expect(Int(saturating: 1e300) == .max && Int(saturating: -.infinity) == .min)
    #expect(Int(saturating: .nan) == 0 && Int32(saturating: 7.9) == 7)
    #expect([Int.max, 1, 5].saturatedSum() == .max)
  }
}
