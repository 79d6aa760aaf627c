import Engine
import KernelTable
import TestSupport
import Testing

/// Vectors of channels take what one channel after the other takes: the first of the largest values, row by row.
@Test(arguments: Engine.tables.map(\.name), [1, 8, 13, 24])
func maxPoolTakesTheFirstOfTheLargest(_ table: String, _ channels: Int) {
  let kernels = Engine.tables.first { $0.name == table }!
  for (height, width) in [(1, 1), (7, 6), (8, 9)] {
    let window = Window(
      image: Extent(2, height, width, channels), size: 3, stride: 2, padding: 1)
    let x = random([window.image.count], 31)
    // Few different values, so that they tie.
    for i in 0..<x.count { x.data[i] = x.data[i].rounded() }
    let count = window.lines * window.outputWidth * channels
    let y = Tensor([count])
    var indices = [Int32](repeating: -1, count: count)
    kernels.maxPool(window, x.data, y.data, &indices)
    for i in 0..<count {
      let c = i % channels
      let column = i / channels % window.outputWidth
      let line = i / channels / window.outputWidth
      var best: (value: Float, index: Int)?
      for tap in 0..<9 {
        let row = line % window.outputHeight * 2 + tap / 3 - 1
        let across = column * 2 + tap % 3 - 1
        guard (0..<height).contains(row), (0..<width).contains(across) else { continue }
        let at =
          ((line / window.outputHeight * height + row) * width + across) * channels + c
        if best == nil || x.data[at] > best!.value { best = (x.data[at], at) }
      }
      #expect(y.data[i] == best!.value && Int(indices[i]) == best!.index)
    }
  }
}
