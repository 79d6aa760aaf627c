/// A convex solid in the frame of its piece of furniture.
struct Shape: Sendable {
  enum Kind: UInt8, Sendable { case box, ellipsoid, frustum }
  let kind: Kind
  let centre: Vector3
  let half: Vector3
  /// Boxes: how far x and z lean per metre of height, about the centre.
  let lean: SIMD2<Float>
  /// Boxes: the half-space n·p ≤ d that is left, p from the centre and upright; n = 0 where nothing is cut.
  let cut: SIMD4<Float>
  /// Frusta: radius at the end of the axis for radius 1 at its start.
  let taper: Float
  /// Frusta: 0, 1, 2 for an axis along x, y, z.
  let axis: UInt8
  let material: Int32
  let label: RoomClass
  /// Around the solid.
  let low: Vector3
  let high: Vector3
  let isCut: Bool
  /// A box that neither leans nor is cut: its own bounds.
  let isUpright: Bool

  init(
    _ kind: Kind, centre: Vector3, half: Vector3, lean: SIMD2<Float> = .zero,
    cut: SIMD4<Float> = .zero, taper: Float = 1, axis: UInt8 = 1, material: Int32, label: RoomClass
  ) {
    self.kind = kind
    self.centre = centre
    self.half = half
    self.lean = lean
    self.cut = cut
    self.taper = taper
    self.axis = axis
    self.material = material
    self.label = label
    isCut = cut.x != 0 || cut.y != 0 || cut.z != 0
    isUpright = kind == .box && lean == .zero && !isCut
    var reach = half + Vector3(abs(lean.x), 0, abs(lean.y)) * half.y
    if taper > 1 {
      if axis != 0 { reach.x *= taper }
      if axis != 1 { reach.y *= taper }
      if axis != 2 { reach.z *= taper }
    }
    low = centre - reach
    high = centre + reach
  }

  /// Unit normal out of the solid at a point of its surface, in the piece's frame.
  func normal(at point: Vector3) -> Vector3 {
    var p = point - centre
    switch kind {
    case .ellipsoid: return normalized(p / (half * half))
    case .frustum:
      let q = turned(p / half)
      let slope = (taper - 1) / 2
      let radius = (1 + taper) / 2 + slope * q.y
      let side = abs(q.x * q.x + q.z * q.z - radius * radius)
      if side > abs(1 - q.y * q.y) { return turned(Vector3(0, q.y > 0 ? 1 : -1, 0)) }
      return normalized(turned(Vector3(q.x, -slope * radius, q.z)) / half)
    case .box:
      p.x -= lean.x * p.y
      p.z -= lean.y * p.y
      let q = p / half
      let size = Vector3(abs(q.x), abs(q.y), abs(q.z))
      var n = Vector3()
      let largest = max(size.x, max(size.y, size.z))
      let height = dot(Vector3(cut.x, cut.y, cut.z), p)
      if isCut && abs(height - cut.w) < 0.001 && largest < 0.999 {
        n = Vector3(cut.x, cut.y, cut.z)
      } else if size.x == largest {
        n.x = q.x > 0 ? 1 : -1
      } else if size.y == largest {
        n.y = q.y > 0 ? 1 : -1
      } else {
        n.z = q.z > 0 ? 1 : -1
      }
      // The gradient of the upright coordinates.
      return normalized(Vector3(n.x, n.y - lean.x * n.x - lean.y * n.z, n.z))
    }
  }

  /// Exchanges the axis with y; its own inverse.
  @inline(__always)
  func turned(_ v: Vector3) -> Vector3 {
    axis == 1 ? v : axis == 0 ? Vector3(v.y, v.x, v.z) : Vector3(v.x, v.z, v.y)
  }
}
