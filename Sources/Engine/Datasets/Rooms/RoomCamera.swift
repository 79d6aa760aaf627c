/// A pinhole camera. Its axes: x to the right, y up, z back towards the viewer, as NYUv2's normals have them.
struct RoomCamera {
  var position: Vector3
  var right: Vector3
  var up: Vector3
  var back: Vector3
  /// In pixels.
  var focal: Float
  let size: ImageSize

  /// `yaw` 0 looks along −z; positive angles (radians) turn left and tilt up; `fieldOfView` is horizontal.
  init(
    position: Vector3, yaw: Double, pitch: Double, roll: Double, fieldOfView: Double,
    size: ImageSize
  ) {
    self.position = position
    self.size = size
    let (sy, cy) = sineCosine(yaw)
    let (sp, cp) = sineCosine(pitch)
    let (sr, cr) = sineCosine(roll)
    let (sf, cf) = sineCosine(fieldOfView / 2)
    focal = Float(size.width) / 2 * cf / sf
    let level = Vector3(cy, 0, -sy)
    let upright = Vector3(sp * sy, cp, sp * cy)
    back = Vector3(sy * cp, -sp, cy * cp)
    right = level * cr + upright * sr
    up = upright * cr - level * sr
  }

  /// Of a place in the image (column, row): as long as makes its depth along the axis 1, so that distances along
  /// the ray are planar depths.
  @inline(__always)
  func direction(_ column: Float, _ row: Float) -> Vector3 {
    right * ((column - Float(size.width) / 2) / focal)
      + up * ((Float(size.height) / 2 - row) / focal) - back
  }

  /// Rays through four places.
  @inline(__always)
  func rays(_ columns: Float4, _ rows: Float4) -> Packet {
    let x = (columns - Float(size.width) / 2) / focal
    let y = (Float(size.height) / 2 - rows) / focal
    return Packet(
      ox: Float4(repeating: position.x), oy: Float4(repeating: position.y),
      oz: Float4(repeating: position.z), dx: right.x * x + up.x * y - back.x,
      dy: right.y * x + up.y * y - back.y, dz: right.z * x + up.z * y - back.z)
  }

  /// A direction of the room in the camera's axes.
  @inline(__always)
  func seen(_ v: Vector3) -> Vector3 { Vector3(dot(v, right), dot(v, up), dot(v, back)) }
}

extension RoomCamera {
  /// Turns a camera that looks along −z, about the vertical, to look along a horizontal unit vector.
  mutating func turn(towards forward: Vector3) {
    let sine = -forward.x
    let cosine = -forward.z
    func turned(_ v: Vector3) -> Vector3 {
      Vector3(cosine * v.x + sine * v.z, v.y, cosine * v.z - sine * v.x)
    }
    right = turned(right)
    up = turned(up)
    back = turned(back)
  }
}
