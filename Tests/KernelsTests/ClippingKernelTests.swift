import Engine
import TestSupport
import Testing

@Suite struct ClippingKernelTests {
  @Test(arguments: Engine.tables.map(\.name)) func clippedAffine(_ table: String) {
    let kernels = Engine.tables.first { $0.name == table }!
    let (rows, channels) = (9, 13)
    let x = random([rows * channels], 41)
    let scale = random([channels], 42)
    let shift = random([channels], 43)
    let y = Tensor([x.count])
    kernels.clippedAffine(rows, channels, x.data, scale.data, shift.data, 0.7, y.data)
    let exact = (0..<x.count).map { i -> Double in
      let v = Double(x.data[i]) * Double(scale.data[i % channels])
      return min(max(v + Double(shift.data[i % channels]), 0), Double(Float(0.7)))
    }
    #expect(relativeRMS(y, exact) < 1e-6)
    #expect(y.values.contains(0) && y.values.contains(0.7))
    // In place, as batch normalisation calls it.
    let g = random([x.count], 44)
    let dy = g.values
    kernels.clippedGradient(x.count, 0.7, g.data, y.data, g.data)
    for i in 0..<x.count { #expect(g.data[i] == (y.data[i] > 0 && y.data[i] < 0.7 ? dy[i] : 0)) }
  }

  @Test(arguments: Engine.tables.map(\.name)) func addReLU(_ table: String) {
    let kernels = Engine.tables.first { $0.name == table }!
    for count in [1, 8, 21] {
      let a = random([count], 45)
      let b = random([count], 46)
      let y = Tensor([count])
      kernels.addReLU(count, a.data, b.data, y.data)
      for i in 0..<count { #expect(y.data[i] == max(a.data[i] + b.data[i], 0)) }
    }
  }
}
