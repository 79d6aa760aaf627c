/// A camera in front of a head: what it turns by, and how points come into the picture.
struct FaceCamera {
  /// The head's axes in the camera's.
  var x: Vector3
  var y: Vector3
  var z: Vector3
  /// From the head's middle, units.
  var distance: Float
  /// Samples per unit at the head's middle.
  var scale: Float
  /// Of the head's middle in the picture, samples.
  var centre: SIMD2<Float>

  /// Angles in radians: to the picture's right, up, and clockwise.
  init(yaw: Double, pitch: Double, roll: Double, distance: Float) {
    let (sy, cy) = sineCosine(yaw)
    let (sp, cp) = sineCosine(pitch)
    let (sr, cr) = sineCosine(roll)
    func tilted(_ v: Vector3) -> Vector3 {
      let up = Vector3(v.x, v.y * cp + v.z * sp, v.z * cp - v.y * sp)
      return Vector3(up.x * cr + up.y * sr, up.y * cr - up.x * sr, up.z)
    }
    x = tilted(Vector3(cy, 0, -sy))
    y = tilted(Vector3(0, 1, 0))
    z = tilted(Vector3(sy, 0, cy))
    self.distance = distance
    scale = 1
    centre = SIMD2(0, 0)
  }

  @inline(__always)
  func turned(_ v: Vector3) -> Vector3 { x * v.x + y * v.y + z * v.z }

  /// A point in the camera's axes to samples.
  @inline(__always)
  func projected(_ p: Vector3) -> SIMD2<Float> {
    let shrink = scale * distance / (distance - p.z)
    return SIMD2(centre.x + p.x * shrink, centre.y - p.y * shrink)
  }
}

/// For every sample, which triangle of which mesh is nearest, and where in it the sample lies.
final class FaceCanvas {
  let width: Int
  let height: Int
  /// Towards the viewer; −infinity where nothing is.
  let depth: UnsafeMutablePointer<Float>
  let mesh: UnsafeMutablePointer<UInt8>
  /// Of the triangle's corners, and the shares of the second and the third.
  let corners: UnsafeMutablePointer<SIMD4<Int32>>
  let shares: UnsafeMutablePointer<SIMD2<Float>>

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    let count = width * height
    depth = .allocate(capacity: count)
    depth.initialize(repeating: -.infinity, count: count)
    mesh = .allocate(capacity: count)
    mesh.initialize(repeating: 0, count: count)
    corners = .allocate(capacity: count)
    shares = .allocate(capacity: count)
  }

  deinit {
    depth.deallocate()
    mesh.deallocate()
    corners.deallocate()
    shares.deallocate()
  }

  /// Adds a mesh; `index` tells it from the others.
  func draw(_ mesh: FaceMesh, index: UInt8, camera: FaceCamera) {
    let places = mesh.vertices.map { vertex -> SIMD4<Float> in
      let point = camera.turned(vertex.point)
      let place = camera.projected(point)
      return SIMD4(place.x, place.y, point.z, 0)
    }
    places.withUnsafeBufferPointer { places in
      for row in 0..<mesh.rows - 1 {
        for column in 0..<(mesh.isClosed ? mesh.columns : mesh.columns - 1) {
          let next = column + 1 == mesh.columns ? 0 : column + 1
          let a = row * mesh.columns + column
          let b = row * mesh.columns + next
          let (c, d) = (a + mesh.columns, b + mesh.columns)
          fill(places, a, c, b, index, mesh.isOpen)
          fill(places, b, c, d, index, mesh.isOpen)
        }
      }
    }
  }

  /// One triangle, anticlockwise seen from outside.
  @inline(__always)
  private func fill(
    _ places: UnsafeBufferPointer<SIMD4<Float>>, _ i: Int, _ j: Int, _ k: Int, _ index: UInt8,
    _ isOpen: Bool
  ) {
    let (a, b, c) = (places[i], places[j], places[k])
    let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
    if isOpen ? area == 0 : area >= 0 { return }
    let left = max(0, Int((min(a.x, min(b.x, c.x)) - 0.5).rounded(.up)))
    let right = min(width - 1, Int((max(a.x, max(b.x, c.x)) - 0.5).rounded(.down)))
    let top = max(0, Int((min(a.y, min(b.y, c.y)) - 0.5).rounded(.up)))
    let bottom = min(height - 1, Int((max(a.y, max(b.y, c.y)) - 0.5).rounded(.down)))
    guard left <= right, top <= bottom else { return }
    let scale = 1 / area
    for row in top...bottom {
      let y = Float(row) + 0.5 - a.y
      for column in left...right {
        let x = Float(column) + 0.5 - a.x
        let second = (x * (c.y - a.y) - (c.x - a.x) * y) * scale
        let third = ((b.x - a.x) * y - x * (b.y - a.y)) * scale
        guard second >= 0, third >= 0, second + third <= 1 else { continue }
        let near = a.z + (b.z - a.z) * second + (c.z - a.z) * third
        let place = row * width + column
        guard near > depth[place] else { continue }
        depth[place] = near
        mesh[place] = index
        corners[place] = SIMD4(Int32(i), Int32(j), Int32(k), 0)
        shares[place] = SIMD2(second, third)
      }
    }
  }
}
