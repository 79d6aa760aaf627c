import Engine
import KernelTable
import TestSupport
import Testing

/// Convolution kernels of every table, in every direction, against sums in double precision.
@Suite struct ConvolutionKernelTests {
  static let shapes: [ConvolutionShape] = [
    ConvolutionShape(Extent(1, 12, 12, 8), outputs: 8),
    ConvolutionShape(Extent(2, 1, 13, 8), outputs: 24),
    ConvolutionShape(Extent(1, 5, 17, 24), outputs: 16),
    ConvolutionShape(Extent(3, 9, 23, 16), outputs: 40),
    ConvolutionShape(Extent(2, 16, 24, 32), outputs: 64),
  ]

  @Test(arguments: Engine.tables.map(\.name), shapes)
  func direct(_ table: String, _ shape: ConvolutionShape) {
    let kernels = Engine.tables.first { $0.name == table }!
    for size in [3, 5] {
      let problem = ConvolutionProblem(shape, size: size)
      let plan = DirectPlan(image: shape.image, outputs: shape.outputs, size: size)
      let filters = Tensor([plan.filterFloats])
      let scratch = Tensor([max(plan.forwardScratch, plan.gradientScratch)])
      let y = Tensor([problem.y.count])
      kernels.directFilters(plan, problem.w.data, filters.data)
      kernels.directForward(plan, problem.x.data, filters.data, false, y.data, scratch.data)
      #expect(relativeRMS(y, problem.y) < 1e-6)
      kernels.directForward(plan, problem.x.data, filters.data, true, y.data, scratch.data)
      #expect(relativeRMS(y, problem.y.map { 2 * $0 }) < 1e-6, "added a second time")

      let back = DirectPlan(
        image: shape.image.with(channels: shape.outputs), outputs: shape.image.channels, size: size)
      let backScratch = Tensor([back.forwardScratch])
      let dx = Tensor([problem.dx.count])
      kernels.directBackwardFilters(back, problem.w.data, filters.data)
      kernels.directForward(back, problem.dy.data, filters.data, false, dx.data, backScratch.data)
      #expect(relativeRMS(dx, problem.dx) < 1e-6)

      let dw = Tensor([problem.dw.count])
      kernels.directGradient(plan, problem.x.data, problem.dy.data, dw.data, scratch.data)
      #expect(relativeRMS(dw, problem.dw) < 1e-6)
    }
  }

  @Test(arguments: Engine.tables.map(\.name), shapes)
  func winograd(_ table: String, _ shape: ConvolutionShape) {
    let kernels = Engine.tables.first { $0.name == table }!
    let problem = ConvolutionProblem(shape, size: 3)
    let plan = WinogradPlan(image: shape.image, outputs: shape.outputs)
    let back = WinogradPlan(
      image: shape.image.with(channels: shape.outputs), outputs: shape.image.channels)
    let filters = Tensor([max(plan.filterFloats, back.filterFloats)])
    let scratch = Tensor([max(plan.forwardScratch, back.forwardScratch, plan.gradientScratch)])
    // Whatever work space held before must not matter.
    for i in 0..<scratch.count { scratch.data[i] = .nan }
    let y = Tensor([problem.y.count])
    kernels.winogradFilters(plan, problem.w.data, filters.data)
    kernels.winogradForward(plan, problem.x.data, filters.data, false, y.data, scratch.data)
    #expect(relativeRMS(y, problem.y) < 5e-6)
    kernels.winogradForward(plan, problem.x.data, filters.data, true, y.data, scratch.data)
    #expect(relativeRMS(y, problem.y.map { 2 * $0 }) < 5e-6, "added a second time")

    let dx = Tensor([problem.dx.count])
    kernels.winogradBackwardFilters(back, problem.w.data, filters.data)
    kernels.winogradForward(back, problem.dy.data, filters.data, false, dx.data, scratch.data)
    #expect(relativeRMS(dx, problem.dx) < 5e-6)

    let dw = Tensor([problem.dw.count])
    kernels.winogradGradient(plan, problem.x.data, problem.dy.data, dw.data, scratch.data)
    #expect(relativeRMS(dw, problem.dw) < 5e-6)
  }

  @Test(arguments: Engine.tables.map(\.name)) func columnsAndTheirTranspose(_ table: String) {
    let kernels = Engine.tables.first { $0.name == table }!
    let window = Window(image: Extent(2, 7, 5, 3), size: 3, stride: 2, padding: 1)
    let x = random([window.image.count], 1)
    let rows = window.lines * window.outputWidth
    let columns = Tensor([rows * window.depth])
    kernels.columns(window, x.data, 0..<window.lines, columns.data)
    let g = random([columns.count], 2)
    let dx = Tensor([x.count])
    kernels.addColumns(window, g.data, 0..<window.lines, dx.data)
    // ⟨columns(x), g⟩ = ⟨x, columnsᵀ(g)⟩
    let left = zip(columns.values, g.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let right = zip(x.values, dx.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(left - right) < 1e-4 * abs(left))
    // The window around output pixel (0, 1) begins one line above the image: zeros, then x.
    let second = columns.data + window.depth
    #expect((0..<9).allSatisfy { second[$0] == 0 })
    #expect(second[9] == x.data[1 * 3])
  }
}
