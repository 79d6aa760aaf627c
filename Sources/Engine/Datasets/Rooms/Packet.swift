typealias Float4 = SIMD4<Float>
typealias Mask4 = SIMDMask<SIMD4<Int32>>

@inline(__always)
func least(_ a: Float4, _ b: Float4) -> Float4 { a.replacing(with: b, where: b .< a) }
@inline(__always)
func most(_ a: Float4, _ b: Float4) -> Float4 { a.replacing(with: b, where: b .> a) }

/// Four rays: p(t) = origin + t · direction, directions of any length.
struct Packet {
  var ox: Float4
  var oy: Float4
  var oz: Float4
  var dx: Float4
  var dy: Float4
  var dz: Float4

  @inline(__always)
  func point(_ lane: Int, _ t: Float) -> Vector3 {
    Vector3(ox[lane] + t * dx[lane], oy[lane] + t * dy[lane], oz[lane] + t * dz[lane])
  }

  /// In the frame of a piece.
  @inline(__always)
  func local(to piece: Piece) -> LocalPacket {
    let x = ox - piece.position.x
    let z = oz - piece.position.z
    return LocalPacket(
      Packet(
        ox: x * piece.cosine - z * piece.sine, oy: oy - piece.position.y,
        oz: x * piece.sine + z * piece.cosine,
        dx: dx * piece.cosine - dz * piece.sine, dy: dy,
        dz: dx * piece.sine + dz * piece.cosine))
  }
}

/// Rays in the frame of a piece, with what all its shapes need of them.
struct LocalPacket {
  var ox: Float4
  var oy: Float4
  var oz: Float4
  var dx: Float4
  var dy: Float4
  var dz: Float4
  private var ix: Float4
  private var iy: Float4
  private var iz: Float4

  @inline(__always)
  init(_ rays: Packet) {
    (ox, oy, oz) = (rays.ox, rays.oy, rays.oz)
    (dx, dy, dz) = (rays.dx, rays.dy, rays.dz)
    (ix, iy, iz) = (1 / dx, 1 / dy, 1 / dz)
  }

  /// Where the rays enter and leave a box.
  @inline(__always)
  func slabs(_ low: Vector3, _ high: Vector3) -> (enter: Float4, leave: Float4) {
    let x0 = (low.x - ox) * ix
    let x1 = (high.x - ox) * ix
    let y0 = (low.y - oy) * iy
    let y1 = (high.y - oy) * iy
    let z0 = (low.z - oz) * iz
    let z1 = (high.z - oz) * iz
    return (
      most(most(least(x0, x1), least(y0, y1)), least(z0, z1)),
      least(least(most(x0, x1), most(y0, y1)), most(z0, z1))
    )
  }

  /// Where the rays enter a solid, and infinity where they miss it or start inside.
  @inline(__always)
  func enter(_ shape: UnsafePointer<Shape>) -> Float4 {
    let (near, far) = slabs(shape.pointee.low, shape.pointee.high)
    if shape.pointee.isUpright { return entrance((near, far)) }
    guard any((near .<= far) .& (far .> 0)) else { return Float4(repeating: .infinity) }
    return enterOther(shape)
  }

  @inline(__always)
  private func entrance(_ interval: (enter: Float4, leave: Float4)) -> Float4 {
    let (near, far) = interval
    return near.replacing(with: .infinity, where: (near .> far) .| (near .< 0))
  }

  @inline(never)
  private func enterOther(_ shape: UnsafePointer<Shape>) -> Float4 {
    switch shape.pointee.kind {
    case .box: enterBox(shape.pointee)
    case .ellipsoid: enterEllipsoid(shape.pointee)
    case .frustum: enterFrustum(shape.pointee)
    }
  }

  @inline(__always)
  private func enterBox(_ shape: Shape) -> Float4 {
    var upright = self
    upright.ox -= shape.centre.x
    upright.oy -= shape.centre.y
    upright.oz -= shape.centre.z
    upright.ox -= shape.lean.x * upright.oy
    upright.oz -= shape.lean.y * upright.oy
    upright.dx -= shape.lean.x * dy
    upright.dz -= shape.lean.y * dy
    upright.ix = 1 / upright.dx
    upright.iz = 1 / upright.dz
    var (near, far) = upright.slabs(-shape.half, shape.half)
    if shape.isCut {
      let n = shape.cut
      let along = n.x * upright.dx + n.y * upright.dy + n.z * upright.dz
      let t = (n.w - n.x * upright.ox - n.y * upright.oy - n.z * upright.oz) / along
      far = least(far, t.replacing(with: .infinity, where: along .<= 0))
      near = most(near, t.replacing(with: -.infinity, where: along .> 0))
    }
    return entrance((near, far))
  }

  @inline(__always)
  private func enterEllipsoid(_ shape: Shape) -> Float4 {
    let x = (ox - shape.centre.x) / shape.half.x
    let y = (oy - shape.centre.y) / shape.half.y
    let z = (oz - shape.centre.z) / shape.half.z
    let u = dx / shape.half.x
    let v = dy / shape.half.y
    let w = dz / shape.half.z
    let a = u * u + v * v + w * w
    let b = x * u + y * v + z * w
    let c = x * x + y * y + z * z - 1
    let inside = b * b - a * c
    let root = inside.replacing(with: 0, where: inside .< 0).squareRoot()
    let t = (-b - root) / a
    return t.replacing(with: .infinity, where: (inside .< 0) .| (t .< 0))
  }

  @inline(__always)
  private func enterFrustum(_ shape: Shape) -> Float4 {
    var x = (ox - shape.centre.x) / shape.half.x
    var y = (oy - shape.centre.y) / shape.half.y
    var z = (oz - shape.centre.z) / shape.half.z
    var u = dx / shape.half.x
    var v = dy / shape.half.y
    var w = dz / shape.half.z
    if shape.axis == 0 {
      swap(&x, &y)
      swap(&u, &v)
    } else if shape.axis == 2 {
      swap(&z, &y)
      swap(&w, &v)
    }
    let slope = (shape.taper - 1) / 2
    let middle = (1 + shape.taper) / 2
    let radius = middle + slope * y
    let a = u * u + w * w - slope * slope * v * v
    let b = x * u + z * w - slope * v * radius
    let c = x * x + z * z - radius * radius
    let inside = b * b - a * c
    let root = inside.replacing(with: 0, where: inside .< 0).squareRoot()
    var side = (-b - root) / a
    let height = y + side * v
    side.replace(
      with: .infinity,
      where: (inside .< 0) .| (side .< 0) .| (height .> 1) .| (height .< -1) .| (a .<= 0))
    // The nearer end.
    let end = Float4(repeating: -1).replacing(with: 1, where: v .< 0)
    var cap = (end - y) / v
    let cx = x + cap * u
    let cz = z + cap * w
    let rim = middle + slope * end
    cap.replace(with: .infinity, where: (cx * cx + cz * cz .> rim * rim) .| (cap .< 0))
    cap.replace(with: .infinity, where: v .== 0)
    return least(side, cap)
  }
}
