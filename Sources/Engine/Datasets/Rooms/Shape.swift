/// A convex solid in the frame of its piece of furniture.
struct Shape: Sendable {
  enum Kind: UInt8, Sendable { case box, ellipsoid, frustum }
  var kind: Kind
  var centre: Vector3
  var half: Vector3
  /// Boxes: how far x and z lean per metre of height, about the centre.
  var lean = SIMD2<Float>()
  /// Boxes: the half-space n·p ≤ d that is left, p from the centre and upright; n = 0 where nothing is cut.
  var cut = SIMD4<Float>()
  /// Frusta: radius at the end of the axis for radius 1 at its start.
  var taper: Float = 1
  /// Frusta: 0, 1, 2 for an axis along x, y, z.
  var axis: UInt8 = 1
  var material: Int32
  var label: RoomClass

  var isCut: Bool { cut.x != 0 || cut.y != 0 || cut.z != 0 }
  var leans: Bool { lean.x != 0 || lean.y != 0 }

  /// Of the solid, leaning included.
  var bounds: (low: Vector3, high: Vector3) {
    let grown = half + Vector3(abs(lean.x) * half.y, 0, abs(lean.y) * half.y)
    let widest = kind == .frustum && taper > 1 ? taper : 1
    let reach = Vector3(
      axis == 0 ? grown.x : grown.x * widest, axis == 1 ? grown.y : grown.y * widest,
      axis == 2 ? grown.z : grown.z * widest)
    return (centre - reach, centre + reach)
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
