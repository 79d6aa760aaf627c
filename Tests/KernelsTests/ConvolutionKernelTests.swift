import Engine
import KernelTable
import TestSupport
import Testing

/// Convolution kernels of every table, in every direction, against sums in double precision.
@Suite struct ConvolutionKernelTests {
  static let winogradShapes: [ConvolutionShape] = [
    ConvolutionShape(Extent(1, 12, 12, 8), outputs: 8),
    ConvolutionShape(Extent(2, 1, 13, 8), outputs: 24),
    ConvolutionShape(Extent(1, 5, 17, 24), outputs: 16),
    ConvolutionShape(Extent(3, 9, 23, 16), outputs: 40),
    ConvolutionShape(Extent(2, 16, 24, 32), outputs: 64),
    ConvolutionShape(Extent(5, 2, 2, 72), outputs: 104),
    ConvolutionShape(Extent(1, 7, 1, 56), outputs: 32),
    // Patches that are read where they are, and gradients that are packed.
    ConvolutionShape(Extent(1, 12, 14, 72), outputs: 16),
    ConvolutionShape(Extent(3, 13, 14, 24), outputs: 264),
    // Few tiles, which are kept: of several slices of channels, and of several chains of gradients.
    ConvolutionShape(Extent(2, 5, 6, 144), outputs: 264),
    ConvolutionShape(Extent(3, 14, 17, 120), outputs: 136),
    // As deep as the deepest stages are.
    ConvolutionShape(Extent(2, 4, 7, 512), outputs: 512),
  ]
  static let directShapes: [ConvolutionShape] = [
    ConvolutionShape(Extent(1, 12, 12, 8), outputs: 8),
    ConvolutionShape(Extent(2, 1, 13, 8), outputs: 24),
    ConvolutionShape(Extent(1, 19, 17, 3), outputs: 13),
    ConvolutionShape(Extent(2, 9, 23, 5), outputs: 33, size: 5),
    ConvolutionShape(Extent(2, 16, 30, 3), outputs: 64, size: 7, stride: 2, padding: 3),
    ConvolutionShape(Extent(1, 15, 29, 1), outputs: 1, stride: 2),
    ConvolutionShape(Extent(1, 4, 12, 12), outputs: 16, size: 1),
  ]

  @Test(arguments: Engine.tables.map(\.name), directShapes)
  func direct(_ table: String, _ shape: ConvolutionShape) {
    let kernels = Engine.tables.first { $0.name == table }!
    let problem = ConvolutionProblem(shape)
    let window = shape.window
    let plan = DirectPlan(window: window, outputs: shape.outputs)
    let frames = 0..<shape.image.batch
    let filters = soiled(plan.filterFloats)
    let scratch = soiled(plan.forwardScratch)
    let y = soiled(problem.y.count)
    kernels.packFactor(window.depth, shape.outputs, false, problem.w.data, filters.data)
    kernels.directForward(
      plan, frames, problem.x.data, filters.data, false, y.data, scratch.data)
    #expect(relativeRMS(y, problem.y) < 1e-6)
    kernels.directForward(plan, frames, problem.x.data, filters.data, true, y.data, scratch.data)
    #expect(relativeRMS(y, problem.y.map { 2 * $0 }) < 1e-6, "added a second time")

    let padded = soiled(shape.image.batch * plan.paddedFloats)
    let dw = Tensor([problem.dw.count])
    let room = soiled(outerProductScratch)
    kernels.directPad(plan, frames, problem.x.data, padded.data)
    for tap in 0..<window.size {
      kernels.directGradient(
        plan, tap..<tap + 1, padded.data, problem.dy.data, dw.data, room.data)
    }
    #expect(relativeRMS(dw, problem.dw) < 1e-6)

    guard window.stride == 1 else { return }
    let back = DirectPlan(
      window: Window(
        image: Extent(
          shape.image.batch, window.outputHeight, window.outputWidth, shape.outputs),
        size: window.size, stride: 1, padding: window.size - 1 - window.padding),
      outputs: shape.image.channels)
    let rotated = soiled(problem.w.count)
    let backFilters = soiled(back.filterFloats)
    let dx = soiled(problem.dx.count)
    let backScratch = soiled(back.forwardScratch)
    kernels.rotateFilters(
      window.size, shape.image.channels, shape.outputs, problem.w.data, rotated.data)
    kernels.packFactor(back.window.depth, back.outputs, false, rotated.data, backFilters.data)
    kernels.directForward(
      back, frames, problem.dy.data, backFilters.data, false, dx.data,
      backScratch.data)
    #expect(relativeRMS(dx, problem.dx) < 1e-6)
  }

