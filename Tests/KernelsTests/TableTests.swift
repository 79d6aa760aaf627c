import Engine
import Foundation
import KernelTable
import TestSupport
import Testing

/// The element-wise, channel and row kernels of every table against double precision; lengths that are not
/// multiples of eight included.
@Suite struct TableTests {
  @Test(arguments: Engine.tables.map(\.name)) func elementwise(_ table: String) {
    let kernels = Engine.tables.first { $0.name == table }!
    for count in [1, 7, 8, 67] {
      let a = random([count], 1)
      let b = random([count], 2)
      let y = Tensor([count])
      kernels.sigmoid(count, a.data, y.data)
      #expect(relativeRMS(y, a.values.map { 1 / (1 + exp(-Double($0))) }) < 3e-7)
      kernels.multiply(count, a.data, b.data, y.data)
      #expect(relativeRMS(y, zip(a.values, b.values).map { Double($0) * Double($1) }) < 1e-7)
      kernels.accumulate(count, -0.5, a.data, y.data)
      #expect(
        relativeRMS(y, zip(a.values, b.values).map { Double($0) * (Double($1) - 0.5) }) < 1e-6)
      let exact = zip(a.values, b.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(kernels.dot(count, a.data, b.data) - exact) < 1e-14 * Double(count))
    }
  }

  /// Every table adds the same exact products in the same order.
  @Test(arguments: [1, 15, 16, 17, 1000, 5003]) func dotIsTheSameInEveryTable(_ count: Int) {
    let (a, b) = (random([count], 1), random([count], 2))
    let found = Engine.tables.map { $0.dot(count, a.data, b.data) }
    #expect(found.allSatisfy { $0 == found[0] })
  }

  @Test(arguments: Engine.tables.map(\.name)) func channels(_ table: String) {
    let kernels = Engine.tables.first { $0.name == table }!
    for (rows, channels) in [(301, 13), (1, 29), (127, 48), (300, 99)] {
      let x = random([rows * channels], 3)
      // Far from zero, where sums of squares about zero would lose their digits.
      for index in 0..<x.count { x.data[index] += 100 }
      var sums = [Double](repeating: 0, count: 2 * channels)
      var moments = [Double](repeating: 0, count: 4 * channels)
      kernels.channelSums(rows, channels, x.data, &sums)
      kernels.channelMoments(rows, channels, x.data, &moments)
      for c in 0..<channels {
        let column = (0..<rows).map { Double(x.data[$0 * channels + c]) }
        let mean = column.reduce(0, +) / Double(rows)
        #expect(abs(sums[c] - column.reduce(0, +)) < 1e-5 * Double(100 * rows))
        #expect(abs(moments[c] - mean) < 1e-4)
        let exact = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(abs(moments[channels + c] - exact) <= 1e-5 * exact + 1e-9)
      }
    }
  }

  /// Fewer than eight rows or classes go another way than eights of rows.
  @Test(arguments: Engine.tables.map(\.name)) func crossEntropy(_ table: String) {
    let kernels = Engine.tables.first { $0.name == table }!
    for classes in [2, 7, 8, 13, 40] {
      let rows = 21
      let x = random([rows * classes], 5)
      x.data[0] = 80
      x.data[classes] = -80
      let labels = Tensor([rows], (0..<rows).map { $0 % 6 == 4 ? -1 : Float($0 * 5 % classes) })
      let gradient = Tensor([rows * classes])
      let scratch = Tensor([8 * classes])
      let found = kernels.crossEntropy(
        rows, classes, x.data, labels.data, gradient.data, scratch.data)
      var total = 0.0
      for row in 0..<rows {
        let values = (0..<classes).map { Double(x.data[row * classes + $0]) }
        let peak = values.max()!
        let sum = values.reduce(0) { $0 + exp($1 - peak) }
        let label = Int(labels.data[row])
        if label >= 0 { total += peak + log(sum) - values[label] }
        for c in 0..<classes {
          let exact = label < 0 ? 0 : exp(values[c] - peak) / sum - (c == label ? 1 : 0)
          #expect(abs(Double(gradient.data[row * classes + c]) - exact) < 1e-6)
        }
      }
      #expect(abs(found.total - total) < 1e-5 * total)
      #expect(found.valid == rows - rows / 6)
    }
  }

  /// Results of two tables may differ in their last bits, and by no more.
  @Test func tablesAgree() throws {
    let (base, fast) = (Engine.tables[0], Engine.tables[Engine.tables.count - 1])
    try #require(base.name == "base")
    let count = 4099
    let gradient = random([count], 6)
    func updated(_ kernels: KernelTable) -> Tensor {
      let values = random([count], 7)
      let (first, second) = (Tensor([count]), Tensor([count]))
      for step in 1...3 {
        let rule = AdamRule(
          rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01, decoupled: step == 2,
          correction1: 1 - pow(0.9, Float(step)),
          rootCorrection2: (1 - pow(0.999, Float(step))).squareRoot())
        kernels.adam(count, rule, gradient.data, first.data, second.data, values.data)
      }
      return values
    }
    #expect(relativeRMS(updated(base), updated(fast).values.map(Double.init)) < 1e-6)
  }
}
