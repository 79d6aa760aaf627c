/// Ambient occlusion without rays: how much the room's corners and the boxes of nearby furniture close in.
struct OcclusionGrid {
  private let size: Vector3
  private let boxes: [(low: Vector3, high: Vector3)]
  /// For every square of the floor, the pieces whose boxes may be near a point above it.
  private let near: [UInt64]
  private let columns: Int
  private let rows: Int

  private static let cell: Float = 0.25
  /// How far furniture and walls darken, in metres.
  private static let range: Float = 0.45
  private static let reach: Float = 0.9

  init(_ scene: Scene) {
    size = scene.size
    boxes = scene.pieces.map(\.bounds)
    columns = Int(size.x / Self.cell) + 1
    rows = Int(size.z / Self.cell) + 1
    var near = [UInt64](repeating: 0, count: columns * rows)
    for (index, box) in boxes.enumerated() {
      let low = box.low - Self.range
      let high = box.high + Self.range
      for row in Self.cells(low.z, high.z, rows) {
        for column in Self.cells(low.x, high.x, columns) {
          near[row * columns + column] |= 1 << UInt64(index)
        }
      }
    }
    self.near = near
  }

  private static func cells(_ low: Float, _ high: Float, _ count: Int) -> ClosedRange<Int> {
    let first = min(count - 1, max(0, Int(low / cell)))
    return first...max(first, min(count - 1, Int(high / cell)))
  }

  /// 1 in the open; `piece` does not darken itself.
  func openness(_ p: Vector3, _ n: Vector3, of piece: Int) -> Float {
    var open = corners(p, n) * corners(size - p, -n)
    let column = min(columns - 1, max(0, Int(p.x / Self.cell)))
    let row = min(rows - 1, max(0, Int(p.z / Self.cell)))
    var left = near[row * columns + column]
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      if index == piece { continue }
      let box = boxes[index]
      let below = box.low - p
      let above = p - box.high
      var gap = below.replacing(with: above, where: above .> below)
      gap.replace(with: 0, where: gap .< 0)
      let square = dot(gap, gap)
      guard square < Self.range * Self.range else { continue }
      let closeness = 1 - square.squareRoot() / Self.range
      let towards = (box.low + box.high) / 2 - p
      let facing = clamp(dot(n, towards) * 2 + 0.6, 0, 1)
      open *= 1 - 0.5 * closeness * closeness * facing
    }
    return open
  }

  /// By the three walls at the origin; a wall does not darken what lies in it.
  private func corners(_ p: Vector3, _ n: Vector3) -> Float {
    var near = 1 - p / Self.reach
    near.replace(with: 0, where: (near .< 0) .| (n .> 0.9))
    var facing = 1 - n
    facing.replace(with: 1, where: facing .> 1)
    let open = 1 - 0.4 * near * near * facing
    return open.x * open.y * open.z
  }
}