  @Test(arguments: Engine.tables.map(\.name), winogradShapes)
  func winograd(_ table: String, _ shape: ConvolutionShape) {
    let kernels = Engine.tables.first { $0.name == table }!
    let problem = ConvolutionProblem(shape)
    for (tile, bound) in [(4, 5e-6), (2, 1e-6)] {
      let plan = WinogradPlan(image: shape.image, outputs: shape.outputs, tile: tile)
      let y = winogradForward(kernels, plan, problem.x, problem.w)
      #expect(relativeRMS(y, problem.y) < bound, "forward, tiles of \(tile)")

      let back = WinogradPlan(
        image: shape.image.with(channels: shape.outputs), outputs: shape.image.channels,
        tile: tile)
      let dx = winogradForward(kernels, back, problem.dy, problem.w, rotates: true)
      #expect(relativeRMS(dx, problem.dx) < bound, "backward, tiles of \(tile)")

      let dw = Tensor([problem.dw.count])
      if plan.keepsTiles {
        addSquares(kernels, plan, problem, dw)
        #expect(relativeRMS(dw, problem.dw) < bound, "gradient of kept tiles of \(tile)")
        continue
      }
      let sums = soiled(plan.filterFloats)
      let transforms = soiled(plan.gradientFloats)
      let room = soiled(plan.gradientScratch)
      for block in 0..<plan.gradientBlocks {
        let first = block * plan.gradientBlock
        let count = min(plan.gradientBlock, plan.tiles - first)
        kernels.winogradGradientTransforms(
          plan, first, 0..<count, problem.x.data, nil, problem.dy.data, transforms.data,
          room.data)
        kernels.winogradGradientProducts(
          plan, 0..<plan.points, first..<first + count, transforms.data, problem.x.data,
          problem.dy.data, sums.data, room.data)
      }
      kernels.winogradAddGradient(plan, 0..<plan.inputs, sums.data, dw.data)
      #expect(relativeRMS(dw, problem.dw) < bound, "gradient, tiles of \(tile)")
    }
  }

