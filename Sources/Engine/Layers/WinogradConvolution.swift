import KernelTable

/// A 3×3 convolution at stride 1 that keeps its extent, by Winograd's transforms (Lavin and Gray 2016): a quarter of the
/// multiplications with tiles of 4×4, at a relative error of about 1e-6; four ninths with tiles of 2×2, hardly any error.
final class WinogradConvolution: Primitive, Costed, MappedReader, RowTeller {
  var kind: LayerKind { .convolution }
  var backwardReads: BackwardReads { .inputs }
  var mappedReading: MappedReading { .loading }
  var cotangentPassing: CotangentPassing { .rows }
  var tellsRows: Bool { !keepsTiles }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let plan: WinogradPlan
  private let back: WinogradPlan
  private let team: ThreadTeam
  /// The same in both directions.
  private var keepsTiles: Bool { plan.keepsTiles }

  init(weight: Parameter, bias: Parameter?, plan: WinogradPlan, team: ThreadTeam) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.plan = plan
    self.team = team
    back = WinogradPlan(
      image: plan.image.with(channels: plan.outputs), outputs: plan.inputs, tile: plan.tile)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  func macs(_ node: Node) -> Int { node.extent.rows * 9 * plan.inputs * plan.outputs }

  var algorithm: String { "Winograd \(plan.tile)×\(plan.tile)" }

  /// In each direction, patches are read and their transforms written, products read and tiles written; so are filters.
  func work(_ node: Node) -> Work {
    let perTile = plan.points + plan.tile * plan.tile
    let filter = plan.inputs * plan.outputs * (9 + plan.points)
    let forward = plan.tiles * (2 * plan.points * plan.inputs + perTile * plan.outputs) + filter
    let data = plan.tiles * (2 * plan.points * plan.outputs + perTile * plan.inputs) + filter
    let gradient =
      plan.tiles * (2 * plan.points * plan.inputs + perTile * plan.outputs) + filter
    let wantsData = node.inputs[0].lanes > 0
    return Work(
      multiplyAdds: node.directions * plan.points * plan.tiles * plan.inputs * plan.outputs,
      floats: node.lanes == 0 ? forward : forward + gradient + (wantsData ? data : 0))
  }

  /// What the weights' gradient takes of the work space, before the bias's.
  private var gradientFloats: Int {
    (keepsTiles ? 0 : plan.filterFloats) + plan.gradientFloats
      + team.count * plan.gradientScratch
  }

  func scratch(_ node: Node) -> Int {
    let threads = team.count
    let rotated = keepsTiles ? 0 : weight.count
    return max(
      plan.sharedFloats + threads * plan.forwardScratch,
      back.sharedFloats + max(threads * back.forwardScratch, rotated),
      gradientFloats + ConvolutionBias.scratch(node))
      + 16
  }

  func forward(_ node: Node, _ pass: Pass) {
    let w = pass.pointer(weight)
    let x = node.inputs[0].source
    let bias = bias.map { UnsafePointer(pass.pointer($0.parameter)) }
    if keepsTiles {
      return runPanels(
        plan, x, w, isRotated: false, bias, adds: false, node.data, pass.scratch)
    }
    transform(plan, w, pass.scratch)
    runBlocks(
      plan, x, pass.scratch, bias, adds: false, node.data, tells: pass.tells(node)
    ) {
      pass.tell(node, rows: $0)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let sums = sweep.scratch + gradientFloats
    for slot in 0..<node.lanes {
      let x = node.inputs[0].source
      let (dy, dw) = (sweep.cotangent(node, slot), sweep.gradient(weight, node, slot))
      var biasSums = bias.map { BiasSums($0, node, slot, sweep, at: sums) }
      if keepsTiles {
        addSquares(x, dy, dw, sweep.scratch)
      } else {
        addBlocks(x, dy, dw, sweep.scratch) { biasSums?.take(rows: $0, of: dy) }
      }
      biasSums?.take(rows: node.extent.rows, of: dy)
      biasSums?.finish()
    }
    guard sweep.wants(node, 0) else { return }
    let w = sweep.pointer(weight)
    if !keepsTiles {
      let rotated = sweep.scratch + back.filterFloats
      Engine.kernels.rotateFilters(3, plan.inputs, plan.outputs, w, rotated)
      transform(back, rotated, sweep.scratch)
    }
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      let dy = sweep.cotangent(node, slot)
      if keepsTiles {
        runPanels(back, (dy, nil), w, isRotated: true, nil, adds: holds, dx, sweep.scratch)
      } else {
        let input = node.inputs[0]
        runBlocks(
          back, (dy, nil), sweep.scratch, nil, adds: holds, dx, tells: sweep.tells(node, input)
        ) {
          sweep.tell(node, input, rows: $0)
        }
      }
    }
  }

