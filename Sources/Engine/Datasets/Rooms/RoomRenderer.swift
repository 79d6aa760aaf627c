/// Where one frame goes: rows of the split's tensors.
struct FrameBuffers {
  /// [H, W, 3]
  let image: UnsafeMutablePointer<Float>
  /// [H, W]
  let labels: UnsafeMutablePointer<Float>
  /// [H, W]
  let depth: UnsafeMutablePointer<Float>
  /// [H, W, 3]
  let normals: UnsafeMutablePointer<Float>
}

/// Draws what a camera sees of a room: four rays a pixel for the colour, one through the middle for the labels,
/// depth and normals.
struct RoomRenderer {
  let scene: Scene
  let camera: RoomCamera
  let tracer: Tracer
  let lighting: Lighting
  /// Fixes soft shadows' grain and the sensors' noise.
  let seed: UInt32
  let holes: Bool

  /// Rooms are drawn in squares of so many pixels.
  static let tile = 8
  /// Of the infrared projector, to the camera's right, in metres (Kinect's baseline).
  private static let baseline: Float = 0.075

  func draw(into buffers: FrameBuffers) {
    let size = camera.size
    for top in stride(from: 0, to: size.height, by: Self.tile) {
      for left in stride(from: 0, to: size.width, by: Self.tile) {
        let candidates = candidates(top, left)
        for row in top..<top + Self.tile {
          for column in stride(from: left, to: left + Self.tile, by: 4) {
            measure(row, column, candidates, buffers)
            for x in column..<column + 4 { paint(row, x, candidates, buffers) }
          }
        }
      }
    }
  }

  /// Pieces that a tile may show, or that may hide it from the projector.
  private func candidates(_ top: Int, _ left: Int) -> UInt64 {
    let edge = Float(Self.tile)
    let y = Float(top)
    let x = Float(left)
    let corners = [(x, y), (x + edge, y), (x, y + edge), (x + edge, y + edge)].map {
      normalized(camera.direction($0, $1))
    }
    let axis = normalized(camera.direction(x + edge / 2, y + edge / 2))
    let cone = Cone(apex: camera.position, axis: axis, reaching: corners)
    var set: UInt64 = 0
    for (index, piece) in scene.pieces.enumerated()
    where cone.meets(piece.centre, radius: piece.radius + Self.baseline) {
      set |= 1 << UInt64(index)
    }
    return set
  }

  /// Labels, depth and normals of four pixels.
  private func measure(
    _ row: Int, _ column: Int, _ candidates: UInt64, _ buffers: FrameBuffers
  ) {
    let columns = Float4(0.5, 1.5, 2.5, 3.5) + Float(column)
    let rays = camera.rays(columns, Float4(repeating: Float(row) + 0.5))
    let (depth, ids) = tracer.closest(rays, candidates)
    let hidden = hiddenFromProjector(rays, depth, candidates)
    for lane in 0..<4 {
      let pixel = row * camera.size.width + column + lane
      let hit = hit(ids[lane], rays.point(lane, depth[lane]))
      let normal = camera.seen(hit.normal)
      var metres = depth[lane]
      if holes {
        let x = Int32(column + lane)
        let sensor = DepthSensor(seed: seed, column: x, row: Int32(row), height: camera.size.height)
        let ray = normalized(Vector3(rays.dx[lane], rays.dy[lane], rays.dz[lane]))
        metres = sensor.reading(
          metres, slant: -dot(hit.normal, ray), unseen: scene.materials[hit.material].unseen,
          hidden: hidden[lane])
      }
      buffers.labels[pixel] = Float(hit.label.rawValue)
      buffers.depth[pixel] = metres
      let shown: Float = metres > 0 ? 1 : 0
      buffers.normals[pixel * 3] = normal.x * shown
      buffers.normals[pixel * 3 + 1] = normal.y * shown
      buffers.normals[pixel * 3 + 2] = normal.z * shown
    }
  }

  private func hiddenFromProjector(_ rays: Packet, _ depth: Float4, _ candidates: UInt64) -> Mask4 {
    guard holes else { return Mask4(repeating: false) }
    // From just before the surface, so that it does not hide itself.
    let t = depth * 0.995
    let x = rays.ox + t * rays.dx
    let y = rays.oy + t * rays.dy
    let z = rays.oz + t * rays.dz
    let projector = camera.position + camera.right * Self.baseline
    let back = Packet(
      ox: x, oy: y, oz: z, dx: projector.x - x, dy: projector.y - y, dz: projector.z - z)
    return tracer.blocked(back, candidates)
  }

