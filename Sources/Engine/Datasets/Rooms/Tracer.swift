/// What rays meet. Candidates are sets of pieces, one bit each.
struct Tracer {
  let size: Vector3
  let pieces: UnsafeBufferPointer<Piece>
  let shapes: UnsafeBufferPointer<Shape>

  /// The first hits: their distances in units of the directions, and ids: a face of the room, or
  /// `Scene.faceCount` and a shape. The rays start inside the room.
  func closest(_ rays: Packet, _ candidates: UInt64) -> (t: Float4, id: SIMD4<Int32>) {
    var (t, id) = faces(rays)
    var left = candidates
    while left != 0 {
      let piece = pieces.baseAddress! + left.trailingZeroBitCount
      left &= left - 1
      let local = rays.local(to: piece.pointee)
      let (near, far) = local.slabs(piece.pointee.low, piece.pointee.high)
      guard any((near .<= far) .& (far .> 0) .& (near .< t)) else { continue }
      for index in piece.pointee.shapes {
        let enter = local.enter(shapes.baseAddress! + index)
        let nearer = enter .< t
        t.replace(with: enter, where: nearer)
        id.replace(with: Int32(index) + Scene.faceCount, where: nearer)
      }
    }
    return (t, id)
  }

  /// Whether anything lies between the origins and t = 1.
  func blocked(_ rays: Packet, _ candidates: UInt64) -> Mask4 {
    var shadow = Mask4(repeating: false)
    var left = candidates
    while left != 0 {
      let piece = pieces.baseAddress! + left.trailingZeroBitCount
      left &= left - 1
      let local = rays.local(to: piece.pointee)
      let (near, far) = local.slabs(piece.pointee.low, piece.pointee.high)
      guard any((near .<= far) .& (far .> 0) .& (near .< 1) .& .!shadow) else { continue }
      for index in piece.pointee.casters {
        shadow = shadow .| (local.enter(shapes.baseAddress! + index) .< 1)
      }
      if all(shadow) { break }
    }
    return shadow
  }

  /// Where the rays leave the room.
  @inline(__always)
  private func faces(_ rays: Packet) -> (Float4, SIMD4<Int32>) {
    let tx = (Float4(repeating: 0).replacing(with: size.x, where: rays.dx .> 0) - rays.ox) / rays.dx
    let ty = (Float4(repeating: 0).replacing(with: size.y, where: rays.dy .> 0) - rays.oy) / rays.dy
    let tz = (Float4(repeating: 0).replacing(with: size.z, where: rays.dz .> 0) - rays.oz) / rays.dz
    var t = tx.replacing(with: .infinity, where: rays.dx .== 0)
    var id = SIMD4<Int32>(repeating: 0).replacing(with: 1, where: rays.dx .> 0)
    let vertical = SIMD4<Int32>(repeating: 2).replacing(with: 3, where: rays.dy .> 0)
    let nearerY = (ty .< t) .& (rays.dy .!= 0)
    t.replace(with: ty, where: nearerY)
    id.replace(with: vertical, where: nearerY)
    let depth = SIMD4<Int32>(repeating: 4).replacing(with: 5, where: rays.dz .> 0)
    let nearerZ = (tz .< t) .& (rays.dz .!= 0)
    t.replace(with: tz, where: nearerZ)
    id.replace(with: depth, where: nearerZ)
    return (t, id)
  }
}

/// A cone of directions from a point, to leave out what no ray in it can meet.
struct Cone {
  var apex: Vector3
  /// Unit.
  var axis: Vector3
  var sine: Float
  var cosine: Float

  /// Around an axis and reaching to the given unit directions.
  init(apex: Vector3, axis: Vector3, reaching corners: [Vector3]) {
    self.apex = apex
    self.axis = axis
    cosine = corners.map { dot(axis, $0) }.min()! - 1e-4
    sine = max(0, 1 - cosine * cosine).squareRoot()
  }

  func meets(_ centre: Vector3, radius: Float) -> Bool {
    let v = centre - apex
    let along = dot(v, axis)
    let apart = max(0, dot(v, v) - along * along).squareRoot()
    return along > -radius && apart * cosine - along * sine <= radius
  }
}

/// For every direction around a light, the pieces that may stand in its way.
struct ShadowGrid {
  private static let cells = 6
  private var candidates: [UInt64]
  private let apex: Vector3
  /// Spheres around the pieces, as much larger as the light is.
  private let spheres: [SIMD4<Float>]

  init(_ light: Light, _ pieces: [Piece]) {
    apex = light.centre
    spheres = pieces.map { SIMD4($0.centre, $0.radius + light.extent + 0.01) }
    candidates = []
    candidates.reserveCapacity(6 * Self.cells * Self.cells)
    let blockers = pieces.indices.filter { pieces[$0].castsShadow }
    for cone in Self.cones {
      var set: UInt64 = 0
      for index in blockers {
        let sphere = spheres[index]
        let centre = Vector3(sphere.x, sphere.y, sphere.z) - apex
        if cone.meets(centre, radius: sphere.w) { set |= 1 << UInt64(index) }
      }
      candidates.append(set)
    }
  }

  /// Pieces that may be between the light and a point.
  func candidates(towards point: Vector3) -> UInt64 {
    let d = point - apex
    let scale = 1 / max(dot(d, d), 1e-6)
    var set: UInt64 = 0
    var left = cell(of: d)
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left - 1
      let sphere = spheres[index]
      let centre = Vector3(sphere.x, sphere.y, sphere.z) - apex
      let apart = centre - d * clamp(dot(centre, d) * scale, 0, 1)
      if dot(apart, apart) <= sphere.w * sphere.w { set |= 1 << UInt64(index) }
    }
    return set
  }

  @inline(__always)
  private func cell(of d: Vector3) -> UInt64 {
    let size = Vector3(abs(d.x), abs(d.y), abs(d.z))
    let face: Int
    let u: Float
    let v: Float
    if size.x >= size.y && size.x >= size.z {
      face = d.x > 0 ? 0 : 1
      (u, v) = (d.y / size.x, d.z / size.x)
    } else if size.y >= size.z {
      face = d.y > 0 ? 2 : 3
      (u, v) = (d.x / size.y, d.z / size.y)
    } else {
      face = d.z > 0 ? 4 : 5
      (u, v) = (d.x / size.z, d.y / size.z)
    }
    let n = Self.cells
    guard u.isFinite && v.isFinite else { return ~0 }
    let i = min(n - 1, Int((u + 1) / 2 * Float(n)))
    let j = min(n - 1, Int((v + 1) / 2 * Float(n)))
    return candidates[(face * n + i) * n + j]
  }

  /// One for each cell, around the origin.
  private static let cones: [Cone] = (0..<6).flatMap { face in
    (0..<cells * cells).map { cell in
      let i = Float(cell / cells)
      let j = Float(cell % cells)
      let corners = [(i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)].map { u, v in
        direction(face, u / Float(cells) * 2 - 1, v / Float(cells) * 2 - 1)
      }
      let axis = direction(
        face, (i + 0.5) / Float(cells) * 2 - 1, (j + 0.5) / Float(cells) * 2 - 1)
      return Cone(apex: .zero, axis: axis, reaching: corners)
    }
  }

  private static func direction(_ face: Int, _ u: Float, _ v: Float) -> Vector3 {
    let side: Float = face % 2 == 0 ? 1 : -1
    switch face / 2 {
    case 0: return normalized(Vector3(side, u, v))
    case 1: return normalized(Vector3(u, side, v))
    default: return normalized(Vector3(u, v, side))
    }
  }
}