  private typealias Source = (data: UnsafeMutablePointer<Float>, map: ChannelMap?)

  // Many tiles: all filters are transformed first, then blocks of tiles go by.

  private func transform(
    _ plan: WinogradPlan, _ w: UnsafePointer<Float>, _ filters: UnsafeMutablePointer<Float>
  ) {
    team.split(plan.outputs, by: 32) { range, _ in
      Engine.kernels.winogradFilters(plan, range, w, filters)
    }
  }

  /// Where it `tells`, announces how many rows of y are written after every piece of a norm's sums.
  private func runBlocks(
    _ plan: WinogradPlan, _ x: Source, _ filters: UnsafeMutablePointer<Float>,
    _ bias: UnsafePointer<Float>?, adds: Bool, _ y: UnsafeMutablePointer<Float>,
    tells: Bool, told: (_ rows: Int) -> Void
  ) {
    let rooms = filters + plan.sharedFloats
    func run(_ blocks: Range<Int>, _ thread: Int) {
      Engine.kernels.winogradForward(
        plan, blocks, x.data, x.map, filters, bias, adds, y,
        rooms + thread * plan.forwardScratch)
    }
    guard tells else {
      return team.split(plan.blocks, by: 1) { run($0, $1) }
    }
    // As many blocks as write about one piece of the norm's sums.
    let rows = plan.image.rows
    let step = max(1, RowPieces(rows).step * plan.tiles / rows / plan.block)
    for first in stride(from: 0, to: plan.blocks, by: step) {
      let end = min(first + step, plan.blocks)
      run(first..<end, 0)
      told(plan.rows(tiles: end * plan.block))
    }
  }

  /// The weights' gradient, block after block: the transforms of its tiles, then a product for each value of the transform. Calls `read`
  /// with the number of rows of dy that are in cache or have been.
  private func addBlocks(
    _ x: Source, _ dy: UnsafePointer<Float>, _ dw: UnsafeMutablePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>, _ read: (_ rows: Int) -> Void
  ) {
    let kernels = Engine.kernels
    let sums = scratch
    let transforms = sums + plan.filterFloats
    let rooms = transforms + plan.gradientFloats
    for block in 0..<plan.gradientBlocks {
      let first = block * plan.gradientBlock
      let count = min(plan.gradientBlock, plan.tiles - first)
      team.split(count, by: 8) { tiles, thread in
        kernels.winogradGradientTransforms(
          plan, first, tiles, x.data, x.map, dy, transforms, rooms + thread * plan.gradientScratch)
      }
      team.split(plan.points, by: 2) { points, thread in
        kernels.winogradGradientProducts(
          plan, points, first..<first + count, transforms, x.data, dy, sums,
          rooms + thread * plan.gradientScratch)
      }
      read(plan.rows(tiles: first + count))
    }
    team.split(plan.inputs, by: 8) { inputs, _ in
      kernels.winogradAddGradient(plan, inputs, sums, dw)
    }
  }

  // Few tiles (`keepsTiles`): all tiles are transformed first, then panels of filters go by.

  private func runPanels(
    _ plan: WinogradPlan, _ x: Source, _ w: UnsafePointer<Float>, isRotated: Bool,
    _ bias: UnsafePointer<Float>?, adds: Bool, _ y: UnsafeMutablePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let kernels = Engine.kernels
    let rooms = scratch + plan.sharedFloats
    team.split(plan.tiles, by: 8) { tiles, thread in
      kernels.winogradPatches(
        plan, tiles, x.data, x.map, scratch, rooms + thread * plan.forwardScratch)
    }
    team.split(plan.outputs, by: 32) { outputs, thread in
      kernels.winogradPanels(
        plan, outputs, scratch, w, isRotated, bias, adds, y, rooms + thread * plan.forwardScratch)
    }
  }

  private func addSquares(
    _ x: Source, _ dy: UnsafePointer<Float>, _ dw: UnsafeMutablePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let kernels = Engine.kernels
    let rooms = scratch + plan.gradientFloats
    team.split(plan.tiles, by: 8) { tiles, thread in
      kernels.winogradGradientTransforms(
        plan, 0, tiles, x.data, x.map, dy, scratch, rooms + thread * plan.gradientScratch)
    }
    let columns = plan.kept(plan.outputs).slices
    team.run(plan.kept(plan.inputs).slices * columns) { square, thread in
      kernels.winogradGradientSquare(
        plan, square / columns, square % columns, scratch, dw,
        rooms + thread * plan.gradientScratch)
    }
  }
}
