import Engine
import Foundation
import TestSupport
import Testing

@Suite struct SiLUKernelTests {
  @Test(arguments: Engine.tables.map(\.name), [(9, 13), (5, 8), (3, 40), (1, 1)])
  func siluAndGradient(_ table: String, _ shape: (rows: Int, channels: Int)) {
    let kernels = Engine.tables.first { $0.name == table }!
    let (rows, channels) = shape
    let x = random([rows * channels], 51)
    // Far out an exponential would overflow, were it not held.
    for (i, value) in [300, -300, 0, 80, -80].enumerated() where i < x.count {
      x.data[i] = Float(value)
    }
    let (scale, shift) = (random([channels], 52), random([channels], 53))
    let y = Tensor([x.count])
    kernels.siluAffine(rows, channels, x.data, scale.data, shift.data, y.data)
    let dy = random([x.count], 54)
    let before = dy.values
    kernels.siluGradient(rows, channels, x.data, scale.data, shift.data, dy.data)
    for i in 0..<x.count {
      let c = i % channels
      let n = Double(x.data[i]) * Double(scale.data[c]) + Double(shift.data[c])
      let s = 1 / (1 + exp(-n))
      // n itself is rounded.
      let error = 1e-6 * (1 + abs(n))
      #expect(abs(Double(y.data[i]) - n * s) < error)
      let slope = s * (1 + n * (1 - s))
      #expect(abs(Double(dy.data[i]) - Double(before[i]) * slope) < error * abs(Double(before[i])))
    }
  }

  /// Registers of 16 floats change none of the results.
  @Test func tablesOfOneClassAgree() {
    let (x, one, zero) = (random([3 * 40], 55), Tensor([40]), Tensor([40]))
    for c in 0..<40 { one.data[c] = 1 }
    let found = Engine.tables.filter { $0.name != "base" }.map { kernels -> [Float] in
      let y = Tensor([x.count])
      kernels.siluAffine(3, 40, x.data, one.data, zero.data, y.data)
      return y.values
    }
    #expect(found.allSatisfy { $0 == found[0] })
  }
}