  /// A map that is applied as patches are loaded gives the bits of one that is applied before; borders stay zero.
  @Test(arguments: Engine.tables.map(\.name), winogradShapes)
  func winogradOfMappedValues(_ table: String, _ shape: ConvolutionShape) {
    let kernels = Engine.tables.first { $0.name == table }!
    let problem = ConvolutionProblem(shape)
    let channels = shape.image.channels
    let (scale, shift) = (random([channels], 3), random([channels], 4))
    for (tile, relu) in [(4, true), (2, true), (4, false)] {
      let plan = WinogradPlan(image: shape.image, outputs: shape.outputs, tile: tile)
      let map = ChannelMap(scale: scale.data, shift: shift.data, relu: relu)
      let before = soiled(problem.x.count)
      kernels.channelAffine(
        shape.image.rows, channels, problem.x.data, scale.data, shift.data, relu, before.data)
      #expect(
        winogradForward(kernels, plan, problem.x, problem.w, map).values
          == winogradForward(kernels, plan, before, problem.w).values)
      let tiles = plan.keepsTiles ? plan.tiles : plan.gradientBlock
      let transforms = [(problem.x, Optional(map)), (before, nil)].map { x, map in
        let transforms = Tensor([plan.gradientFloats])
        let room = soiled(plan.gradientScratch)
        kernels.winogradGradientTransforms(
          plan, 0, 0..<tiles, x.data, map, problem.dy.data, transforms.data, room.data)
        return transforms.values
      }
      #expect(transforms[0] == transforms[1])
    }
  }

  /// In two calls for the tiles, and one a square.
  private func addSquares(
    _ kernels: KernelTable, _ plan: WinogradPlan, _ problem: ConvolutionProblem, _ dw: Tensor
  ) {
    let transforms = soiled(plan.gradientFloats)
    let room = soiled(plan.gradientScratch)
    for tiles in [0..<plan.tiles / 2, plan.tiles / 2..<plan.tiles] {
      kernels.winogradGradientTransforms(
        plan, 0, tiles, problem.x.data, nil, problem.dy.data, transforms.data, room.data)
    }
    for input in 0..<plan.kept(plan.inputs).slices {
      for output in 0..<plan.kept(plan.outputs).slices {
        kernels.winogradGradientSquare(plan, input, output, transforms.data, dw.data, room.data)
      }
    }
  }

  /// Set in one call a panel, and added in a second pass.
  private func winogradPanels(
    _ kernels: KernelTable, _ plan: WinogradPlan, _ x: Tensor, _ w: Tensor, _ map: ChannelMap?,
    rotates: Bool
  ) -> Tensor {
    let patches = soiled(plan.sharedFloats)
    let scratch = soiled(plan.forwardScratch)
    let y = soiled(plan.image.rows * plan.outputs)
    for tiles in [0..<plan.tiles / 2, plan.tiles / 2..<plan.tiles] {
      kernels.winogradPatches(plan, tiles, x.data, map, patches.data, scratch.data)
    }
    for adds in [false, true] {
      for start in stride(from: 0, to: plan.outputs, by: 32) {
        kernels.winogradPanels(
          plan, start..<min(start + 32, plan.outputs), patches.data, w.data, rotates, nil, adds,
          y.data, scratch.data)
      }
    }
    for index in 0..<y.count { y.data[index] *= 0.5 }
    return y
  }

  /// Set in one call a block, and added in a second pass.
  private func winogradForward(
    _ kernels: KernelTable, _ plan: WinogradPlan, _ x: Tensor, _ weights: Tensor,
    _ map: ChannelMap? = nil, rotates: Bool = false
  ) -> Tensor {
    if plan.keepsTiles { return winogradPanels(kernels, plan, x, weights, map, rotates: rotates) }
    let w = rotates ? soiled(weights.count) : weights
    if rotates { kernels.rotateFilters(3, plan.outputs, plan.inputs, weights.data, w.data) }
    let filters = soiled(plan.filterFloats)
    let scratch = soiled(plan.forwardScratch)
    let y = soiled(plan.image.rows * plan.outputs)
    for start in stride(from: 0, to: plan.outputs, by: 32) {
      kernels.winogradFilters(plan, start..<min(start + 32, plan.outputs), w.data, filters.data)
    }
    for adds in [false, true] {
      for block in 0..<plan.blocks {
        kernels.winogradForward(
          plan, block..<block + 1, x.data, map, filters.data, nil, adds, y.data, scratch.data)
      }
    }
    for index in 0..<y.count { y.data[index] *= 0.5 }
    return y
  }

  @Test(
    arguments: Engine.tables.map(\.name),
    [
      (1, 1, 1), (13, 7, 5), (96, 32, 64), (300, 13, 24), (31, 100, 3), (700, 40, 33),
      (16, 100, 64),
      (70, 300, 40),
    ])
  func products(_ table: String, _ shape: (rows: Int, depth: Int, columns: Int)) {
    let kernels = Engine.tables.first { $0.name == table }!
    let (rows, depth, columns) = shape
    // A 1×1 convolution is a product.
    let problem = ConvolutionProblem(
      ConvolutionShape(Extent(1, 1, rows, depth), outputs: columns, size: 1))
    let packed = soiled(packedFloats(depth: depth, columns: columns))
    let scratch = soiled(productScratch(depth: depth))
    let y = soiled(problem.y.count)
    kernels.packFactor(depth, columns, false, problem.w.data, packed.data)
    for before in [Before.replaced, .added, .continued] {
      for range in [0..<rows / 2, rows / 2..<rows] {
        kernels.product(
          range, columns, depth, problem.x.data, packed.data, before, y.data, scratch.data)
      }
    }
    #expect(relativeRMS(y, problem.y.map { 3 * $0 }) < 1e-6)

    let packedBack = soiled(packedFloats(depth: columns, columns: depth))
    let dx = soiled(problem.dx.count)
    let backScratch = soiled(productScratch(depth: columns))
    kernels.packFactor(columns, depth, true, problem.w.data, packedBack.data)
    kernels.product(
      0..<rows, depth, columns, problem.dy.data, packedBack.data, .replaced, dx.data,
      backScratch.data)
    #expect(relativeRMS(dx, problem.dx) < 1e-6)

    for adds in [false, true] {
      kernels.rowProducts(
        0..<depth, rows, depth, columns, problem.dy.data, problem.w.data, adds, dx.data)
    }
    #expect(relativeRMS(dx, problem.dx.map { 2 * $0 }) < 1e-6, "row by row")
    if columns % 8 == 0 {
      let thin = soiled(problem.y.count)
      for start in stride(from: 0, to: columns, by: 32) {
        kernels.thinProduct(
          start..<min(start + 32, columns), rows, columns, depth, problem.x.data, problem.w.data,
          thin.data, scratch.data)
      }
      #expect(relativeRMS(thin, problem.y) < 1e-6, "not packed")
    }

    let dw = Tensor([problem.dw.count])
    let room = soiled(outerProductScratch)
    for range in [0..<depth / 2, depth / 2..<depth] {
      kernels.outerProduct(
        range, depth, columns, rows, problem.x.data, problem.dy.data, dw.data, room.data)
    }
    #expect(relativeRMS(dw, problem.dw) < 1e-6)
  }

  /// Wider registers change how many sums run side by side, and none of the sums.
  @Test(.enabled(if: Engine.tables.count == 3, "needs a processor with AVX-512"))
  func tablesWithTheSameArithmeticAgreeToTheLastBit() {
    for shape in [
      ConvolutionShape(Extent(3, 9, 23, 48), outputs: 72),
      ConvolutionShape(Extent(2, 5, 6, 136), outputs: 72),
    ] {
      let problem = ConvolutionProblem(shape)
      for tile in [2, 4] {
        let plan = WinogradPlan(image: shape.image, outputs: shape.outputs, tile: tile)
        let found = Engine.tables[1...].map {
          winogradForward($0, plan, problem.x, problem.w).values
        }
        #expect(found[0] == found[1])
      }
    }
  }

  @Test(arguments: Engine.tables.map(\.name)) func columnsAndTheirTranspose(_ table: String) {
    let kernels = Engine.tables.first { $0.name == table }!
    let window = Window(image: Extent(2, 7, 5, 3), size: 3, stride: 2, padding: 1)
    let x = random([window.image.count], 1)
    let rows = window.lines * window.outputWidth
    let columns = Tensor([rows * window.depth])
    kernels.columns(window, x.data, nil, 0..<window.lines, columns.data)
    let g = random([columns.count], 2)
    let dx = Tensor([x.count])
    kernels.addColumns(window, g.data, 0..<window.lines, dx.data)
    // ⟨columns(x), g⟩ = ⟨x, columnsᵀ(g)⟩
    let left = zip(columns.values, g.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let right = zip(x.values, dx.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(left - right) < 1e-4 * abs(left))
    // A map is applied to what is copied, not to the border.
    let (scale, shift) = (random([3], 3), random([3], 4))
    let before = Tensor([x.count])
    kernels.channelAffine(
      window.image.rows, 3, x.data, scale.data, shift.data, true, before.data)
    let (mapped, expected) = (soiled(columns.count), soiled(columns.count))
    let map = ChannelMap(scale: scale.data, shift: shift.data, relu: true)
    kernels.columns(window, x.data, map, 0..<window.lines, mapped.data)
    kernels.columns(window, before.data, nil, 0..<window.lines, expected.data)
    #expect(mapped.values == expected.values)
    // The window around output pixel (0, 1) begins one line above the image: zeros, then x.
    let second = columns.data + window.depth
    #expect((0..<9).allSatisfy { second[$0] == 0 })
    #expect(second[9] == x.data[1 * 3])
  }
}

/// Floats that no result may depend on.
func soiled(_ count: Int) -> Tensor {
  let tensor = Tensor([count])
  for index in 0..<count { tensor.data[index] = .nan }
  return tensor
}