  /// Linear colour of one pixel; a pixel whose rays meet several classes may be void, as where people drew.
  private func paint(_ row: Int, _ column: Int, _ candidates: UInt64, _ buffers: FrameBuffers) {
    let pixel = row * camera.size.width + column
    // A rotated grid.
    let rays = camera.rays(
      Float4(0.375, 0.875, 0.125, 0.625) + Float(column),
      Float4(0.125, 0.375, 0.625, 0.875) + Float(row))
    let (depth, ids) = tracer.closest(rays, candidates)
    let grain = jitter(row, column)
    var colour = Vector3()
    var labels = 0
    var seen: Int32 = -1
    var done = 0
    for lane in 0..<4 where done & (1 << lane) == 0 {
      var count = 0
      for other in lane..<4 where ids[other] == ids[lane] {
        done |= 1 << other
        count += 1
      }
      let point = rays.point(lane, depth[lane])
      let hit = hit(ids[lane], point)
      let direction = normalized(Vector3(rays.dx[lane], rays.dy[lane], rays.dz[lane]))
      let material = scene.materials[hit.material]
      let slant = max(0.25, -dot(hit.normal, direction))
      let albedo = material.colour(hit.place, depth[lane] / camera.focal / slant)
      let surface = Lighting.Surface(
        point: point, normal: hit.normal, view: -direction, piece: hit.piece, material: material,
        albedo: albedo, jitter: grain)
      colour += lighting.radiance(surface) * (Float(count) / 4)
      if Int32(hit.label.rawValue) != seen {
        labels += 1
        seen = Int32(hit.label.rawValue)
      }
    }
    buffers.image[pixel * 3] = colour.x
    buffers.image[pixel * 3 + 1] = colour.y
    buffers.image[pixel * 3 + 2] = colour.z
    if (labels > 1 && isBlurred(row, column)) || isBorder(row, column) {
      buffers.labels[pixel] = Float(RoomClass.void.rawValue)
    }
  }

  /// Where outlines were not drawn, in stretches.
  private func isBlurred(_ row: Int, _ column: Int) -> Bool {
    let cell = Float(camera.size.height) / 12
    return noise(Float(column) / cell, Float(row) / cell, seed &+ 21) > 0.42
  }

  /// Interleaved gradient noise (Jimenez 2014): neighbours differ, and their mean is even.
  private func jitter(_ row: Int, _ column: Int) -> Float {
    let x = Float(column) + Float(seed & 63)
    let y = Float(row) + Float((seed >> 6) & 63)
    let inner = 0.06711056 * x + 0.00583715 * y
    let outer = 52.9829189 * (inner - inner.rounded(.down))
    return outer - outer.rounded(.down)
  }

  /// NYUv2's frames have a rim without labels, about a fortieth of the height.
  private func isBorder(_ row: Int, _ column: Int) -> Bool {
    let rim = max(1, camera.size.height / 48)
    return row < rim || column < rim || row >= camera.size.height - rim
      || column >= camera.size.width - rim
  }

  private struct Hit {
    /// In the room's axes.
    var normal: Vector3
    var label: RoomClass
    var material: Int
    /// −1 for the room's faces.
    var piece: Int
    /// On the surface, in metres.
    var place: SIMD2<Float>
  }

  private func hit(_ id: Int32, _ point: Vector3) -> Hit {
    if id < Scene.faceCount { return face(Int(id), point) }
    let index = Int(id - Scene.faceCount)
    let shape = tracer.shapes[index]
    let owner = Int(scene.owners[index])
    let piece = tracer.pieces[owner]
    let local = piece.local(point)
    let normal = shape.normal(at: local)
    let relative = local - shape.centre
    let size = Vector3(abs(normal.x), abs(normal.y), abs(normal.z))
    let place =
      size.y > size.x && size.y > size.z
      ? SIMD2(relative.x, relative.z)
      : size.x > size.z ? SIMD2(relative.z, relative.y) : SIMD2(relative.x, relative.y)
    return Hit(
      normal: piece.turned(normal), label: shape.label, material: Int(shape.material), piece: owner,
      place: place)
  }

  private func face(_ id: Int, _ point: Vector3) -> Hit {
    let side: Float = id % 2 == 0 ? 1 : -1
    let material = Int(scene.faces[id])
    switch id / 2 {
    case 0:
      return Hit(
        normal: Vector3(side, 0, 0), label: .wall, material: material, piece: -1,
        place: SIMD2(point.z, point.y))
    case 1:
      return Hit(
        normal: Vector3(0, side, 0), label: id == 2 ? .floor : .ceiling, material: material,
        piece: -1, place: SIMD2(point.x, point.z))
    default:
      return Hit(
        normal: Vector3(0, 0, side), label: .wall, material: material, piece: -1,
        place: SIMD2(point.x, point.y))
    }
  }
}
